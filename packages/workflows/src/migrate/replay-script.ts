import { AtlasError, type CallOptions, type Dialect, type Driver, type SqlStatement } from "@atlas/core";
import type { MigrationStatement, ParsedFile } from "@atlas/migrate";
import { shortStatement } from "@atlas/sql";

/** The statements of migration files as they run on a dev database. */
export class ReplayScript {
  readonly #runs: readonly Run[];
  /** One transaction may hold all of them. */
  readonly canRollBack: boolean;
  /** Names of files of which statements are left out: those about the server. */
  readonly leftOut: readonly string[];
  /** They leave settings in the session that no rollback takes back. */
  readonly setsSession: boolean;

  /** @param path - of the directory, for the places of errors. */
  constructor(files: readonly ParsedFile[], dialect: Dialect, path: string) {
    const isLeftOut = ({ text }: { readonly text: string }): boolean =>
      dialect.migrations?.isOfServer?.(text) === true;
    this.#runs = files.flatMap((file) => runsOf(file, dialect, path, isLeftOut));
    this.leftOut = files.flatMap(({ file, statements }) => (statements.some(isLeftOut) ? [file.name] : []));
    this.canRollBack = this.#runs.every(({ how }) => how === "batched");
    this.setsSession = !this.canRollBack && this.texts.some((text) => setting.test(text));
  }

  get texts(): readonly string[] {
    return this.#runs.flatMap(({ statements }) => statements.map(({ sql }) => sql.text));
  }

  /**
   * Few messages for many statements: those of several files go together unless one has to stand alone.
   *
   * @throws {AtlasError} `E_SQL` naming the statement and the version of its file.
   */
  async run(driver: Driver, options: CallOptions): Promise<void> {
    if (this.canRollBack) return this.#run(driver, options);
    try {
      await this.#run(driver, options);
    } finally {
      // A file may leave a transaction open, or one that failed: nothing could be cleaned up in it.
      await driver.rollback();
    }
  }

  async #run(driver: Driver, options: CallOptions): Promise<void> {
    let batch: Statement[] = [];
    const flush = async (): Promise<void> => {
      const statements = batch;
      batch = [];
      if (statements.length > 0) await runBatch(driver, statements, options);
    };
    for (const { how, statements } of this.#runs) {
      if (how === "batched") {
        batch.push(...statements);
        continue;
      }
      await flush();
      if (how === "alone") for (const statement of statements) await runAlone(driver, statement, options);
      else {
        await driver.begin(options);
        await runBatch(driver, statements, options);
        await driver.commit(options);
      }
    }
    await flush();
  }
}

interface Statement {
  readonly sql: SqlStatement;
  readonly original: MigrationStatement;
  readonly version: string;
}

/**
 * Statements that are run in one way: `batched` – with others; `alone` – each a message of its own, outside of any
 * transaction but those that they open themselves; `apart` – in a transaction that holds this file and nothing else.
 */
interface Run {
  readonly how: "batched" | "alone" | "apart";
  readonly statements: readonly Statement[];
}

function runsOf(
  file: ParsedFile,
  dialect: Dialect,
  path: string,
  isLeftOut: (statement: { readonly text: string }) => boolean,
): readonly Run[] {
  const statements = statementsOf(file, path).filter(({ sql }) => !isLeftOut(sql));
  const natureOf = (statement: Statement) =>
    dialect.migrations?.natureOf(statement.sql.text) ?? "transactional";
  const isFree = (statement: Statement): boolean => ["alone", "control"].includes(natureOf(statement));
  if (!statements.some(isFree)) {
    const isLocal =
      file.directives.txMode !== "none" && statements.some(({ sql }) => ofTransaction.test(sql.text));
    return [{ how: isLocal && dialect.features.transactionalDdl ? "apart" : "batched", statements }];
  }
  // Between its BEGIN and its COMMIT the order of messages matters, not their number.
  const runs: { how: Run["how"]; statements: Statement[] }[] = [];
  for (const statement of statements) {
    const how = isFree(statement) ? "alone" : "batched";
    const last = runs.at(-1);
    if (last?.how === how) last.statements.push(statement);
    else runs.push({ how, statements: [statement] });
  }
  return runs;
}

/** What ends with the transaction: where others follow in the same one, they would see it. */
const ofTransaction = /^\s*set\s+local\b|\bset_config\s*\(|\bon\s+commit\s+(?:drop|delete)\b/i;

/** What changes the session that it runs in. */
const setting = /^\s*(?:set|reset|use|pragma|discard)\b|\bset_config\s*\(/i;

function statementsOf({ file, statements }: ParsedFile, path: string): readonly Statement[] {
  let line = 1;
  let lineStart = 0;
  return statements.flatMap((original) => {
    const { start } = original;
    for (let end = file.text.indexOf("\n", lineStart); end >= 0 && end < start;) {
      line++;
      lineStart = end + 1;
      end = file.text.indexOf("\n", lineStart);
    }
    // An empty statement is an error to some servers.
    const text = original.text.replace(/;\s*$/, "");
    if (text.trim() === "") return [];
    const sql = { text, file: `${path}/${file.name}`, line, column: start - lineStart + 1 };
    return [{ sql, original, version: file.version }];
  });
}

async function runBatch(
  driver: Driver,
  statements: readonly Statement[],
  options: CallOptions,
): Promise<void> {
  try {
    await driver.runScript(
      statements.map(({ sql }) => sql),
      options,
    );
  } catch (error) {
    const index = error instanceof AtlasError ? error.details["index"] : undefined;
    throw replayError(error, typeof index === "number" ? statements[index] : undefined);
  }
}

async function runAlone(driver: Driver, statement: Statement, options: CallOptions): Promise<void> {
  try {
    await driver.execute(statement.sql.text, options);
  } catch (error) {
    throw replayError(error, statement);
  }
}

/** Scripts look for `sql/migrate: executing statement "…" from version "…": …`. */
function replayError(error: unknown, statement: Statement | undefined): unknown {
  if (!(error instanceof AtlasError) || !statement || !ofServer.has(error.code)) return error;
  const { original, version, sql } = statement;
  const { file, line, column } = sql;
  return new AtlasError(
    "E_SQL",
    `sql/migrate: executing statement ${JSON.stringify(shortStatement(original.text))} from version ${JSON.stringify(version)}: ${error.message}`,
    {
      details: { ...error.details, version, cause: error.message },
      hint: error.hint ?? "Correct the file and run again. It was run on a dev database only.",
      place: error.place ?? { file, line, column },
      cause: error,
    },
  );
}

const ofServer: ReadonlySet<string> = new Set(["E_SQL", "E_APPLY", "E_PERMISSION", "E_TIMEOUT"]);
