import { AtlasError, type Driver, type MigrationSupport } from "@atlas/core";
import {
  assertToldApart,
  executeFiles,
  type ExecutionEvents,
  ExecutionError,
  type ExecutionReport,
  historyOf,
  isPartial,
  type ParsedFile,
  parseFile,
  type Pending,
  pendingFiles,
  Revisions,
  sumEntries,
  type TxMode,
} from "@atlas/migrate";
import { parseTarget, type Target } from "../dialects.ts";
import type { WorkflowDeps } from "../requests.ts";
import { findDrift } from "./drift.ts";
import { preciseNow, Spans } from "./spans.ts";
import { withHooks } from "./hooks.ts";
import { lockRevisions } from "./lock.ts";
import { execOrderOf, txModeFrom } from "./options.ts";
import type { MigrateApplyReport } from "./reports.ts";
import type { MigrateApplyRequest, MigrateContext } from "./requests.ts";
import { isSensitive, veiledMessage, withoutSensitive } from "./sensitive.ts";
import { scanFor } from "./files.ts";
import { describeTarget, nameOf, supportOf } from "./target.ts";

/** A run of migration files stopped. The report says how far it came. */
export class MigrateError extends AtlasError {
  override readonly name = "MigrateError";
  readonly report: MigrateApplyReport;

  /** @param told - the message without sensitive values, and a hint if one is known. */
  constructor(
    cause: AtlasError,
    told: { readonly message: string; readonly hint?: string | undefined },
    report: MigrateApplyReport,
  ) {
    super(cause.code, told.message, {
      hint: told.hint ?? nextStep(report, cause.code === "E_CANCELLED"),
      ...(cause.place && { place: cause.place }),
      cause,
    });
    this.report = report;
  }
}

/** What to do once a statement was refused, or stopped by whoever started it. */
function nextStep({ applied }: MigrateApplyReport, isCancelled: boolean): string {
  const failed = applied.find(({ error }) => error !== undefined);
  if (!failed) return "Nothing was applied: remove the cause and run again.";
  const isUndone = failed.undone === true && failed.skipped === 0;
  const left = !isUndone
    ? "The statements before it stay applied"
    : `Nothing of ${applied.length > 1 && applied[0]?.undone ? "the files" : "the file"} is left in the database`;
  if (isCancelled) return `${left}: apply again to go on.`;
  return `${left}: correct ${isUndone ? "what failed" : "the file from there on"}, run 'atlas migrate hash', and apply again.`;
}

/**
 * Runs the files of a directory that a database does not have yet.
 *
 * Where there is nothing to do, that is found without the lock: the rows of a run under way tell of it.
 *
 * @throws {MigrateError} once the files are known, with what became of them.
 * @throws {AtlasError} before: `E_LOCK_TIMEOUT`, `E_FLAG` for options, `E_MIGRATE` for what does not fit the database,
 *   with `details.ambiguous` where it is unclear which revisions table is meant.
 */
export async function applyMigrations(
  request: MigrateApplyRequest,
  deps: WorkflowDeps,
  context: MigrateContext,
): Promise<MigrateApplyReport> {
  const startedAt = preciseNow();
  const target = parseTarget(deps.dialects, request.url);
  const migrations = supportOf(target.dialect);
  const { signal } = context;
  const connect = { signal, lockTimeoutMs: request.lock.timeoutMs };
  await using driver = await target.dialect.connect(target.url, connect);
  const run = new ApplyRun(request, target, migrations, driver, { ...context, deps }, startedAt);
  return (await run.nothingToDo()) ?? (await run.locked());
}

class ApplyRun {
  readonly #request: MigrateApplyRequest;
  readonly #target: Target;
  readonly #migrations: MigrationSupport;
  readonly #driver: Driver;
  readonly #context: MigrateContext & { readonly deps: WorkflowDeps };
  readonly #startedAt: string;
  readonly #spans = new Spans();

