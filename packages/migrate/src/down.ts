import { asAtlasError, AtlasError, type Driver, type Revision, throwIfCancelled } from "@atlas/core";
import { backoffMs, pause } from "./backoff.ts";
import { CheckFailure, runCheck } from "./checks.ts";
import type { CheckFile, ParsedFile } from "./directory.ts";
import { Stepwise } from "./down-row.ts";
import type { RunOptions } from "./executor.ts";
import {
  type CheckReport,
  type FileReport,
  type ReportError,
  RunError,
  type StatementError,
} from "./report.ts";

/** Where the statements that take a file back are from: its own words, or a comparison with the version before it. */
export type DownSource = "file" | "diff";

export interface DownStatement {
  readonly sql: string;
  /** A transaction can hold it. */
  readonly isTransactional: boolean;
  /** It stands around the others and changes nothing itself; a transaction must not hold it. Default: `false`. */
  readonly isFrame?: boolean;
  /** What goes with it and does not come back, for people. */
  readonly loses: readonly string[];
  /** So many statements of the file are applied once it is done. Default: nobody can tell before all are done. */
  readonly appliedAfter?: number;
}

/** How one file is taken back. */
export interface Reversal {
  readonly file: ParsedFile;
  readonly revision: Revision;
  /** How many statements of the file are applied. */
  readonly applied: number;
  readonly source: DownSource;
  readonly statements: readonly DownStatement[];
  /** Index of the first statement that is left, where an earlier run was cut off. */
  readonly start: number;
  /** Looked at before anything changes. */
  readonly checks: readonly CheckFile[];
}

export interface DownFileReport extends FileReport {
  /** `version`: a transaction holds all of it; `statement`: what was done before a failure stays done. */
  readonly scope: "version" | "statement";
  readonly source: DownSource;
  /** Of each statement of `applied`, what went with it. */
  readonly losses: readonly (readonly string[])[];
}

export interface DownExecutionReport {
  readonly files: readonly DownFileReport[];
  readonly error?: ReportError;
}

export interface DownOptions extends RunOptions {
  readonly onFileStart?: ((reversal: Reversal, index: number) => void) | undefined;
  /** The time in RFC 3339, as exact as reports are to be. Default: that of `now`. */
  readonly stamp?: (() => string) | undefined;
}

/** A run stopped half-way. */
export class DownError extends RunError<DownExecutionReport> {
  override readonly name: string = "DownError";
}

/**
 * Takes files back, in the order given, and their rows with them. All checks come first. Where a transaction can hold
 * everything, it does; otherwise each row says what is about to run, so that a later run can go on.
 *
 * The caller holds the lock that keeps runs apart.
 *
 * @throws {DownError} with the report.
 */
export async function takeBack(
  driver: Driver,
  reversals: readonly Reversal[],
  options: DownOptions,
): Promise<DownExecutionReport> {
  return new DownRun(driver, reversals, options).execute();
}

interface Progress {
  readonly reversal: Reversal;
  readonly checks: CheckReport[];
  readonly applied: string[];
  startedAt: string;
  endedAt: string;
  error?: StatementError;
  isBegun: boolean;
  undone: boolean;
}

class DownRun {
  readonly #driver: Driver;
  readonly #options: DownOptions;
  readonly #progress: readonly Progress[];
  readonly #now: () => Date;
  readonly #stamp: () => string;

