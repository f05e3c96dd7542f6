import { AtlasError } from "@atlas/core";
import type { FileReport } from "@atlas/lint";
import type { LintSettings } from "@atlas/project";
import type { Proposal, Verdict } from "@atlas/workflows";
import { approval } from "../approval.ts";
import type { CommandContext } from "../command.ts";
import { planLintText } from "../render/lint-plan.ts";
import { analysisSettings, lintSettingsOf } from "./lint.ts";
import type { OpenEnv } from "./open.ts";

export interface Reviewing {
  readonly open: Pick<OpenEnv, "env" | "project">;
  readonly context: CommandContext;
  /** `--auto-approve`. */
  readonly isApproved: boolean;
  /** A template prints the run: nothing else goes to stdout. */
  readonly isSilent: boolean;
}

/** @throws {AtlasError} `E_FLAG` where a review policy and `--auto-approve` contradict each other. */
export function assertReviewable(open: Reviewing["open"], isApproved: boolean): void {
  const { review } = lintSettingsOf(open);
  if (review === undefined || !isApproved) return;
  throw new AtlasError(
    "E_FLAG",
    `auto-approve is not allowed when a lint policy is set to ${JSON.stringify(review)}`,
    { hint: "Leave --auto-approve out: lint.review of the project file says what needs a person." },
  );
}

/**
 * Whether a plan may be applied: analyses it where a `lint` block is there, and asks as its `review` says.
 *
 * @throws {AtlasError} `E_POLICY` where a person is needed and there is none; `E_FLAG` without a review policy.
 */
export async function reviewPlan(proposal: Proposal, reviewing: Reviewing): Promise<Verdict> {
  const { open, context, isApproved } = reviewing;
  const { review } = lintSettingsOf(open);
  const report = await tellAnalysis(proposal, reviewing);
  if (review === undefined) return approval(isApproved, context);
  const { needsApproval, reviewRejection } = await import("@atlas/workflows");
  if (!needsApproval(review, report)) return { verdict: "approved" };
  if (context.terminal.isInteractive) return approval(false, context);
  throw new AtlasError("E_POLICY", reviewRejection, {
    details: { review },
    hint: "Nothing was changed. Run it in a terminal to approve the plan, or change the schema.",
  });
}

/**
 * Analyses a plan where a `lint` block is there, and prints what is found.
 *
 * @returns `undefined` without such a block, and where the family has no analysis.
 */
export async function tellAnalysis(
  { plan, from, to, dialect, sizes }: Proposal,
  { open, context, isSilent }: Pick<Reviewing, "open" | "context" | "isSilent">,
): Promise<FileReport | undefined> {
  const settings = lintSettingsOf(open);
  if (!saysAnything(settings)) return undefined;
  const [{ analyzePlan }, { projectAnalyzers }, { tellUnusedLint }] = await Promise.all([
    import("@atlas/workflows"),
    import("./lint-rules.ts"),
    import("./unused-lint.ts"),
  ]);
  const note = (message: string): void => context.terminal.err(`Note: ${message}\n`);
  tellUnusedLint(settings, note);
  const extra = await projectAnalyzers(settings, { signal: context.signal, note });
  const startedAt = performance.now();
  const report = analyzePlan(plan, from, to, dialect, {
    settings: analysisSettings(settings),
    extra,
    sizes,
  });
  const elapsedMs = performance.now() - startedAt;
  if (report && !isSilent)
    context.terminal.out(
      planLintText(report, plan.steps.length, elapsedMs, (style, text) =>
        context.terminal.style("out", style, text),
      ),
    );
  return report;
}

function saysAnything({ review, analyzers, checks, ownership, rules }: LintSettings): boolean {
  return (
    review !== undefined ||
    ownership !== undefined ||
    Object.keys(analyzers).length > 0 ||
    Object.keys(checks).length > 0 ||
    rules.length > 0
  );
}
