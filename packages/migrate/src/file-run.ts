import { asAtlasError, AtlasError, type Driver, type Revision, revisionTypes } from "@atlas/core";
import { DeedFailure, perform } from "./actions.ts";
import { CheckFailure, runCheck } from "./checks.ts";
import type { ParsedFile } from "./directory.ts";
import type { ExecutionOptions } from "./executor.ts";
import { assertNotTakenBack } from "./down-mark.ts";
import { announced, isInDoubt, settle } from "./in-doubt.ts";
import type { CheckReport, FileReport, StatementError } from "./report.ts";
import { BlockerWatch } from "./blocker-watch.ts";
import { type FileDeed, statementAt, withTimer } from "./file-deeds.ts";
import { assertSessionKnown } from "./session-state.ts";
import { assertSameHistory, statementHashes } from "./statement-hashes.ts";
import type { TxMode } from "./tx-mode.ts";
import { isOnePiece, type Unit, unitsOf } from "./units.ts";

/** A file that could not be finished. */
export class FileFailure extends Error {
  override readonly name = "FileFailure";
  readonly reason: AtlasError;
  readonly file: ParsedFile;
  /** The one that failed; empty: none did. */
  readonly statement: string;
  readonly report: FileReport | undefined;

  constructor(reason: AtlasError, file: ParsedFile, statement: string, report: FileReport | undefined) {
    super(reason.message, { cause: reason });
    this.reason = reason;
    this.file = file;
    this.statement = statement;
    this.report = report;
  }

  /** Worth another try: everybody else was let through meanwhile. */
  get isLockTimeout(): boolean {
    return this.reason.code === "E_LOCK_TIMEOUT" && this.statement !== "";
  }
}

/** The run of one file: from what its row says to what its row says then. */
export class FileRun {
  readonly #driver: Driver;
  readonly #file: ParsedFile;
  readonly #mode: TxMode;
  readonly #options: ExecutionOptions;
  readonly #hashes: readonly string[];
  readonly #now: () => Date;
  #isSettled = false;
  /** Of a file that is tried again nobody is told again that it begins. */
  #isTold = false;
  /** Written in a transaction that is not committed yet. */
  #written: Revision | undefined;

  constructor(driver: Driver, file: ParsedFile, mode: TxMode, options: ExecutionOptions) {
    this.#driver = driver;
    this.#file = file;
    this.#mode = mode;
    this.#options = options;
    this.#hashes = statementHashes(file);
    this.#now = options.now ?? (() => new Date());
  }

