import { type Plan, type Ref, refKey, type Step } from "@atlas/core";
import type { PlanFinding } from "@atlas/workflows";
import { findingLines, type PlanAnalysis } from "./analysis.ts";

/** Why a plan counts as destructive. */
export interface Destruction {
  /** Statements that destroy something: at least one. */
  readonly causes: readonly string[];
  /** What analysis says of it, for people. */
  readonly findings: readonly string[];
}

/**
 * What a plan destroys, by what is known of its steps and by its analysis: what either of them says counts.
 *
 * @returns `undefined` where it destroys nothing.
 */
export function destructionBy(analysis: PlanAnalysis): Destruction | undefined {
  const { plan, destructive } = analysis;
  const causes = destructiveCauses(plan, destructive);
  return causes.length === 0 ? undefined : { causes, findings: findingLines(plan, destructive) };
}

/**
 * The statements of a plan that a destructive policy refuses: those that contain `DROP `, those that lose data in
 * another way, and those of a finding on a table of which neither is so.
 *
 * SQLite changes a table by making it anew: the statements of such a rebuild that lose nothing are no cause.
 */
export function destructiveCauses(plan: Plan, findings: readonly PlanFinding[] = []): readonly string[] {
  const known = plan.steps.filter(
    (step) => step.losesData || (step.sql.includes("DROP ") && !isPartOfRebuild(plan, step)),
  );
  const touched = new Set(known.flatMap(tablesOf));
  const found = new Set(findings.map(({ step }) => step));
  return plan.steps
    .filter(
      (step, index) =>
        known.includes(step) || (found.has(index) && !tablesOf(step).some((table) => touched.has(table))),
    )
    .map((step) => step.sql);
}

/** The tables, or other objects, that a step is about. */
function tablesOf({ sources }: Step): readonly string[] {
  return sources.map(({ subject }) => refKey(holderOf(subject)));
}

function holderOf(ref: Ref): Ref {
  return ref.table === undefined ? ref : { kind: "table", schema: ref.schema, name: ref.table };
}

/** Something is dropped by SQL that no change drops: it is created again within the plan. */
function isPartOfRebuild(plan: Plan, step: Step): boolean {
  if (plan.dialect !== "sqlite") return false;
  const kind = /^DROP (TABLE|INDEX|VIEW|TRIGGER) /.exec(step.sql)?.[1]?.toLowerCase();
  return kind !== undefined && step.sources.every((source) => source.change !== `drop_${kind}`);
}

export function causesText({ causes, findings }: Destruction): string {
  return [statementsText(causes), ...findingsText(findings)].join("\n");
}

export function firstRunText({ causes, findings }: Destruction): string {
  return [
    statementsText(causes),
    "",
    "To prevent accidental drop of resources, first run of a schema must not contain destructive changes.",
    "Read more: https://atlasgo.io/integrations/kubernetes/#destructive-changes",
    ...findingsText(findings),
  ].join("\n");
}

function statementsText(causes: readonly string[]): string {
  return ["destructive changes detected:", ...causes.map((cause) => `- ${cause}`)].join("\n");
}

function findingsText(findings: readonly string[]): readonly string[] {
  return findings.length === 0 ? [] : ["", "Findings:", ...findings];
}
