import { existsSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as yieldToEvents, setTimeout as sleep } from "node:timers/promises";
import {
  AtlasError,
  type CallOptions,
  type ConnectOptions,
  type DatabaseUrl,
  type Dialect,
  type Driver,
  type ErrorCode,
  type ErrorOptions,
  type ExecuteOptions,
  type LockOptions,
  type Ref,
  scopeOf,
  type SqlStatement,
  type State,
  type TableSize,
  throwIfCancelled,
} from "@atlas/core";
import { isBusy, sqliteError } from "./errors.ts";
import { enforcesForeignKeys, newViolations, violations } from "./foreign-keys.ts";
import {
  type CatalogRows,
  type ColumnRow,
  columnsQuery,
  type ModuleRow,
  modulesQuery,
  readState,
  schemaQuery,
  type SchemaRow,
  type TableListRow,
  tableListQuery,
} from "./inspect.ts";
import { adler32, fileLock } from "./lock.ts";
import { tableSizes } from "./sizes.ts";
import { parseTarget, type Target } from "./url.ts";

/**
 * Opens the database; a missing file is created, unless the URL says `mode=ro` or `mode=rw`.
 *
 * @throws {AtlasError} `E_CONNECT` for a missing directory or a file of another sort.
 */
export async function connect(
  dialect: Dialect,
  url: DatabaseUrl,
  options: ConnectOptions = {},
): Promise<Driver> {
  throwIfCancelled(options.signal);
  const target = parseTarget(url.secret.reveal());
  const path = resolve(target.path);
  const mustExist = target.mode !== "rwc" || options.mustExist === true;
  if (!target.memory && mustExist && !existsSync(path))
    throw new AtlasError("E_CONNECT", `the database file "${target.path}" does not exist`, {
      hint:
        target.mode === "rwc"
          ? "Check the path; schema apply creates the file."
          : "Check the path, or leave out mode to have the file created.",
    });
  // Loaded here so that commands without a SQLite database do not pay for it.
  const { DatabaseSync } = await import("node:sqlite");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(locationOf(target, path), {
      readOnly: target.mode === "ro",
      enableForeignKeyConstraints: target.foreignKeys,
      // Schemas written by other tools rely on it: https://www.sqlite.org/quirks.html#dblquote
      enableDoubleQuotedStringLiterals: true,
      // Emptying a dev database writes the schema table.
      defensive: false,
      // Waiting is done outside of SQLite, where it can be cancelled.
      timeout: 0,
    });
    const busyTimeoutMs = target.busyTimeoutMs ?? options.lockTimeoutMs ?? 5_000;
    const driver = new SqliteDriver(dialect, database, target, path, busyTimeoutMs);
    await driver.prepare(options);
    return driver;
  } catch (error) {
    database?.close();
    throw openError(sqliteError(error, "E_CONNECT"), target.path);
  }
}

/** SQLite speaks of "the file" without its name. */
function openError(error: AtlasError, path: string): AtlasError {
  if (error.code === "E_CANCELLED") return error;
  return new AtlasError(error.code, `cannot open "${path}": ${error.message}`, {
    details: error.details,
    hint: error.hint,
    cause: error,
  });
}

/**
 * A schema file says what is in one database. These statements would read and write other files, wherever the
 * dev database lives.
 */
function refuseOtherFiles(sql: string, facts: ErrorOptions): void {
  const word = /^(?:ATTACH|DETACH|VACUUM)\b/i.exec(sql)?.[0];
  if (word === undefined) return;
  throw new AtlasError("E_SQL", `${word.toUpperCase()} is no part of a schema`, {
    ...facts,
    hint: "Remove the statement: a schema file holds the tables, views and triggers of one database.",
  });
}

function locationOf(target: Target, path: string): string {
  if (!target.memory) return path;
  return target.shared ? `file:${encodeURIComponent(target.path)}?mode=memory&cache=shared` : ":memory:";
}

