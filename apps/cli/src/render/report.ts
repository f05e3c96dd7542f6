import type { Plan, Report, StepStatus } from "@atlas/core";

const words: Readonly<Record<StepStatus, string>> = {
  applied: "applied",
  not_applied: "not applied",
  in_doubt: "in doubt",
};

export const untouchedText = "Nothing was applied: the database is as it was before.\n";

/** What became of each statement of a plan that did not run to its end. */
export function reportText(plan: Plan, report: Report): string {
  const status = new Map(report.steps.map((result) => [result.step, result.status]));
  const of = (index: number): StepStatus => status.get(index) ?? "not_applied";
  const applied = plan.steps.filter((_, index) => of(index) === "applied").length;
  const isAnyInDoubt = plan.steps.some((_, index) => of(index) === "in_doubt");
  if (applied === 0 && !isAnyInDoubt) return "Nothing was applied: the database is as it was before.\n";
  const lines = plan.steps.map((step, index) => `  ${words[of(index)].padEnd(11)}  ${step.comment}\n`);
  const doubt = isAnyInDoubt
    ? "Where it says in doubt, the connection broke before the database answered: look at the database, or plan again.\n"
    : "";
  return `${applied} of ${plan.steps.length} statements were applied and stay:\n${lines.join("")}${doubt}`;
}