  constructor(
    request: MigrateApplyRequest,
    target: Target,
    migrations: MigrationSupport,
    driver: Driver,
    context: MigrateContext & { readonly deps: WorkflowDeps },
    startedAt: string,
  ) {
    this.#request = request;
    this.#target = target;
    this.#migrations = migrations;
    this.#driver = driver;
    this.#context = context;
    this.#startedAt = startedAt;
  }

  /** The report where every file is applied for certain; `undefined`: look closer, with the lock. */
  async nothingToDo(): Promise<MigrateApplyReport | undefined> {
    const { directory, toVersion, execOrder, txMode, baseline, allowDirty, drift } = this.#request;
    if (drift) return undefined;
    try {
      execOrderOf(execOrder);
      txModeFrom(txMode);
      const revisions = await this.#open();
      const rows = revisions.list();
      if (rows.length === 0 || rows.some(isPartial) || toVersion !== undefined) return undefined;
      if (baseline !== undefined && allowDirty) return undefined;
      const { pending, outOfOrder } = historyOf({ files: directory.files, revisions: rows });
      if (pending.length + outOfOrder.length > 0) return undefined;
      return this.#report([], { current: rows.at(-1)?.version ?? "" });
    } catch (error) {
      // Told when the order of the checks is kept.
      if (error instanceof AtlasError && error.code !== "E_CANCELLED") return undefined;
      throw error;
    }
  }

