import { AtlasError, type Driver, type Revision, type SqlSyntax, type State } from "@atlas/core";
import {
  type DownExecutionReport,
  type DownFileReport,
  markOf,
  type ParsedFile,
  type Reversal,
  settle,
  settleDown,
} from "@atlas/migrate";
import type { Target } from "../dialects.ts";
import { withoutRevisions } from "../read.ts";
import type { CallContext, Selection, WorkflowDeps } from "../requests.ts";
import { ScratchRoom } from "../scratch.ts";
import { selectFrom } from "../select.ts";
import {
  type Bench,
  computedAtOnce,
  computedOneByOne,
  leftAfter,
  MigrationTexts,
  selectedState,
  type Taken,
  writtenStatements,
} from "./down-statements.ts";
import type { MigrateDownRequest } from "./down.ts";
import { lossChecks, presentOf } from "./losses.ts";
import { appliedOf, fileOfRow, ranFiles } from "./ran-files.ts";
import type { MigrateContext } from "./requests.ts";
import { restricted } from "./restricted.ts";
import { isSensitive, veiledMessage, veilFor } from "./sensitive.ts";
import { supportOf } from "./target.ts";

/** Works out how each file is taken back, before anything changes. */
export class DownPlanning {
  readonly notes: string[] = [];
  readonly #request: MigrateDownRequest;
  readonly #target: Target;
  readonly #driver: Driver;
  readonly #deps: WorkflowDeps;
  readonly #context: MigrateContext;
  readonly #rows: readonly Revision[];
  readonly #selection: Selection;

