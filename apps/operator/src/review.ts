import { type ReviewPolicy, reviewRejection } from "@atlas/workflows";
import { findingLines, type PlanAnalysis } from "./analysis.ts";

/**
 * Why a plan that `spec.policy.lint.review` wants approved is not applied, and what can be done: approvals are given
 * in a registry.
 */
export function rejectionText(review: ReviewPolicy, { plan, findings, error }: PlanAnalysis): string {
  return [
    reviewRejection,
    ...(error === undefined ? [] : [`- ${error}`]),
    ...findingLines(plan, findings),
    `spec.policy.lint.review is ${review}: ${asksFor[review]}, and this build does not act on approvals from a registry.`,
    "Apply it with `atlas schema apply` in a terminal, or change the schema or the policy.",
  ].join("\n");
}

const asksFor: Readonly<Record<ReviewPolicy, string>> = {
  ALWAYS: "every change waits for an approval",
  WARNING: "a change in which anything is found waits for an approval",
  ERROR: "a change in which errors are found waits for an approval",
};
