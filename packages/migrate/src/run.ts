import {
  asAtlasError,
  AtlasError,
  type Driver,
  type MigrationSupport,
  type Revision,
  revisionTypes,
  throwIfCancelled,
} from "@atlas/core";
import { backoffMs, pause } from "./backoff.ts";
import type { ParsedFile } from "./directory.ts";
import type { ExecutionOptions } from "./executor.ts";
import { FileFailure, FileRun } from "./file-run.ts";
import { ExecutionError, type ExecutionReport, type FileReport } from "./report.ts";
import { txModeOf } from "./tx-mode.ts";
import { withUntransactional } from "./untransactional.ts";

/**
 * How long files share a transaction, in milliseconds: so long others wait for the database, and so much has to be run
 * again where the process is killed.
 */
const sharedMs = 100;

/** One run over several files. */
export class Run {
  readonly #driver: Driver;
  readonly #files: readonly ParsedFile[];
  readonly #options: ExecutionOptions;
  readonly #now: () => Date;
  readonly #startedAt: string;
  #reports: FileReport[] = [];

  constructor(driver: Driver, files: readonly ParsedFile[], options: ExecutionOptions) {
    this.#driver = driver;
    this.#files = files;
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#startedAt = this.#now().toISOString();
  }

  async execute(): Promise<ExecutionReport> {
    try {
      // Before anything runs: a run that is going to be refused changes nothing.
      const options = { ...this.#options, migrations: await this.#support() };
      const runs = this.#files.map((file) => new FileRun(this.#driver, file, this.#modeOf(file), options));
      runs.forEach((run) => run.prepare());
      if (this.#options.dryRun) {
        for (const [at, run] of runs.entries()) {
          const before = this.#files.slice(0, at).findLast(({ statements }) => statements.length > 0);
          await this.#reported(() => run.rehearse(before?.file.version));
        }
        return this.#report();
      }
      await this.#begin();
      const [together, apart] = this.#options.txMode === "all" ? divided(runs) : [[], runs];
      if (together.length > 0) await this.#together(together);
      await this.#apart(apart);
      return this.#report();
    } catch (error) {
      const reason = error instanceof FileFailure ? error.reason : asAtlasError(error);
      throw new ExecutionError(reason, this.#report(reason));
    }
  }

  async #support(): Promise<MigrationSupport> {
    const { migrations, signal, dryRun = false } = this.#options;
    return dryRun ? migrations : withUntransactional(this.#driver, migrations, this.#files, { signal });
  }

  #modeOf(file: ParsedFile) {
    return txModeOf(file, this.#options.txMode ?? "file");
  }

  async #begin(): Promise<void> {
    const { revisions, baseline, operatorVersion, signal } = this.#options;
    if (this.#files.length === 0 && !baseline) return;
    await revisions.ensure({ signal });
    if (!baseline) return;
    const row: Revision = {
      version: baseline.version,
      description: baseline.description,
      type: revisionTypes.baseline,
      applied: 0,
      total: 0,
      executedAt: this.#now().toISOString(),
      executionTime: 0,
      error: "",
      errorStmt: "",
      hash: "",
      partialHashes: [],
      operatorVersion,
    };
    await revisions.write(row, { signal });
  }

  /** Files that happen each for itself. */
  async #apart(runs: readonly FileRun[]): Promise<void> {
    // The first one goes alone: what stands in its way stands in that of all.
    let alone = 1;
    for (let at = 0; at < runs.length;) {
      if (alone === 0) {
        const { done, begun } = await this.#joined(runs.slice(at));
        at += done;
        if (begun === done && done > 0) continue;
        alone = Math.max(begun, 1);
      }
      const run = runs[at++];
      alone--;
      if (run) await this.#retried(async () => this.#reported(() => run.execute(false)));
    }
  }

  /**
   * Where a commit costs more than most files do, some of them share one, each looked at as if it were committed. If any
   * of it fails, nothing has happened: they are to be run again one by one, as if nobody had tried.
   */
  async #joined(runs: readonly FileRun[]): Promise<{ readonly done: number; readonly begun: number }> {
    const { signal } = this.#options;
    const known = this.#reports.length;
    const begun: FileRun[] = [];
    if (!this.#driver.vet || runs[0]?.mayShare !== true) return { done: 0, begun: 0 };
    throwIfCancelled(signal);
    try {
      await this.#driver.begin({ signal });
      const end = performance.now() + sharedMs;
      for (const run of runs) {
        if (!run.mayShare || performance.now() >= end) break;
        begun.push(run);
        await this.#reported(() => run.execute(true));
        await this.#driver.vet({ signal });
      }
      await this.#driver.commit();
    } catch {
      // Whatever it was happens again, or was nothing.
      await this.#driver.rollback().catch(() => {});
      this.#reports.length = known;
      begun.forEach((run) => run.forget());
      return { done: 0, begun: begun.length };
    }
    begun.forEach((run) => run.keep());
    return { done: begun.length, begun: begun.length };
  }

  /** Files in one transaction. */
  async #together(runs: readonly FileRun[]): Promise<void> {
    const { signal } = this.#options;
    await this.#retried(async () => {
      this.#reports = [];
      for (const run of runs) await run.settle();
      await this.#driver.begin({ signal });
      try {
        for (const run of runs) await this.#reported(() => run.execute(true));
        // A commit is not cancelled: its outcome would be in doubt.
        await this.#driver.commit();
      } catch (error) {
        await this.#driver.rollback().catch(() => {});
        this.#reports = this.#reports.map((report) => ({ ...report, undone: true }));
        runs.forEach((run) => run.forget());
        throw error;
      }
      runs.forEach((run) => run.keep());
    });
  }

  /** Does work again that did not get a lock in time: what it did is undone, or known. */
  async #retried(work: () => Promise<void>): Promise<void> {
    const retries = this.#options.lockRetries ?? 6;
    for (let attempt = 0; ; attempt++) {
      throwIfCancelled(this.#options.signal);
      const known = this.#reports.length;
      try {
        await work();
        return;
      } catch (error) {
        const waits = error instanceof FileFailure && error.isLockTimeout;
        if (!waits || attempt >= retries) throw error;
        this.#reports.length = Math.min(this.#reports.length, known);
        this.#options.events?.onRetry?.(error.file, error.statement, attempt + 1);
        await (this.#options.wait ?? pause)(backoffMs(attempt), this.#options.signal);
      }
    }
  }

  async #reported(work: () => Promise<FileReport>): Promise<void> {
    try {
      this.#reports.push(await work());
    } catch (error) {
      if (error instanceof FileFailure && error.report) this.#reports.push(error.report);
      throw error;
    }
  }

  #report(error?: AtlasError): ExecutionReport {
    return {
      files: this.#reports,
      startedAt: this.#startedAt,
      endedAt: this.#now().toISOString(),
      ...(error && { error: { code: error.code, message: error.message } }),
    };
  }
}

/**
 * The files that one transaction can hold, and those from the first one on that it cannot: on MySQL a change of the
 * schema commits what came before it.
 */
function divided(
  runs: readonly FileRun[],
): readonly [together: readonly FileRun[], apart: readonly FileRun[]] {
  const at = runs.findIndex((run) => run.prepare().some(({ kind }) => kind !== "together"));
  return at < 0 ? [runs, []] : [runs.slice(0, at), runs.slice(at)];
}