  constructor(
    request: MigrateDownRequest,
    target: Target,
    driver: Driver,
    deps: WorkflowDeps,
    context: MigrateContext,
    rows: readonly Revision[],
  ) {
    this.#request = request;
    this.#target = target;
    this.#driver = driver;
    this.#deps = deps;
    this.#context = context;
    this.#rows = rows;
    const { directory, schemas, exclude, mode, baseline } = request;
    this.#selection = withoutRevisions({ schemas, exclude, ...(mode && { mode }), baseline }, [
      [{ type: "migrations", directory }],
    ]);
  }

  async plan(reverted: readonly Revision[]): Promise<readonly Reversal[]> {
    const { dialect } = this.#target;
    const { signal } = this.#context;
    const request = {
      devUrl: this.#request.devUrl,
      dialect,
      targetVersion: this.#driver.version,
      bound: this.#driver.bound,
      narrows: true,
      targetIdentity: await this.#driver.identity?.({ signal }),
      targetDefaults: this.#driver.sessionDefaults,
      baseline: this.#request.baseline,
      directory: this.#request.directory,
      schemas: this.#request.schemas,
    };
    const context: CallContext = { signal };
    await using room = new ScratchRoom(request, this.#deps, context);
    const bench: Bench = {
      request: { ...request, room },
      selection: this.#selection,
      policy: this.#request.policy,
      deps: this.#deps,
      context,
    };
    const first = await this.#live();
    let live = async (): Promise<State> => first;
    const reversals: Reversal[] = [];
    for (const row of reverted) {
      const { reversal, left } = await this.#reversal(row, first, live, bench);
      reversals.push(reversal);
      live = left;
    }
    return reversals;
  }

  /** A report without the values that its file calls sensitive. */
  veiled(report: DownFileReport): DownFileReport {
    const file = this.#sensitiveFile(report.version);
    const veil = (statement: string, text = statement): string =>
      veilFor(statement, file, this.#syntax())(text);
    const { error } = report;
    return {
      ...report,
      applied: report.applied.map((statement) => veil(statement)),
      ...(error && { error: { statement: veil(error.statement), text: veil(error.statement, error.text) } }),
    };
  }

  /** What stopped a run, without them. */
  veiledMessage({ files, error }: DownExecutionReport): string {
    const failed = files.find((file) => file.error !== undefined);
    if (!failed?.error) return error?.message ?? "";
    const file = this.#sensitiveFile(failed.version);
    return veiledMessage(error?.message ?? "", failed.error, file, this.#syntax());
  }

  /** Whether what stopped a run is a statement beside which no row of a server is to be shown. */
  isSensitive({ files }: DownExecutionReport): boolean {
    const failed = files.find((file) => file.error !== undefined);
    return (
      failed?.error !== undefined && isSensitive(failed.error.statement, this.#sensitiveFile(failed.version))
    );
  }

  /** The file of a version with the statements that take it back among its own. */
  #sensitiveFile(version: string): ParsedFile {
    const row = this.#rows.find((each) => each.version === version);
    if (!row) throw new Error(`there is no revision ${version}`);
    const file = fileOfRow(this.#request.directory, row, this.#target.dialect, this.#driver.sessionDefaults);
    const { directives, checks, statements, down = [] } = file;
    return { file: file.file, directives, checks, statements: [...statements, ...down] };
  }

  #syntax(): SqlSyntax {
    const { dialect } = this.#target;
    const { sessionDefaults } = this.#driver;
    return (sessionDefaults && dialect.syntaxUnder?.(sessionDefaults)) ?? dialect.syntax;
  }

  async #live(): Promise<State> {
    const { schemas } = this.#selection;
    const whole = await this.#driver.inspect({ schemas, shared: true }, { signal: this.#context.signal });
    return selectFrom(whole, this.#selection, this.#driver.dialect.kinds);
  }

  /** @param live - the database before it, as far as it is known; asked for only where it matters. */
  async #reversal(
    given: Revision,
    first: State,
    live: () => Promise<State>,
    bench: Bench,
  ): Promise<{ readonly reversal: Reversal; readonly left: () => Promise<State> }> {
    const { dialect } = this.#target;
    const { directory, devUrl, skipChecks } = this.#request;
    const file = fileOfRow(directory, given, dialect, this.#driver.sessionDefaults);
    const revision = await this.#settled(file, given);
    const mark = markOf(revision);
    const count = file.statements.length;
    const applied = appliedOf(revision) ?? count;
    const rowsBefore = this.#rows.filter(({ version }) => version < revision.version);
    const ran = ranFiles(directory, rowsBefore, dialect, this.#driver.sessionDefaults);
    const ranWith = ranFiles(directory, [...rowsBefore, revision], dialect, this.#driver.sessionDefaults);
    const make = (
      source: Reversal["source"],
      { statements, lost }: Omit<Taken, "live">,
      start = 0,
    ): Reversal => ({
      file,
      revision,
      applied,
      source,
      statements,
      start,
      checks: skipChecks ? [] : lossChecks(presentOf(dialect, lost, first), dialect),
    });
    const predicted = async (): Promise<State> =>
      restricted(dialect, await live(), await selectedState(ranWith, bench), await selectedState(ran, bench))
        .live;

    if ((file.down?.length ?? 0) > 0 && mark?.source !== "diff") {
      const written = writtenStatements(file, this.#driver, first);
      // Half taken back it is nothing that the dev database could be brought to.
      if (mark)
        return { reversal: make("file", written, await this.#resumedAt(revision, written)), left: predicted };
      const isWhole = applied === count;
      const isTrusted = isWhole && devUrl === undefined;
      if (isTrusted || (await this.#fits({ file, revision, isWhole, written, ran, ranWith }, bench)))
        return { reversal: make("file", written), left: predicted };
    }
    this.#tellRows(file, applied);
    const taken = dialect.features.transactionalDdl
      ? await computedAtOnce(
          await live(),
          await selectedState(ranWith, bench),
          await selectedState(ran, bench),
          file.statements.slice(0, applied).map(({ text }) => text),
          bench,
        )
      : await computedOneByOne(await live(), ran, file, applied, bench);
    if (taken.leftAlone && taken.leftAlone.length > 0)
      this.notes.push(
        `version ${file.file.version}: left as it is, because no file made it so: ${taken.leftAlone.join(", ")}`,
      );
    return { reversal: make("diff", taken), left: async () => taken.live };
  }

  /** A row of which it is known what was applied. */
  async #settled(file: ParsedFile, row: Revision): Promise<Revision> {
    if (row.errorStmt === "" || markOf(row)) return row;
    const { signal } = this.#context;
    const settled = await settle(this.#driver, supportOf(this.#target.dialect), file, row, { signal });
    await this.#clear(settled.cleanUp);
    return { ...row, applied: row.applied + (settled.isDone ? 1 : 0), error: "", errorStmt: "" };
  }

  /** Index of the first statement that an earlier run has not run. */
  async #resumedAt(row: Revision, { statements }: Pick<Taken, "statements">): Promise<number> {
    const mark = markOf(row);
    if (!mark) return 0;
    const isSame = mark.of === statements.length && statements[mark.at]?.sql === row.errorStmt;
    if (!isSame)
      throw new AtlasError(
        "E_MIGRATE",
        `sql/migrate: history changed: the down file of version ${JSON.stringify(row.version)} changed since an earlier run ended at its statement ${mark.at + 1}`,
        {
          details: { version: row.version, statement: row.errorStmt },
          hint: "Put back the statements as they were; those that fail may be taken back by hand instead.",
        },
      );
    const { signal } = this.#context;
    const settled = await settleDown(this.#driver, supportOf(this.#target.dialect), row, { signal });
    await this.#clear(settled.cleanUp);
    return mark.at + (settled.isDone ? 1 : 0);
  }

  /** What a statement leaves behind that ended early, such as an index that was not finished. */
  async #clear(statements: readonly string[]): Promise<void> {
    if (this.#request.dryRun) return;
    for (const statement of statements)
      await this.#driver.execute(statement, { signal: this.#context.signal });
  }

  /**
   * Whether the words of a file lead to the version before it, on the dev database.
   *
   * @throws {AtlasError} `E_PROOF` naming what differs, where they were to.
   */
  async #fits({ file, revision, isWhole, written, ran, ranWith }: Fitting, bench: Bench): Promise<boolean> {
    const expected = await selectedState(ran, bench);
    const { version } = revision;
    let left: readonly string[];
    try {
      left = await leftAfter(ranWith, written.statements, new MigrationTexts(file), expected, bench);
    } catch (error) {
      if (!(error instanceof AtlasError) || error.code !== "E_SQL") throw error;
      if (!isWhole) return this.#tellPart(version);
      throw new AtlasError(
        "E_PROOF",
        `the down part of version ${version} fails on the dev database: ${error.message}`,
        {
          details: error.details,
          ...(error.place && { place: error.place }),
          hint: "Nothing was changed. Correct it, run 'atlas migrate hash', and run again.",
          cause: error,
        },
      );
    }
    if (left.length === 0) return true;
    if (!isWhole) return this.#tellPart(version);
    const previous = ran.at(-1)?.file.version ?? "0";
    throw new AtlasError(
      "E_PROOF",
      `the down part of version ${version} does not lead to version ${previous}: these differences remain: ${left.join(", ")}`,
      {
        details: { version, remaining: left },
        hint: "Nothing was changed. Correct it and run 'atlas migrate hash', or remove it: the statements are computed then.",
      },
    );
  }

  #tellPart(version: string): false {
    this.notes.push(
      `version ${version} is applied in part, which its down part is not made for: its statements are computed`,
    );
    return false;
  }

  /** What a file did to rows, no comparison of definitions takes back. */
  #tellRows({ file, statements }: ParsedFile, applied: number): void {
    const count = statements.slice(0, applied).filter(({ text }) => changesRows.test(text)).length;
    if (count === 0) return;
    this.notes.push(
      `version ${file.version} has ${count} ${count === 1 ? "statement" : "statements"} that changed rows: a computed plan brings back definitions, not rows`,
    );
  }
}

const changesRows = /^(?:insert|update|delete|merge|replace|truncate|copy|load|with)\b/i;

interface Fitting {
  readonly file: ParsedFile;
  readonly revision: Revision;
  readonly isWhole: boolean;
  readonly written: Taken;
  readonly ran: readonly ParsedFile[];
  readonly ranWith: readonly ParsedFile[];
}