  constructor(driver: Driver, reversals: readonly Reversal[], options: DownOptions) {
    this.#driver = driver;
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#stamp = options.stamp ?? (() => this.#now().toISOString());
    this.#progress = reversals.map((reversal) => ({
      reversal,
      checks: [],
      applied: [],
      startedAt: "",
      endedAt: "",
      isBegun: false,
      undone: false,
    }));
  }

  async execute(): Promise<DownExecutionReport> {
    try {
      if (this.#options.dryRun) await this.#rehearse();
      else if (this.#progress.every(({ reversal }) => this.#isWhole(reversal)))
        await this.#retried(() => this.#asOne(this.#progress, true));
      else {
        await this.#check();
        for (const progress of this.#progress)
          await (this.#isWhole(progress.reversal)
            ? this.#retried(() => this.#asOne([progress], false))
            : this.#oneByOne(progress));
      }
      return this.#report();
    } catch (error) {
      const reason = asAtlasError(error);
      throw new DownError(reason, this.#report(reason));
    }
  }

  /** Whether a transaction can hold all that is left of it. */
  #isWhole({ statements, start }: Reversal): boolean {
    if (!this.#driver.dialect.features.transactionalDdl || start > 0) return false;
    return statements.every(({ isTransactional, isFrame }) => isTransactional || isFrame);
  }

  async #rehearse(): Promise<void> {
    await this.#check();
    for (const [index, progress] of this.#progress.entries()) {
      this.#begin(progress, index);
      progress.applied.push(
        ...progress.reversal.statements.slice(progress.reversal.start).map(({ sql }) => sql),
      );
      progress.endedAt = this.#stamp();
    }
  }

  async #check(): Promise<void> {
    for (const progress of this.#progress) {
      // They held before the first statement ran, and may not any more because of it.
      if (progress.reversal.start > 0) continue;
      for (const check of progress.reversal.checks) {
        const startedAt = this.#stamp();
        const timed = (report: CheckReport): CheckReport => ({
          ...report,
          startedAt,
          endedAt: this.#stamp(),
        });
        try {
          const { signal } = this.#options;
          progress.checks.push(timed(await runCheck(this.#driver, check, this.#now, { signal })));
        } catch (error) {
          if (!(error instanceof CheckFailure)) throw error;
          progress.checks.push(timed(error.report));
          progress.startedAt = progress.endedAt = this.#stamp();
          progress.isBegun = true;
          throw lossRefused(error, progress.reversal);
        }
      }
    }
  }

  /** Several files in one transaction. */
  async #asOne(all: readonly Progress[], checks: boolean): Promise<void> {
    const { signal, revisions } = this.#options;
    const frames = new Set<string>();
    const after = new Set<string>();
    for (const { statements } of all.map(({ reversal }) => reversal)) {
      const first = statements.findIndex(({ isFrame }) => !isFrame);
      for (const [index, { sql, isFrame }] of statements.entries())
        if (isFrame) (index < first ? frames : after).add(sql);
    }
    for (const progress of all) forget(progress, checks);
    for (const sql of frames) await this.#driver.execute(sql, { signal });
    try {
      await this.#driver.begin({ signal });
      try {
        if (checks) await this.#check();
        for (const progress of all) {
          this.#begin(progress, this.#progress.indexOf(progress));
          for (const statement of progress.reversal.statements)
            if (!statement.isFrame) await this.#run(progress, statement);
          await this.#driver.execute(revisions.removing([progress.reversal.revision.version]), { signal });
          progress.endedAt = this.#stamp();
        }
        // A commit is not cancelled: its outcome would be in doubt.
        await this.#driver.commit();
      } catch (error) {
        await this.#driver.rollback().catch(() => {});
        for (const progress of all) progress.undone = true;
        throw error;
      }
    } finally {
      for (const sql of after) await this.#driver.execute(sql).catch(() => {});
    }
    for (const { reversal } of all) revisions.noted(reversal.revision.version, undefined);
  }

  /** What no transaction holds, with a row that says how far it came. */
  async #oneByOne(progress: Progress): Promise<void> {
    const { reversal } = progress;
    const { signal, migrations, revisions } = this.#options;
    const { statements, start, revision } = reversal;
    const stepwise = new Stepwise(reversal, this.#options, this.#now);
    this.#begin(progress, this.#progress.indexOf(progress));
    for (const [index, statement] of statements.entries()) {
      if (index < start) continue;
      throwIfCancelled(signal);
      const isLast = index === statements.length - 1;
      try {
        if (statement.isFrame) await this.#run(progress, statement);
        else if (statement.isTransactional) {
          await this.#driver.begin({ signal });
          await this.#run(progress, statement);
          if (isLast) await this.#driver.execute(revisions.removing([revision.version]), { signal });
          else await this.#driver.execute(revisions.writing(stepwise.after(index)), { signal });
          await this.#driver.commit();
        } else {
          const doubt = migrations.doubtOf?.(statement.sql, this.#driver.bound);
          const row = stepwise.before(index);
          await this.#driver.execute(revisions.writing(row, doubt && { trace: doubt.trace }), { signal });
          await this.#run(progress, statement);
          if (!isLast && statement.appliedAfter !== undefined)
            await this.#driver.execute(revisions.writing(stepwise.after(index)), { signal });
        }
      } catch (error) {
        const reason = asAtlasError(error);
        await this.#driver.rollback().catch(() => {});
        // Of what was cancelled or lost nobody knows the outcome: the row goes on saying so.
        if (reason.code !== "E_CONNECTION_LOST" && reason.code !== "E_CANCELLED")
          await revisions.write(stepwise.stoppedAt(index, reason.message)).catch(() => {});
        progress.undone = index === 0;
        throw error;
      }
    }
    await revisions.remove([revision.version], { signal });
    progress.endedAt = this.#stamp();
  }

  /** Does work again that did not get a lock in time: what it did is undone, or was nothing. */
  async #retried(work: () => Promise<void>): Promise<void> {
    const { signal, lockRetries = 6 } = this.#options;
    for (let attempt = 0; ; attempt++) {
      throwIfCancelled(signal);
      try {
        return await work();
      } catch (error) {
        if (asAtlasError(error).code !== "E_LOCK_TIMEOUT" || attempt >= lockRetries) throw error;
        await pause(backoffMs(attempt), signal);
      }
    }
  }

  #begin(progress: Progress, index: number): void {
    progress.startedAt = this.#stamp();
    progress.isBegun = true;
    this.#options.onFileStart?.(progress.reversal, index);
  }

  async #run(progress: Progress, { sql, isTransactional }: DownStatement): Promise<void> {
    const { signal, lockTimeoutMs = 5_000 } = this.#options;
    const { version } = progress.reversal.revision;
    // What waits by itself (DROP INDEX CONCURRENTLY) holds nobody up meanwhile.
    const isPatient = !isTransactional && this.#driver.dialect.features.transactionalDdl;
    const run = () => this.#driver.execute(sql, { signal, lockTimeoutMs: isPatient ? 0 : lockTimeoutMs });
    progress.applied.push(sql);
    try {
      await (isTransactional ? run() : this.#retried(run));
    } catch (error) {
      const reason = asAtlasError(error);
      progress.error = { statement: sql, text: reason.message };
      progress.endedAt = this.#stamp();
      const code = reason.code === "E_SQL" ? "E_APPLY" : reason.code;
      throw new AtlasError(
        code,
        `sql/migrate: executing statement ${JSON.stringify(sql)} while reverting version ${JSON.stringify(version)}: ${reason.message}`,
        {
          details: { ...reason.details, version, statement: sql },
          ...(reason.hint !== undefined && { hint: reason.hint }),
          cause: reason,
        },
      );
    }
  }

  #report(error?: AtlasError): DownExecutionReport {
    const files = this.#progress
      .filter(({ isBegun }) => isBegun)
      .map((progress): DownFileReport => {
        const { reversal, checks, applied, startedAt, endedAt, undone } = progress;
        const { name, version, description } = reversal.file.file;
        const left = reversal.statements.slice(reversal.start);
        return {
          name,
          version,
          description,
          startedAt,
          endedAt: endedAt === "" ? this.#stamp() : endedAt,
          skipped: reversal.start,
          applied,
          checks,
          ...(progress.error && { error: progress.error }),
          ...(undone && error && { undone: true }),
          scope: this.#isWhole(reversal) ? "version" : "statement",
          source: reversal.source,
          losses: applied.map((sql) => left.find((statement) => statement.sql === sql)?.loses ?? []),
        };
      });
    return { files, ...(error && { error: { code: error.code, message: error.message } }) };
  }
}

/** Nothing of it is done any more. */
function forget(progress: Progress, checks: boolean): void {
  progress.applied.length = 0;
  if (checks) progress.checks.length = 0;
  progress.undone = false;
  delete progress.error;
}

/** Says what would have been lost, and how to go on. */
function lossRefused(failure: CheckFailure, { statements, file }: Reversal): AtlasError {
  const lost = [...new Set(statements.flatMap(({ loses }) => loses))];
  const what = lost.length === 0 ? "rows" : lost.join(", ");
  return new AtlasError("E_CHECK", failure.message, {
    details: { ...failure.details, version: file.file.version, loses: lost },
    hint: `Nothing was changed. Taking back version ${file.file.version} would lose what is in ${what}. Keep a copy of it and delete it, or lose it with --skip-checks.`,
    cause: failure,
  });
}