class SqliteDriver implements Driver {
  readonly dialect: Dialect;
  readonly bound = "main";
  readonly #database: DatabaseSync;
  readonly #target: Target;
  readonly #path: string;
  readonly #busyTimeoutMs: number;
  #version = "";
  #roundTrips = 0;
  /** Rows that referred to nothing when the transaction began; absent: foreign keys are not looked after. */
  #violationsBefore: ReadonlyMap<string, number> | undefined;
  /** The transaction has switched off the enforcement of foreign keys and has to switch it on again. */
  #switchedOff = false;
  /** Locks go with the session that holds them. */
  readonly #locks = new Set<AsyncDisposable>();

  constructor(dialect: Dialect, database: DatabaseSync, target: Target, path: string, busyTimeoutMs: number) {
    this.dialect = dialect;
    this.#database = database;
    this.#target = target;
    this.#path = path;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  get version(): string {
    return this.#version;
  }

  get roundTrips(): number {
    return this.#roundTrips;
  }

  async prepare(options: CallOptions): Promise<void> {
    await this.#run(
      () => {
        // Reads the file's header, so that a file of another sort is noticed now.
        this.#database.prepare("SELECT count(*) FROM main.sqlite_schema").get();
        this.#version = String(
          this.#database.prepare("SELECT sqlite_version() AS version").get()?.["version"],
        );
        const { journalMode, synchronous } = this.#target;
        if (journalMode !== undefined) this.#database.exec(`PRAGMA journal_mode = ${journalMode}`);
        if (synchronous !== undefined) this.#database.exec(`PRAGMA synchronous = ${synchronous}`);
      },
      "E_CONNECT",
      options,
    );
  }

  async inspect(scope: { readonly schemas: readonly string[] }, options: CallOptions = {}): Promise<State> {
    const rows = await this.#run(() => this.#snapshot(), "E_READ", options);
    this.#roundTrips += 2;
    return {
      dialect: this.dialect.name,
      version: this.version,
      scope: scopeOf(this.bound, scope.schemas),
      ...readState(rows),
    };
  }

  #snapshot(): CatalogRows {
    const all = (sql: string): readonly unknown[] => this.#database.prepare(sql).all();
    const own = !this.#database.isTransaction;
    if (own) this.#database.exec("BEGIN");
    try {
      // The columns of these queries are fixed by their text; the row types stand beside it.
      return {
        schema: all(schemaQuery) as readonly SchemaRow[],
        tableList: all(tableListQuery) as readonly TableListRow[],
        columns: all(columnsQuery) as readonly ColumnRow[],
        modules: all(modulesQuery) as readonly ModuleRow[],
      };
    } finally {
      if (own) this.#database.exec("ROLLBACK");
    }
  }

  async runScript(statements: readonly SqlStatement[], options: CallOptions = {}): Promise<void> {
    let breathedAt = performance.now();
    for (const [index, { text, file, line, column }] of statements.entries()) {
      // SQLite works in this thread: let signals and timers through now and then.
      if (performance.now() - breathedAt > 50) {
        await yieldToEvents();
        breathedAt = performance.now();
      }
      // SQLite tells no position inside a statement.
      const facts = { place: { file, line, column }, details: { statement: text, index } };
      refuseOtherFiles(text, facts);
      await this.#run(() => this.#database.exec(text), "E_SQL", options, {
        ...facts,
        hint: "Correct the statement and run again.",
      });
    }
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<void> {
    const details = { statement: sql };
    await this.#run(() => this.#database.exec(sql), "E_APPLY", options, { details });
  }

  /** The pragma has no effect inside a transaction, so the transaction switches it around itself. */
  async begin(options: CallOptions = {}): Promise<void> {
    await this.#run(
      () => {
        const enforces = enforcesForeignKeys(this.#database);
        const looksAfter = enforces || this.#target.foreignKeys;
        if (enforces) this.#database.exec("PRAGMA foreign_keys = off");
        this.#switchedOff = enforces;
        try {
          this.#database.exec("BEGIN IMMEDIATE");
        } catch (error) {
          this.#switchOn();
          throw error;
        }
        this.#violationsBefore = looksAfter ? violations(this.#database) : undefined;
      },
      "E_APPLY",
      options,
    );
  }

  async commit(options: CallOptions = {}): Promise<void> {
    if (this.#violationsBefore) {
      const broken = newViolations(this.#violationsBefore, violations(this.#database));
      if (broken.length > 0) {
        await this.rollback();
        throw new AtlasError(
          "E_APPLY",
          `sql/sqlite: foreign key mismatch: [${broken.slice(0, 10).join(", ")}]`,
          {
            details: { count: broken.length },
            hint: "Correct the rows or the foreign keys that are named; nothing was changed.",
          },
        );
      }
    }
    await this.#run(() => this.#database.exec("COMMIT"), "E_APPLY", options);
    this.#violationsBefore = undefined;
    this.#switchOn();
  }

  async rollback(): Promise<void> {
    this.#violationsBefore = undefined;
    if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    // Also after a plan's own pragma, whose counterpart will not run any more.
    if (this.#target.foreignKeys) this.#switchedOff = true;
    this.#switchOn();
  }

  #switchOn(): void {
    if (this.#switchedOff) this.#database.exec("PRAGMA foreign_keys = on");
    this.#switchedOff = false;
  }

  async lock(name: string, options: LockOptions = {}): Promise<AsyncDisposable> {
    // Nobody outside of this process sees a database in memory.
    if (this.#target.memory) return this.#hold(await fileLock(`${name}_memory_${process.pid}`, options));
    const path = existsSync(this.#path) ? realpathSync(this.#path) : this.#path;
    return this.#hold(await fileLock(`${name}_${adler32(path).toString(16)}`, options));
  }

  #hold(lock: AsyncDisposable): AsyncDisposable {
    this.#locks.add(lock);
    return {
      [Symbol.asyncDispose]: async () => {
        this.#locks.delete(lock);
        await lock[Symbol.asyncDispose]();
      },
    };
  }

  async tableSizes(tables: readonly Ref[], options: CallOptions = {}): Promise<readonly TableSize[]> {
    return this.#run(() => tableSizes(this.#database, tables), "E_READ", options);
  }

  /** The file behind all its names. Nobody else sees a database in memory. */
  async identity(): Promise<string | undefined> {
    if (this.#target.memory) return undefined;
    const { dev, ino } = statSync(this.#path, { bigint: true });
    return `${dev}/${ino}`;
  }

  async dirt(options: CallOptions = {}): Promise<string | undefined> {
    const row = await this.#run(
      () =>
        this.#database
          .prepare(
            "SELECT type, name FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name LIMIT 1",
          )
          .get(),
      "E_READ",
      options,
    );
    return row && `found ${String(row["type"])} "${String(row["name"])}"`;
  }

  async clean(options: CallOptions = {}): Promise<void> {
    await this.#run(
      () => {
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        this.#database.exec(
          "PRAGMA writable_schema = 1;" +
            "DELETE FROM sqlite_master WHERE type IN ('table', 'view', 'index', 'trigger');" +
            "PRAGMA writable_schema = RESET;" +
            "VACUUM;",
        );
      },
      "E_SQL",
      options,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lock of this.#locks) await lock[Symbol.asyncDispose]();
    this.#locks.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  /** Runs work that another connection may stand in the way of: waits and tries again, until it takes too long. */
  async #run<Result>(
    work: () => Result,
    otherwise: ErrorCode,
    options: ExecuteOptions,
    errorOptions: ConstructorParameters<typeof AtlasError>[2] = {},
  ): Promise<Result> {
    const limitMs = options.lockTimeoutMs === 0 ? Infinity : (options.lockTimeoutMs ?? this.#busyTimeoutMs);
    const deadline = performance.now() + limitMs;
    for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 250)) {
      throwIfCancelled(options.signal);
      try {
        this.#roundTrips++;
        return work();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline)
          throw sqliteError(error, otherwise, errorOptions);
      }
      await sleep(pauseMs);
    }
  }
}
