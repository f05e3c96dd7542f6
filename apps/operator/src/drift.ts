import { describeRef, type Plan } from "@atlas/core";

/** `heal`: drift is undone through the same gates as any change. `report`: it is only reported. */
export type DriftMode = "heal" | "report";

/** What differs, by name, in the order in which it would be brought back. */
export function driftText(plan: Plan): string {
  const changes = plan.steps.flatMap((step) =>
    // `drop_column` of a column reads "drop column".
    step.sources.map((source) => `${source.change.replace(/_.*$/, "")} ${describeRef(source.subject)}`),
  );
  const unique = [...new Set(changes)];
  return `The database differs from the desired state although nothing asked for a change. Bringing it back takes: ${unique.join("; ")}.`;
}

export const notHealedReported = "It is left as it is: this operator only reports drift.";
export const notHealedDestructive =
  "It is left as it is: this destroys something, and spec.policy.lint.destructive.error is not set to false.";
