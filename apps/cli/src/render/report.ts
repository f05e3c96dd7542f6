import type { Plan, Report, StepStatus } from "@atlas/core";

const words: Readonly<Record<StepStatus, string>> = {
  applied: "applied",
  not_applied: "not applied",
  in_doubt: "in doubt",
};

export const untouchedText = "Nothing was applied: the database is as it was before.\n";

/** What became of each statement of a plan that did not run to its end. */
export function reportText(plan: Plan, report: Report): string {
  const statuses = new Map(report.steps.map((result) => [result.step, result.status]));
  const steps = plan.steps
    .map((step, index) => ({ ...step, status: statuses.get(index) ?? "not_applied" }))
    // What frames a plan and changes nothing itself, such as a pragma, has no source.
    .filter((step) => step.sources.length > 0);
  const failed = report.error?.step === undefined ? undefined : plan.steps[report.error.step];
  // A build that no transaction holds is taken back by nobody when it fails.
  const left = failed && !failed.transactional && /\bINDEX CONCURRENTLY\b/.test(failed.sql) ? leftText : "";
  if (steps.every(({ status }) => status === "not_applied"))
    return left === "" ? untouchedText : `Nothing was applied.\n${left}`;
  const applied = steps.filter(({ status }) => status === "applied").length;
  const lines = steps.map(({ status, comment }) => `  ${words[status].padEnd(11)}  ${comment}\n`).join("");
  const doubt = steps.some(({ status }) => status === "in_doubt") ? doubtText : "";
  return `${applied} of ${steps.length} statements were applied and stay:\n${lines}${left}${doubt}`;
}

const leftText =
  "The statement that failed may have left an invalid index behind: the next run finds it and builds it anew.\n";

const doubtText =
  "In doubt: the connection broke before the database answered. Run the command again to see what is left.\n";
