import type { Plan, Step } from "@atlas/core";

/**
 * The statements of a plan that a destructive policy refuses: those that contain `DROP `, and those that
 * lose data in another way.
 *
 * SQLite changes a table by making it anew: the statements of such a rebuild that lose nothing are no cause.
 */
export function destructiveCauses(plan: Plan): readonly string[] {
  return plan.steps
    .filter((step) => step.losesData || (step.sql.includes("DROP ") && !isPartOfRebuild(plan, step)))
    .map((step) => step.sql);
}

/** Something is dropped by SQL that no change drops: it is created again within the plan. */
function isPartOfRebuild(plan: Plan, step: Step): boolean {
  if (plan.dialect !== "sqlite") return false;
  const kind = /^DROP (TABLE|INDEX|VIEW|TRIGGER) /.exec(step.sql)?.[1]?.toLowerCase();
  return kind !== undefined && step.sources.every((source) => source.change !== `drop_${kind}`);
}

export function causesText(causes: readonly string[]): string {
  return ["destructive changes detected:", ...causes.map((cause) => `- ${cause}`)].join("\n");
}

export function firstRunText(causes: readonly string[]): string {
  return [
    causesText(causes),
    "",
    "To prevent accidental drop of resources, first run of a schema must not contain destructive changes.",
    "Read more: https://atlasgo.io/integrations/kubernetes/#destructive-changes",
  ].join("\n");
}
