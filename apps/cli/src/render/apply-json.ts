import {
  type Advice,
  adviceText,
  refKey,
  type AtlasError,
  type Ref,
  type Report,
  type StepStatus,
  type TableSize,
} from "@atlas/core";
import type { Proposal } from "@atlas/workflows";
import { urlJson } from "./url-json.ts";

/** What is known of a run of `schema apply` when it ends, well or not. */
export interface ApplyFacts {
  readonly redactedUrl: string | undefined;
  readonly driver: string | undefined;
  /** Absent when the run ended before there was a plan. */
  readonly proposal: Proposal | undefined;
  readonly report: Report | undefined;
  readonly error: AtlasError | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** The members that are looked at by name; the others are only printed. */
export interface ApplyJson extends Readonly<Record<string, unknown>> {
  readonly Driver?: string;
  readonly Changes: Readonly<Record<string, unknown>>;
}

/**
 * The JSON report of `schema apply`: the keys that wrappers of the CLI read, and below them `Steps` with
 * the safety facts of each statement.
 *
 * @param hide - takes secrets out of a message.
 */
export function applyJson(facts: ApplyFacts, hide: (text: string) => string): ApplyJson {
  const { proposal, report, error } = facts;
  const plan = proposal?.plan;
  const steps = plan?.steps ?? [];
  const statuses = new Map(report?.steps.map((result) => [result.step, result.status]));
  const statusOf = (index: number): StepStatus => statuses.get(index) ?? "not_applied";
  const sizes = new Map(proposal?.sizes.map((size) => [refKey(size.table), size]));
  const sqlWhere = (isWanted: (status: StepStatus) => boolean): readonly string[] =>
    steps.filter((_, index) => isWanted(statusOf(index))).map((step) => step.sql);
  const applied = sqlWhere((status) => status === "applied");
  const pending = sqlWhere((status) => status !== "applied");
  const failed = report?.error?.step === undefined ? undefined : steps[report.error.step];
  return {
    ...(facts.driver !== undefined && { Driver: facts.driver }),
    ...(facts.redactedUrl !== undefined && { URL: urlJson(facts.redactedUrl, plan?.scope.bound ?? null) }),
    Changes: {
      ...(applied.length > 0 && { Applied: applied }),
      ...(pending.length > 0 && { Pending: pending }),
      ...(failed && { Error: { Stmt: failed.sql, Text: hide(report?.error?.message ?? "") } }),
    },
    ...(error && { Error: hide(error.message), Code: error.code }),
    Start: facts.startedAt.toISOString(),
    End: facts.endedAt.toISOString(),
    ...(plan && {
      From: plan.from,
      To: plan.to,
      Steps: steps.map((step, index) => ({
        sql: step.sql,
        blocks: step.blocks,
        rewrites: step.rewrites,
        scans: step.scans,
        losesData: step.losesData,
        loses: step.loses,
        transactional: step.transactional,
        ...(step.remarks && { remarks: step.remarks }),
        ...adviceFacts(proposal?.advice.find((one) => one.step === index)),
        ...(step.table && tableFacts(step.table, sizes.get(refKey(step.table)))),
        status: statusOf(index),
      })),
      ...(plan.skipped.length > 0 && { Skipped: plan.skipped }),
      ...(plan.unmanaged.length > 0 && { Unmanaged: plan.unmanaged }),
    }),
    ...(proposal && plan && plan.steps.length > 0 && { Proof: proposal.proof }),
  };
}

/** What would hold others up, and what avoids it. */
function adviceFacts(advice: Advice | undefined): Readonly<Record<string, unknown>> {
  return advice ? { advice: adviceText(advice), avoidedBy: advice.avoidedBy } : {};
}

/** The table a statement works on, and its present size where the server knows it. */
function tableFacts(table: Ref, size: TableSize | undefined): Readonly<Record<string, unknown>> {
  return {
    table: table.schema === "" ? table.name : `${table.schema}.${table.name}`,
    ...(size && { sizeBytes: size.sizeBytes }),
    ...(size?.rows !== undefined && { rows: size.rows }),
  };
}