  /** @throws {AtlasError} `E_MIGRATE` for what is known to be impossible before anything has run. */
  prepare(): readonly Unit[] {
    const row = this.#row;
    if (row) assertNotTakenBack(row);
    if (row) assertSameHistory(this.#file, row, this.#hashes);
    if (row && this.#isNewSession) assertSessionKnown(this.#file, row.applied, this.#options.migrations);
    return unitsOf(this.#file, row?.applied ?? 0, {
      migrations: this.#options.migrations,
      mode: this.#mode,
      transactionalDdl: this.#driver.dialect.features.transactionalDdl,
    });
  }

  /** Whether others may be in the transaction of this file. */
  get mayShare(): boolean {
    return (
      !this.#row && this.#mode === "file" && isOnePiece(this.#file, this.prepare(), this.#options.migrations)
    );
  }

  /** Runs nothing but the checks. @param after - the version of a file before, which has not run either. */
  async rehearse(after?: string): Promise<FileReport> {
    const progress = this.#start();
    try {
      await this.#check(progress, after);
    } catch (error) {
      throw await this.#checkFailed(progress, error, true);
    }
    for (const [index, { text }] of this.#file.statements.entries()) {
      if (index < progress.skipped) continue;
      this.#options.events?.onStatementStart?.(this.#file, index);
      progress.applied.push(text);
      this.#options.events?.onStatementEnd?.(this.#file, index, 0);
    }
    return this.#finish(progress);
  }

  /** Finds out what became of what an earlier run has begun. Not inside a transaction. */
  async settle(): Promise<void> {
    const { migrations, revisions, signal } = this.#options;
    const row = this.#row;
    this.#isSettled = true;
    if (!row) return;
    // What an earlier session was told this one has to be told, too.
    for (const { text } of this.#file.statements.slice(0, row.applied))
      if (this.#isNewSession && migrations.setsSession(text)) await this.#driver.execute(text, { signal });
    if (row.errorStmt === "") return;
    const settled = await settle(this.#driver, migrations, this.#file, row, { signal });
    for (const statement of settled.cleanUp)
      await this.#driver.execute(statement, { signal, lockTimeoutMs: 0 });
    const applied = row.applied + (settled.isDone ? 1 : 0);
    if (settled.isDone || isInDoubt(row)) await revisions.write(this.#rowAt(applied), { signal });
  }

  /** @param isInside - a transaction is open that others share. */
  async execute(isInside: boolean): Promise<FileReport> {
    if (!this.#isSettled && !isInside) await this.settle();
    const units = this.prepare();
    const progress = this.#start();
    const atOnce = !isInside && units.length === 1 && units[0]?.kind === "together" && this.#mode !== "none";
    // Checks see what the statements will see, wherever all of them are one transaction.
    const begun = atOnce && this.#file.checks.length > 0 && progress.skipped === 0;
    try {
      if (begun) await this.#driver.begin({ signal: this.#options.signal });
      await this.#check(progress);
    } catch (error) {
      if (begun) await this.#driver.rollback().catch(() => {});
      throw await this.#checkFailed(progress, error, isInside || atOnce);
    }
    const deeds = this.#deeds(units, { isInside, begun });
    for (const part of this.#parts(deeds)) await this.#perform(part, progress, isInside);
    const isDone = this.#rowAt(this.#file.statements.length);
    this.#written = isDone;
    if (!isInside) this.keep();
    const texts = this.#file.statements.map(({ text }) => text);
    await this.#driver.restoreSession?.(texts, { signal: this.#options.signal });
    return this.#finish(progress);
  }

  /** What was written is committed. */
  keep(): void {
    if (this.#written) this.#options.revisions.noted(this.#written.version, this.#written);
    this.#written = undefined;
  }

  /** What was written is undone. */
  forget(): void {
    this.#written = undefined;
    this.#isSettled = false;
  }

  /** Whether what is applied of the file was applied by an earlier run; tries of one run share their session. */
  get #isNewSession(): boolean {
    return !this.#isTold;
  }

  get #row(): Revision | undefined {
    return this.#options.revisions.get(this.#file.file.version);
  }

  #rowAt(applied: number): Revision {
    const { file, statements } = this.#file;
    const total = statements.length;
    return {
      version: file.version,
      description: file.description,
      type: this.#row?.type ?? revisionTypes.execute,
      applied,
      total,
      executedAt: this.#now().toISOString(),
      executionTime: 0,
      error: "",
      errorStmt: "",
      hash: this.#options.hashes.get(file.name) ?? "",
      partialHashes: applied < total ? this.#hashes.slice(0, applied) : [],
      operatorVersion: this.#options.operatorVersion,
    };
  }

  #deeds(units: readonly Unit[], open: { readonly isInside: boolean; readonly begun: boolean }): FileDeed[] {
    const { startTimer } = this.#options.migrations.revisions;
    const { transactionalDdl } = this.#driver.dialect.features;
    const own = (sql: () => string): FileDeed => ({ do: "run", sql, printed: true });
    const row = (applied: number): FileDeed => own(() => this.#writing(this.#rowAt(applied)));
    const deeds: FileDeed[] = [];
    for (const [at, { start, end, kind }] of units.entries()) {
      const statements = this.#file.statements.slice(start, end).map(({ text }, index): FileDeed => ({
        do: "run",
        sql: () => text,
        statement: start + index,
        ...(kind === "alone" && transactionalDdl && { patient: true }),
      }));
      // Of a transaction that others share, nothing is committed here.
      const ours = kind === "together" && !open.isInside;
      if (ours && !(at === 0 && open.begun)) deeds.push({ do: "begin" });
      if (kind === "alone") deeds.push({ ...own(() => this.#announcing(start)), announces: start });
      if (kind === "closing") deeds.push(row(end), ...statements);
      else deeds.push(...statements, row(end));
      if (ours) deeds.push({ do: "commit" });
    }
    // A file without statements is done as well.
    if (units.length === 0) deeds.push(row(this.#file.statements.length));
    return startTimer === undefined ? deeds : withTimer(deeds, startTimer, transactionalDdl);
  }

  #writing(revision: Revision): string {
    return this.#options.revisions.writing(this.#timed(revision), { timed: true });
  }

  #startedMs = 0;

  #timed(revision: Revision): Revision {
    return { ...revision, executionTime: Math.round((performance.now() - this.#startedMs) * 1e6) };
  }

  #announcing(index: number): string {
    const text = this.#file.statements[index]?.text ?? "";
    const doubt = this.#options.migrations.doubtOf?.(text, this.#driver.bound);
    const row = this.#timed(announced(this.#rowAt(index), text));
    return this.#options.revisions.writing(row, { timed: true, ...(doubt && { trace: doubt.trace }) });
  }

  /** What is patient goes by itself, as do limits. */
  #parts(deeds: readonly FileDeed[]): readonly (readonly FileDeed[])[] {
    const parts: FileDeed[][] = [[]];
    for (const [index, deed] of deeds.entries()) {
      if (deed.patient || deeds[index - 1]?.patient) parts.push([]);
      parts.at(-1)?.push(deed);
    }
    return parts.filter((part) => part.length > 0);
  }

  async #perform(deeds: readonly FileDeed[], progress: Progress, isInside: boolean): Promise<void> {
    const { signal, lockTimeoutMs = 5_000, statementTimeoutMs = 0, events } = this.#options;
    const isPatient = deeds.some(({ patient }) => patient);
    // Asked while the statement waits: afterwards nobody knows any more.
    using watch = new BlockerWatch(this.#driver, (blockers) => {
      const text = progress.applied.at(-1) ?? "";
      events?.onLockWait?.(this.#file, text, blockers);
    });
    try {
      await perform(this.#driver, deeds, {
        signal,
        lockTimeoutMs: isPatient ? 0 : lockTimeoutMs,
        statementTimeoutMs,
        onStart: (at) => {
          watch.restart(lockTimeoutMs);
          const index = deeds[at]?.statement;
          if (index === undefined) return;
          progress.applied.push(this.#file.statements[index]?.text ?? "");
          events?.onStatementStart?.(this.#file, index);
        },
        onEnd: (at, durationMs) => {
          const index = deeds[at]?.statement;
          if (index !== undefined) events?.onStatementEnd?.(this.#file, index, durationMs);
        },
      });
    } catch (error) {
      if (!(error instanceof DeedFailure)) throw error;
      const deed = deeds[error.index];
      // Of a table that somebody is changing the catalog does not always tell: that is waited for as well.
      const waited = error.reason.code === "E_LOCK_TIMEOUT" ? deed?.announces : undefined;
      const failed = { at: statementAt(deeds, error.index) ?? waited, atCommit: deed?.do === "commit" };
      throw await this.#failed(error.reason, failed, progress, isInside);
    }
  }

  async #failed(
    reason: AtlasError,
    { at: index, atCommit }: { readonly at: number | undefined; readonly atCommit: boolean },
    progress: Progress,
    isInside: boolean,
  ): Promise<FileFailure> {
    const { events } = this.#options;
    const statement = index === undefined ? "" : (this.#file.statements[index]?.text ?? "");
    if (index !== undefined) events?.onStatementError?.(this.#file, index, reason.message);
    let undone = false;
    if (reason.code !== "E_CONNECTION_LOST") {
      await this.#driver.rollback().catch(() => {});
      undone = await this.#record(reason, statement, isInside);
    }
    this.#isSettled = reason.code !== "E_CONNECTION_LOST" && reason.code !== "E_LOCK_TIMEOUT";
    const error: StatementError = { statement, text: reason.message };
    const report = this.#finish(progress, { error, undone });
    const code = reason.code === "E_SQL" ? "E_APPLY" : reason.code;
    const message =
      statement === "" || atCommit
        ? reason.message
        : `sql/migrate: executing statement ${JSON.stringify(statement)} from version ${JSON.stringify(this.#file.file.version)}: ${reason.message}`;
    const told = new AtlasError(code, message, {
      details: { ...reason.details, file: this.#file.file.name, version: this.#file.file.version, statement },
      ...(reason.hint !== undefined && { hint: reason.hint }),
      cause: reason,
    });
    return new FileFailure(told, this.#file, statement, report);
  }

  /**
   * Writes down what failed, where the file has left anything behind.
   *
   * @returns whether nothing is left of this run.
   */
  async #record(reason: AtlasError, statement: string, isInside: boolean): Promise<boolean> {
    const { revisions, signal } = this.#options;
    if (isInside) return true;
    try {
      const before = this.#row;
      // What the table says now is what has happened: whoever controlled the transaction.
      const row = await revisions.reread(this.#file.file.version, signal?.aborted ? {} : { signal });
      if (!row && this.#mode !== "none") return true;
      // What failed came after a statement of which it is not known yet what became of it.
      if (row && isInDoubt(row) && row.errorStmt !== statement) return false;
      const failed = { ...this.#rowAt(row?.applied ?? 0), error: reason.message, errorStmt: statement };
      await revisions.write(failed);
      return (row?.applied ?? 0) === (before?.applied ?? 0);
    } catch (error) {
      // What failed first is what counts; the row then still says that the statement is in doubt.
      if (asAtlasError(error).code === "E_INTERNAL") throw error;
      return false;
    }
  }

  async #check(progress: Progress, after?: string): Promise<void> {
    const { events, signal } = this.#options;
    // They held before the first statement ran, and may not any more because of it.
    if (progress.skipped > 0) return;
    for (const check of this.#file.checks) {
      events?.onCheckStart?.(this.#file, check.name);
      try {
        progress.checks.push(await runCheck(this.#driver, check, this.#now, { signal, after }));
      } catch (error) {
        if (error instanceof CheckFailure) progress.checks.push(error.report);
        throw error;
      } finally {
        const report = progress.checks.at(-1);
        if (report?.name === check.name) events?.onCheckEnd?.(this.#file, report);
      }
    }
  }

  async #checkFailed(progress: Progress, error: unknown, isUndone: boolean): Promise<FileFailure> {
    const reason = asAtlasError(error);
    const failed = reason instanceof CheckFailure ? reason.report.error : undefined;
    if (!isUndone && failed) {
      const row = { ...this.#rowAt(0), error: reason.message, errorStmt: failed.statement };
      await this.#options.revisions.write(row);
    }
    const text = { statement: failed?.statement ?? "", text: reason.message };
    return new FileFailure(reason, this.#file, "", this.#finish(progress, { error: text, undone: isUndone }));
  }

  #start(): Progress {
    const skipped = this.#row?.applied ?? 0;
    this.#startedMs = performance.now();
    if (!this.#isTold) this.#options.events?.onFileStart?.(this.#file, skipped);
    this.#isTold = true;
    return { startedAt: this.#now().toISOString(), skipped, applied: [], checks: [] };
  }

  #finish(
    progress: Progress,
    end: { readonly error?: StatementError; readonly undone?: boolean } = {},
  ): FileReport {
    const { name, version, description } = this.#file.file;
    const report: FileReport = {
      name,
      version,
      description,
      ...progress,
      endedAt: this.#now().toISOString(),
      ...(end.error && { error: end.error }),
      ...(end.undone && { undone: true }),
    };
    this.#options.events?.onFileEnd?.(this.#file, report);
    return report;
  }
}

/** What has been done of a file so far. */
type Progress = Pick<FileReport, "startedAt" | "skipped"> & {
  readonly applied: string[];
  readonly checks: CheckReport[];
};
