import { AtlasError, describeRef, type DraftStep, type Plan, refKey } from "@atlas/core";
import { segmentsOf } from "./segments.ts";

/**
 * Refuses a plan in which something that protects a table would be away between two transactions.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` naming it.
 */
export function assertSuspensionsAreShort(steps: readonly DraftStep[]): void {
  if (!steps.some((step) => step.suspends)) return;
  const segmentOf = new Map(
    segmentsOf({ steps }, false).flatMap((segment) => segment.steps.map((index) => [index, segment])),
  );
  for (const [index, { suspends, sources }] of steps.entries()) {
    if (!suspends) continue;
    const key = refKey(suspends);
    const back = steps.findIndex(
      (step, at) => at > index && step.creates.some((made) => refKey(made) === key),
    );
    const segment = segmentOf.get(index);
    if (back < 0 || (segment?.transactional && segmentOf.get(back) === segment)) continue;
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeRef(suspends)} would be away between two transactions, as not all of what changes beside it fits into one`,
      {
        details: { subject: suspends, change: sources[0]?.change },
        hint: "Make the change in two runs: first what cannot be undone in a transaction, such as a new enum value, then the rest.",
      },
    );
  }
}

/**
 * Refuses a plan without transactions in which something that protects a table would be away between two statements.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` naming it.
 */
export function assertFitsOneByOne(plan: Pick<Plan, "steps">): void {
  for (const { suspends, sources } of plan.steps)
    if (suspends)
      throw new AtlasError(
        "E_UNSUPPORTED_CHANGE",
        `without transactions ${describeRef(suspends)} would be away between two statements`,
        {
          details: { subject: suspends, change: sources[0]?.change },
          hint: "Nothing was changed. Run again with --tx-mode file: one transaction drops it and makes it again.",
        },
      );
}
