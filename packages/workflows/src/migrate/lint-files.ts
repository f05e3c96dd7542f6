import { AtlasError, type Dialect, type Driver, type Model, type SqlSyntax, type State } from "@atlas/core";
import { changesOf, type LintFile, type LintServer, type LintStatement, noLintOf } from "@atlas/lint";
import type { DirectoryFormatName, MigrationStatement, ParsedFile } from "@atlas/migrate";
import { lintModel } from "../lint-model.ts";
import { keeping } from "./kept-objects.ts";
import { leavesSchema } from "./quiet.ts";

/** How many statements the first of all files may have to be looked at one by one. */
const fewStatements = 10;

/** A dev database on which new files are run one after the other. */
export class Simulation {
  readonly #driver: Driver;
  readonly #syntax: SqlSyntax;
  readonly #schemas: readonly string[];
  readonly #signal: AbortSignal;
  #state: State;
  #model: Model;
  /** Of the database as it was read last. */
  #mark: string | undefined;

  /** @param state - what the database holds. */
  constructor(driver: Driver, state: State, schemas: readonly string[], signal: AbortSignal) {
    this.#driver = driver;
    this.#syntax = syntaxOf(driver);
    this.#schemas = schemas;
    this.#signal = signal;
    this.#state = withoutShared(state, driver.dialect);
    this.#model = lintModel(this.#state, driver.dialect);
  }

  get state(): State {
    return this.#state;
  }

  /**
   * Runs a file and tells what each statement changed.
   *
   * @param isWhole - nothing was there before: a long file counts as one change.
   * @throws {FileFailure} for a statement that the server refuses.
   */
  async run(parsed: ParsedFile, format: DirectoryFormatName, isWhole: boolean): Promise<LintFile> {
    const from = this.#model;
    const isOne = isWhole && scanned(parsed).length > fewStatements;
    const statements = isOne ? await this.#runWhole(parsed) : await this.#runEach(parsed);
    return { ...factsOf(parsed, format), statements, from, to: this.#model };
  }

  async #runEach(parsed: ParsedFile): Promise<readonly LintStatement[]> {
    const statements: LintStatement[] = [];
    let end = 0;
    for (const statement of parsed.statements) {
      const from = this.#model;
      const gap = end === 0 ? "" : parsed.file.text.slice(end, statement.start);
      end = statement.start + statement.text.length;
      await this.#runOne(statement, parsed);
      const to = this.#model;
      const changes = changesOf(from, to, statement.text, this.#syntax);
      statements.push({ ...lintStatement(statement, gap), changes, from, to });
    }
    return statements;
  }

  /** One change at the top of the file; its statements are there for who reads their words. */
  async #runWhole(parsed: ParsedFile): Promise<readonly LintStatement[]> {
    const from = this.#model;
    for (const statement of parsed.statements) await this.#execute(statement, parsed);
    await this.#read();
    const to = this.#model;
    const changes = changesOf(from, to, "", this.#syntax);
    const words = parsed.statements.map((statement) => ({
      ...lintStatement(statement, ""),
      changes: [],
      from: to,
      to,
    }));
    return [{ start: 0, text: "", changes, from, to }, ...words];
  }

  /** Reads the state again where it may be another. */
  async #runOne(statement: MigrationStatement, parsed: ParsedFile): Promise<void> {
    const isWhole = this.#driver.bound === null && this.#schemas.length === 0;
    const leaves = leavesSchema(statement.text, isWhole ? this.#state : undefined, this.#driver.dialect);
    const options = { signal: this.#signal };
    // What changes rows may still call functions that change the schema: the server tells cheaply.
    if (leaves === "likely") this.#mark ??= await this.#driver.mark?.(options);
    await this.#execute(statement, parsed);
    if (leaves === "certain") return;
    const mark = leaves === "likely" ? await this.#driver.mark?.(options) : undefined;
    if (mark === undefined || mark !== this.#mark) await this.#read();
    this.#mark = mark;
  }

  async #execute(statement: MigrationStatement, { file }: ParsedFile): Promise<void> {
    const sql = statement.text.replace(/;\s*$/, "");
    if (sql.trim() === "") return;
    try {
      await this.#driver.execute(sql, { signal: this.#signal });
    } catch (error) {
      if (!(error instanceof AtlasError) || ofConnection.has(error.code)) throw error;
      throw new FileFailure(file.name, `executing statement: ${statement.text}: ${error.message}`, error);
    }
  }

  async #read(): Promise<void> {
    const state = await this.#driver.inspect({ schemas: this.#schemas }, { signal: this.#signal });
    this.#state = keeping(this.#state, withoutShared(state, this.#driver.dialect));
    this.#model = lintModel(this.#state, this.#driver.dialect);
  }
}

/** A file cannot be run on the dev database: said in the report, not thrown at users. */
export class FileFailure extends Error {
  readonly file: string;

  constructor(file: string, message: string, cause: unknown) {
    super(message, { cause });
    this.file = file;
  }
}

/** What analyzers know of a server. */
export function lintServer(driver: Driver): LintServer {
  const { dialect, version } = driver;
  return {
    dialect: dialect.name,
    family: dialect.release?.(version).driver ?? dialect.name,
    version,
    syntax: syntaxOf(driver),
    natureOf: (statement) => dialect.migrations?.natureOf(statement) ?? "transactional",
  };
}

/** How statements for a server are read. */
function syntaxOf({ dialect, sessionDefaults }: Driver): SqlSyntax {
  return (sessionDefaults && dialect.syntaxUnder?.(sessionDefaults)) ?? dialect.syntax;
}

/** What is no fault of a statement. */
const ofConnection: ReadonlySet<string> = new Set([
  "E_CANCELLED",
  "E_CONNECT",
  "E_CONNECTION_LOST",
  "E_INTERNAL",
]);

/** What belongs to the whole server is not the files' own. */
export function withoutShared(state: State, dialect: Dialect): State {
  const shared = new Set(dialect.kinds.flatMap((kind) => (kind.shared ? [kind.name] : [])));
  return { ...state, objects: state.objects.filter(({ kind }) => !shared.has(kind)) };
}

/** @throws {FileFailure} for a file that cannot be split into statements. */
export function scanned(parsed: ParsedFile): readonly MigrationStatement[] {
  try {
    return parsed.statements;
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    const { message } = error;
    // The scanner's own words begin in the same way.
    const reason = message.replace(/^sql\/migrate: scanning statements from "(.*?)": /, "$1:");
    throw new FileFailure(parsed.file.name, `scanning statements: ${reason}`, error);
  }
}

function lintStatement({ start, text, comments }: MigrationStatement, gap: string) {
  const noLint = noLintOf(comments, gap);
  return { start, text, ...(noLint && { noLint }) };
}

/** What a file says of itself. */
function factsOf({ file, directives, checks }: ParsedFile, format: DirectoryFormatName) {
  const { noLint, txMode } = directives;
  return {
    name: file.name,
    version: file.version,
    text: file.text,
    ...(noLint && { noLint }),
    ...(txMode && { txMode }),
    isPlain: format === "atlas" && !/^--\s*atlas:txtar\b/.test(file.text),
    checks: checks.flatMap(({ asserts, statements }) =>
      statements.map((check) => ({ asserts: [...asserts, ...check.asserts], statement: check.text })),
    ),
  };
}
