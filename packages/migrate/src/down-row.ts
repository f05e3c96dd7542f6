import { type Revision, revisionTypes } from "@atlas/core";
import type { DownOptions, Reversal } from "./down.ts";
import { marked } from "./down-mark.ts";
import { statementHashes } from "./statement-hashes.ts";

/** The row of a file that is taken back one statement after the other. */
export class Stepwise {
  readonly #reversal: Reversal;
  readonly #options: DownOptions;
  readonly #now: () => Date;
  readonly #hashes: readonly string[];
  #applied: number;

  constructor(reversal: Reversal, options: DownOptions, now: () => Date) {
    this.#reversal = reversal;
    this.#options = options;
    this.#now = now;
    this.#applied = reversal.applied;
    this.#hashes = statementHashes(reversal.file);
  }

  before(index: number): Revision {
    return this.#mark(index, "running");
  }

  after(index: number): Revision {
    const { appliedAfter } = this.#reversal.statements[index] ?? {};
    if (appliedAfter === undefined) return this.#mark(index + 1, "stopped");
    this.#applied = appliedAfter;
    return this.#row;
  }

  stoppedAt(index: number, message: string): Revision {
    // Nothing has changed: the row is what it was.
    if (index === 0) return this.#reversal.revision;
    const row = this.#mark(index, "stopped");
    return { ...row, error: row.error + message };
  }

  #mark(at: number, state: "running" | "stopped"): Revision {
    const { statements, source } = this.#reversal;
    const mark = { source, at, of: statements.length, applied: this.#applied, state };
    return marked(this.#row, mark, statements[at]?.sql ?? "");
  }

  get #row(): Revision {
    const { revision } = this.#reversal;
    return {
      ...revision,
      type: revisionTypes.execute,
      applied: this.#applied,
      total: this.#hashes.length,
      executedAt: this.#now().toISOString(),
      error: "",
      errorStmt: "",
      partialHashes: this.#hashes.slice(0, this.#applied),
      operatorVersion: this.#options.operatorVersion,
    };
  }
}
