import { describeRef, type SkippedChange, type Step, type UnmanagedObject } from "@atlas/core";
import type { Proposal } from "@atlas/workflows";

/** Names what exists and is not managed, so that nobody believes it was compared. */
export function unmanagedText(unmanaged: readonly UnmanagedObject[]): string {
  return unmanaged.map((object) => `not managed yet: ${object.kind} ${object.name}\n`).join("");
}

/** Names what a policy left out. */
export function skippedText(skipped: readonly SkippedChange[]): string {
  return skipped.map((skip) => `skipped: ${skip.change} of ${describeRef(skip.subject)}\n`).join("");
}

/** Names what the plan would lose. */
export function lossText(steps: readonly Step[]): string {
  return steps.flatMap((step) => step.loses.map((lost) => `loses data: ${lost}\n`)).join("");
}

/** Whether the plan was tried. */
export function proofText(proof: Proposal["proof"]): string {
  return proof.proven
    ? "The plan was run on a scratch database and led to the desired state."
    : `The plan was not tried on a scratch database: ${proof.reason}`;
}