  async locked(): Promise<MigrateApplyReport> {
    const { signal } = this.#context;
    await using _lock = await lockRevisions(this.#driver, this.#request, this.#request.lock, this.#context);
    const revisions = await this.#open();
    await this.#compare(revisions);
    const pending = await this.#pending(revisions);
    // Not sooner: a run that is refused leaves nothing behind.
    if (!this.#request.dryRun) await revisions.ensure({ signal });
    return await this.#execute(pending, revisions, txModeFrom(this.#request.txMode));
  }

  /** Whether the database still is what its revisions made of it, where somebody wants to know. */
  async #compare(revisions: Revisions): Promise<void> {
    const { drift, url, directory } = this.#request;
    const rows = revisions.list();
    if (!drift || rows.length === 0) return;
    const { deps, signal } = this.#context;
    const wanted = { ...drift, url, directory };
    drift.judge(await findDrift(this.#driver, rows, revisions.schema, wanted, deps, { signal }));
  }

  #open(): Promise<Revisions> {
    const { revisionsSchema: schema } = this.#request;
    return Revisions.open(this.#driver, {
      migrations: this.#migrations,
      schema,
      signal: this.#context.signal,
    });
  }

  async #pending(revisions: Revisions): Promise<Pending> {
    const { directory, execOrder, txMode, ...wanted } = this.#request;
    const order = execOrderOf(execOrder);
    txModeFrom(txMode);
    const rows = revisions.list();
    assertToldApart(directory.files, rows, this.#migrations);
    const isAsked = rows.length === 0 && wanted.baseline === undefined && !wanted.allowDirty;
    const { signal } = this.#context;
    const dirt = isAsked ? await this.#driver.occupied?.(revisions.schema, { signal }) : undefined;
    return pendingFiles({ ...wanted, files: directory.files, revisions: rows, execOrder: order, dirt });
  }

  async #execute(pending: Pending, revisions: Revisions, txMode: TxMode): Promise<MigrateApplyReport> {
    const request = this.#request;
    const { directory, dryRun, operatorVersion } = request;
    const current = pending.baseline?.version ?? revisions.list().at(-1)?.version ?? "";
    const scan = scanFor(this.#target.dialect, this.#driver.sessionDefaults);
    const files = pending.files.map((file) => parseFile(directory.format, file, scan));
    const mode = { current: txMode };
    try {
      if (files.length > 0) request.review?.(plannedOf(files, revisions));
      const hooked = withHooks(this.#driver, request.hooks, () => mode.current !== "none");
      const report = await executeFiles(hooked, files, {
        migrations: this.#migrations,
        revisions,
        hashes: new Map(sumEntries(directory.files).map(({ name, hash }) => [name, hash])),
        operatorVersion,
        txMode,
        baseline: pending.baseline,
        dryRun,
        signal: this.#context.signal,
        events: this.#events(files, (file) => (mode.current = file.directives.txMode ?? txMode)),
      });
      return this.#report(files, { current, report });
    } catch (error) {
      if (!(error instanceof AtlasError)) throw error;
      const report = error instanceof ExecutionError ? error.report : undefined;
      const told = this.#veiled(error, files, report);
      const { message } = told;
      const done = this.#report(files, { current, report });
      throw new MigrateError(error, told, { ...done, error: { code: error.code, message } });
    }
  }

  #events(files: readonly ParsedFile[], onFile: (file: ParsedFile) => void): ExecutionEvents {
    const { onEvent } = this.#context;
    const spans = this.#spans;
    let begun = 0;
    return {
      onFileStart: (file) => {
        onFile(file);
        spans.start(file.file.name);
        begun += 1;
        onEvent?.({ type: "file_started", name: file.file.name, file: begun, of: files.length });
      },
      onFileEnd: ({ file }) => spans.end(file.name),
      onCheckStart: ({ file }, check) => spans.start(`${file.name} ${check}`),
      onCheckEnd: ({ file }, { name }) => spans.end(`${file.name} ${name}`),
      onStatementStart: ({ file, statements }, index) =>
        onEvent?.({
          type: "statement_started",
          name: file.name,
          statement: index + 1,
          of: statements.length,
        }),
      onLockWait: ({ file }, _statement, blockers) =>
        onEvent?.({ type: "statement_waits", name: file.name, blockers }),
    };
  }

  #report(
    files: readonly ParsedFile[],
    { current, report }: { readonly current: string; readonly report?: ExecutionReport | undefined },
  ): MigrateApplyReport {
    const syntax = this.#syntax();
    const parsed = new Map(files.map((file) => [file.file.name, file]));
    return {
      ...describeTarget(this.#driver, this.#target, this.#request),
      pending: files.map(({ file }) => nameOf(file)),
      applied: (report?.files ?? []).map((one) => {
        const file = parsed.get(one.name);
        const checks = one.checks.map((check) => this.#spans.timed(check, `${one.name} ${check.name}`));
        const timed = this.#spans.timed({ ...one, checks }, one.name);
        return file ? withoutSensitive(timed, file, syntax) : timed;
      }),
      current,
      target: files.at(-1)?.file.version ?? "",
      startedAt: this.#startedAt,
      endedAt: preciseNow(),
    };
  }

  /** A message without what is sensitive in the statement that it is about. */
  #veiled(
    error: AtlasError,
    files: readonly ParsedFile[],
    report: ExecutionReport | undefined,
  ): { readonly message: string; readonly hint?: string | undefined } {
    const { message, details, hint } = error;
    const failed = report?.files.find((each) => each.error !== undefined);
    const file = files.find((each) => each.file.name === (failed?.name ?? details["file"]));
    // Of one that an earlier run began no report tells.
    const { statement } = details;
    const about = failed?.error ?? { statement: typeof statement === "string" ? statement : "", text: "" };
    if (!file) return { message, hint };
    const veiled = veiledMessage(message, about, file, this.#syntax());
    // Servers add the row that failed, with values that no statement need hold.
    return { message: veiled, hint: isSensitive(about.statement, file) ? undefined : hint };
  }

  #syntax(): Target["dialect"]["syntax"] {
    const { dialect } = this.#target;
    const { sessionDefaults } = this.#driver;
    return (sessionDefaults && dialect.syntaxUnder?.(sessionDefaults)) ?? dialect.syntax;
  }
}

function plannedOf(files: readonly ParsedFile[], revisions: Revisions) {
  return {
    files,
    statements: files.flatMap(({ file, statements }) =>
      statements.slice(revisions.get(file.version)?.applied ?? 0).map(({ text }) => text),
    ),
    targetVersion: files.at(-1)?.file.version ?? "",
  };
}
