import type { AtlasError, Report } from "@atlas/core";
import type { ProjectEnv } from "@atlas/project";
import type { ApplyResult } from "@atlas/workflows";
import type { Terminal } from "../terminal.ts";
import type { Progress } from "./progress.ts";

/** How an environment is called among others of its name. */
export function titleOf({ name, instance }: Pick<ProjectEnv, "name" | "instance">): string {
  return instance === undefined ? name : `${name}[${instance}]`;
}

const words: Readonly<Record<ApplyResult["outcome"], string>> = {
  applied: "applied",
  planned: "planned",
  synced: "synced",
  aborted: "aborted",
  rejected: "rejected",
};

interface LineOptions {
  /** A template prints the results: only the summary is said, on stderr. */
  readonly isSilent: boolean;
}

/** Shows a run on many environments: a line for each as it ends, and a summary. */
export class ManyOutput {
  readonly #total: number;
  readonly #terminal: Terminal;
  readonly #progress: Progress;
  readonly #counts = new Map<string, number>();
  #isSilent = false;

  constructor(total: number, terminal: Terminal, progress: Progress) {
    this.#total = total;
    this.#terminal = terminal;
    this.#progress = progress;
    this.#progress.say(`0 of ${total} environments`);
  }

  /** Says whose plan comes next. */
  plan(number: number, title: string): void {
    this.#progress.stop();
    this.#terminal.out(`-- Plan ${number}: ${title}, and every other environment in the same state\n`);
  }

  done(title: string, { outcome, proposal }: ApplyResult, durationMs: number, options: LineOptions): void {
    const count = proposal.plan.steps.length;
    const statements = outcome === "synced" ? "" : `, ${count} ${count === 1 ? "statement" : "statements"}`;
    this.#line(`${title}: ${words[outcome]}${statements} (${seconds(durationMs)})`, outcome, options);
  }

  failed(
    title: string,
    error: AtlasError,
    options: LineOptions & { readonly report: Report | undefined },
  ): void {
    const applied = options.report?.steps.filter(({ status }) => status === "applied").length ?? 0;
    const after =
      applied === 0 ? "" : `, after ${applied} applied ${applied === 1 ? "statement" : "statements"}`;
    // Messages may quote what they were given: the line goes where secrets are taken out.
    this.#count("failed", options);
    this.#progress.stop();
    this.#terminal.err(`${title}: failed${after}: ${error.message.split("\n", 1)[0]}\n`);
    this.#tell();
  }

  /** @param left - environments that were not started. */
  summary(left: readonly ProjectEnv[]): void {
    if (left.length > 0) this.#counts.set("not run", left.length);
    const counts = [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const text = counts.map(([word, count]) => `${count} ${word}`).join(", ");
    const line = `${this.#total} environments: ${text}\n`;
    if (this.#isSilent) this.#terminal.err(line);
    else this.#terminal.out(line);
  }

  #line(text: string, word: string, options: LineOptions): void {
    this.#count(word, options);
    this.#progress.stop();
    if (!options.isSilent) this.#terminal.out(`${text}\n`);
    this.#tell();
  }

  #count(word: string, { isSilent }: LineOptions): void {
    this.#isSilent ||= isSilent;
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }

  #tell(): void {
    const done = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    if (done < this.#total) this.#progress.say(`${done} of ${this.#total} environments`);
  }
}

function seconds(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}
