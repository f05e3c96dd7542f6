import type { Step } from "@atlas/core";
import { type FileReport, lineOf } from "@atlas/lint";
import { planScript } from "./plan-script.ts";

/** `lint.review`: which plans wait for somebody to approve them. */
export type ReviewPolicy = "ALWAYS" | "WARNING" | "ERROR";

/** Why a plan is not applied that somebody has to approve, where nobody is there to ask. */
export const reviewRejection = "Rejected by review policy: errors or warnings were found";

/**
 * Whether a plan waits for an approval: `ERROR` where something found in it fails, `WARNING` where anything is found.
 *
 * @param report - `undefined`: the family has no analysis, and nobody knows.
 */
export function needsApproval(review: ReviewPolicy, report: FileReport | undefined): boolean {
  if (review === "ALWAYS" || !report) return true;
  return report.error !== undefined || (review === "WARNING" && report.reports.length > 0);
}

/** What analysis says of one step of a plan. */
export interface PlanFinding {
  /** Such as `DS103`; empty: none. */
  readonly code: string;
  readonly text: string;
  /** Index of the step in the plan. */
  readonly step: number;
  /** Line in the statements as they are printed (`planScript`), from 1. */
  readonly line: number;
}

/** What a report of `analyzePlan` says, step by step. */
export function planFindings(steps: readonly Step[], report: FileReport): readonly PlanFinding[] {
  const { text, starts } = planScript(steps);
  return report.reports
    .flatMap(({ diagnostics }) => diagnostics)
    .map((diagnostic) => ({
      code: diagnostic.code,
      text: diagnostic.text,
      step: Math.max(
        starts.findLastIndex((start) => start <= diagnostic.start),
        0,
      ),
      line: lineOf(text, diagnostic.start),
    }))
    .toSorted((one, other) => one.step - other.step);
}
