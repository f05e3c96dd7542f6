import { asAtlasError, AtlasError, type Report } from "@atlas/core";
import type { ApplyResult, Proposal } from "@atlas/workflows";
import type { CommandContext } from "../command.ts";
import { printedAfterRun } from "../format/after-run.ts";
import type { Format, Formattable } from "../format/format.ts";
import type { ApplyFacts } from "./apply-json.ts";
import { showCard } from "./card.ts";
import { adviceNotes, lossText, proofText, skippedText, unplannedText } from "./notes.ts";
import { planText } from "./plan.ts";
import { reportText, untouchedText } from "./report.ts";

/** How far a run came that failed. */
export interface Failure {
  readonly report: Report | undefined;
  /** Whether statements may have run, although there is no report. */
  readonly isApplying: boolean;
  readonly redactedUrl: string | undefined;
}

/** How a run is printed at its end: the template, and what makes the value it sees. */
export interface ApplyFormat {
  readonly template: Format;
  readonly rootOf: (facts: ApplyFacts, hide: (text: string) => string) => Formattable;
}

/** Shows a run of `schema apply` as it goes: text at once, or what a template says at the end. */
export class ApplyOutput {
  readonly #context: CommandContext;
  readonly #format: ApplyFormat | undefined;
  readonly #startedAt = new Date();
  readonly #syncedText: string;
  #proposal: Proposal | undefined;

  /**
   * @param format - absent: text.
   * @param syncedText - said when there is nothing to do.
   */
  constructor(
    context: CommandContext,
    format: ApplyFormat | undefined,
    syncedText = "Schema is synced, no changes to be made",
  ) {
    this.#context = context;
    this.#format = format;
    this.#syncedText = syncedText;
  }

  /** A template prints the run. */
  get hasFormat(): boolean {
    return this.#format !== undefined;
  }

  /** Shows the plan before the question whether to apply it. */
  proposal(proposal: Proposal): void {
    this.#proposal = proposal;
    const { plan, proof } = proposal;
    const { terminal } = this.#context;
    if (!this.#format && plan.steps.length > 0) {
      const isTerminal = terminal.isOutTerminal;
      terminal.out(
        planText(plan.steps, terminal, (step) => (isTerminal ? showCard(step, proposal, terminal) : [])),
      );
      if (isTerminal) terminal.out(`${terminal.style("out", "dim", proofText(proof))}\n`);
      else
        terminal.err(
          lossText(plan.steps) + adviceNotes(proposal) + (proof.proven ? "" : `${proofText(proof)}\n`),
        );
    }
    terminal.err(skippedText(plan.skipped) + unplannedText(plan.unmanaged));
  }

  /** @returns the exit code. */
  finished(result: ApplyResult): number {
    if (!this.#proposal) this.proposal(result.proposal);
    if (result.outcome === "rejected")
      throw new AtlasError("E_POLICY", result.reason ?? "the plan was rejected");
    if (this.#format)
      this.#print(this.#format, {
        redactedUrl: result.redactedUrl,
        report: result.report,
      });
    else if (result.outcome === "synced") this.#context.terminal.out(`${this.#syncedText}\n`);
    return 0;
  }

  /** Says what became of the statements; the error itself is shown by whoever ends the program. */
  failed(error: AtlasError, { report, isApplying, redactedUrl }: Failure): void {
    this.failedAsTemplate(error, { report, redactedUrl });
    const plan = this.#proposal?.plan;
    const { terminal } = this.#context;
    if (plan && report) terminal.err(reportText(plan, report));
    else if (!isApplying && (plan || error.code === "E_CANCELLED")) terminal.err(untouchedText);
  }

  /** As `failed`, of which text says nothing. */
  failedAsTemplate(error: AtlasError, { report, redactedUrl }: Omit<Failure, "isApplying">): void {
    try {
      if (this.#format) this.#print(this.#format, { redactedUrl, report, error });
    } catch (printError) {
      // The error that ended the run must not be lost behind one of the template.
      this.#context.terminal.err(`The result could not be printed: ${asAtlasError(printError).message}\n`);
    }
  }

  #print(
    { template, rootOf }: ApplyFormat,
    facts: {
      readonly redactedUrl: string | undefined;
      readonly report: Report | undefined;
      readonly error?: AtlasError;
    },
  ): void {
    const result = rootOf(
      {
        redactedUrl: facts.redactedUrl,
        driver: this.#proposal?.driver,
        proposal: this.#proposal,
        report: facts.report,
        error: facts.error,
        startedAt: this.#startedAt,
        endedAt: new Date(),
      },
      this.#context.hide,
    );
    this.#context.terminal.out(printedAfterRun(() => template.print(result)));
  }
}
