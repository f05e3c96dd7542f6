import { asAtlasError, AtlasError, type Step } from "@atlas/core";
import type { ProjectEnv } from "@atlas/project";
import {
  ApplyError,
  type ApplyResult,
  applySchema,
  oneGroup,
  type Proposal,
  runRollout,
  SharedWork,
  type Verdict,
  type WorkflowDeps,
} from "@atlas/workflows";
import type { CommandContext } from "../command.ts";
import { checkPlan } from "../project/checks.ts";
import type { OpenEnv, OpenProject } from "../project/open.ts";
import { tellUnused } from "../project/policy.ts";
import { assertReviewable, reviewPlan, tellAnalysis } from "../project/review.ts";
import type { SourceMemo } from "../project/sources.ts";
import { type ApplyFormat, ApplyOutput } from "../render/apply-output.ts";
import { ManyOutput, titleOf } from "../render/many.ts";
import type { Progress } from "../render/progress.ts";
import { applyRequest, formatOf, redactedUrl } from "./apply-request.ts";
import type { ApplyValues } from "./schema-apply.ts";
import { assertCovered } from "./shared.ts";

export interface Surroundings {
  readonly context: CommandContext;
  readonly deps: WorkflowDeps;
  readonly progress: Progress;
  /** The template of the command line. */
  readonly format: ApplyFormat | undefined;
}

/**
 * Applies to many environments: the desired state is read once, and those in one state get one plan, which is
 * shown, tried and asked for once. One line for each environment, and a summary.
 *
 * @returns the exit code.
 * @throws {AtlasError} when one failed, with the code of the first failure.
 */
export async function applyToMany(
  values: ApplyValues,
  opened: OpenProject,
  surroundings: Surroundings,
): Promise<number> {
  const { context, progress } = surroundings;
  const envs = opened.envs.filter((env): env is ProjectEnv => env !== undefined);
  const groups = opened.project?.groups ?? oneGroup(envs.length, 1);
  const parallel = values.concurrency;
  const output = new ManyOutput(envs.length, context.terminal, progress);
  await using shared = new SharedWork();
  const run = new ManyRun(values, opened, surroundings, output, shared);
  const left = await runRollout(
    parallel === undefined ? groups : groups.map((group) => ({ ...group, parallel })),
    async (index) => {
      const env = envs[index];
      return env === undefined || run.one(env);
    },
    context.signal,
  );
  progress.stop();
  output.summary(left.flatMap((index) => envs[index] ?? []));
  if (context.signal.aborted) throw new AtlasError("E_CANCELLED", "the work was cancelled");
  return run.exitCode();
}

class ManyRun {
  readonly #values: ApplyValues;
  readonly #opened: OpenProject;
  readonly #surroundings: Surroundings;
  readonly #output: ManyOutput;
  readonly #shared: SharedWork;
  readonly #memo: SourceMemo = new Map();
  /** Answers by plan; the plans of environments in one state share their steps. */
  readonly #verdicts = new Map<readonly Step[], Promise<Verdict>>();
  readonly #shown = new Set<readonly Step[]>();
  #failures: { readonly title: string; readonly error: AtlasError }[] = [];

  constructor(
    values: ApplyValues,
    opened: OpenProject,
    surroundings: Surroundings,
    output: ManyOutput,
    shared: SharedWork,
  ) {
    this.#values = values;
    this.#opened = opened;
    this.#surroundings = surroundings;
    this.#output = output;
    this.#shared = shared;
  }

  /** @returns whether it went well; what went wrong has been told. */
  async one(env: ProjectEnv): Promise<boolean> {
    const { context, deps, progress } = this.#surroundings;
    const open = { ...this.#opened, env };
    const title = titleOf(env);
    const startedAt = performance.now();
    const format = this.#surroundings.format ?? (await formatOf(env, this.#values, context));
    const own = new ApplyOutput(context, format);
    tellUnused(open, progress.note);
    let url = "";
    try {
      assertReviewable(open, this.#values["auto-approve"]);
      const request = await applyRequest(this.#values, open, this.#memo);
      url = request.url.reveal();
      const decide = async (proposal: Proposal): Promise<Verdict> => {
        if (format) own.proposal(proposal);
        checkPlan(proposal.plan, open);
        if (this.#values["strict-coverage"]) assertCovered(proposal.plan.unmanaged);
        return this.#decide(proposal, open, title, { isSilent: format !== undefined });
      };
      const result = await applySchema(request, deps, decide, { signal: context.signal }, this.#shared);
      if (result.outcome === "planned") checkPlan(result.proposal.plan, open);
      if (format) own.finished(result);
      else await this.#show(result, open, title);
      if (this.#values["strict-coverage"]) assertCovered(result.proposal.plan.unmanaged);
      this.#output.done(title, result, performance.now() - startedAt, { isSilent: format !== undefined });
      return result.outcome !== "aborted" && result.outcome !== "rejected";
    } catch (cause) {
      const error = asAtlasError(cause);
      const report = cause instanceof ApplyError ? cause.report : undefined;
      own.failedAsTemplate(error, { report, redactedUrl: redactedUrl(url, deps) });
      this.#output.failed(title, error, { isSilent: format !== undefined, report });
      this.#failures = [...this.#failures, { title, error }];
      return false;
    }
  }

  exitCode(): number {
    const [first, second] = this.#failures;
    if (!first) return 0;
    const { error, title } = first;
    const count = this.#failures.length;
    throw new AtlasError(
      error.code,
      second === undefined
        ? `${title}: ${error.message}`
        : `${count} environments failed, the first was ${title}: ${error.message}`,
      {
        ...(error.place && { place: error.place }),
        details: { failed: this.#failures.map((failure) => failure.title) },
        hint: error.hint ?? "Correct the cause and run again: what has been applied is not applied again.",
        cause: error,
      },
    );
  }

  /** One answer holds for all environments that have the plan. */
  #decide(
    proposal: Proposal,
    open: OpenEnv,
    title: string,
    { isSilent }: { readonly isSilent: boolean },
  ): Promise<Verdict> {
    const { steps } = proposal.plan;
    const known = this.#verdicts.get(steps);
    if (known) return known;
    // One question at a time.
    const verdict = this.#shared.turn("question", async () => {
      if (!isSilent) this.#showPlan(proposal, title);
      const isApproved = this.#values["auto-approve"];
      return reviewPlan(proposal, { open, context: this.#surroundings.context, isApproved, isSilent });
    });
    this.#verdicts.set(steps, verdict);
    return verdict;
  }

  /** A plan that nobody was asked about is analysed where it is shown. */
  async #show({ outcome, proposal }: ApplyResult, open: OpenEnv, title: string): Promise<void> {
    if (outcome === "synced") return;
    await this.#shared.turn("question", async () => {
      if (!this.#showPlan(proposal, title) || outcome !== "planned") return;
      await tellAnalysis(proposal, { open, context: this.#surroundings.context, isSilent: false });
    });
  }

  /** @returns `false` where it has been shown before. */
  #showPlan(proposal: Proposal, title: string): boolean {
    const { steps } = proposal.plan;
    if (this.#shown.has(steps)) return false;
    this.#shown.add(steps);
    this.#output.plan(this.#shown.size, title);
    new ApplyOutput(this.#surroundings.context, undefined).proposal(proposal);
    return true;
  }
}
