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
  type QueryRows,
  type QueryValue,
  type Ref,
  revisionsTable,
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
  type ColumnsRow,
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
import { openError, Store } from "./open.ts";
import { runQuery } from "./query.ts";
import { tableSizes } from "./sizes.ts";
import { parseTarget } from "./url.ts";

/**
 * Opens the database. A missing file is created with the first thing that is written, unless the URL says
 * `mode=ro` or `mode=rw`.
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
  // Loaded here so that commands without a SQLite database do not pay for it.
  const { DatabaseSync } = await import("node:sqlite");
  const busyTimeoutMs = target.busyTimeoutMs ?? options.lockTimeoutMs ?? 5_000;
  const store = await whenFree(
    () => new Store(target, DatabaseSync, options.mustExist === true),
    busyTimeoutMs,
    options.signal,
  ).catch((error: unknown) => {
    throw isBusy(error) ? openError(sqliteError(error, "E_CONNECT"), target.path) : error;
  });
  return new SqliteDriver(dialect, store, busyTimeoutMs);
}

/**
 * Does work that another connection may stand in the way of: waits and tries again, until it takes too long.
 *
 * @throws what the work throws.
 */
async function whenFree<Result>(
  work: () => Result,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const deadline = performance.now() + limitMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 250)) {
    throwIfCancelled(signal);
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    await sleep(pauseMs);
  }
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

class SqliteDriver implements Driver {
  readonly dialect: Dialect;
  readonly bound = "main";
  readonly #store: Store;
  readonly #busyTimeoutMs: number;
  readonly version: string;
  #roundTrips = 0;
  /** Rows that referred to nothing when the transaction began; absent: foreign keys are not looked after. */
  #violationsBefore: ReadonlyMap<string, number> | undefined;
  /** The transaction has switched off the enforcement of foreign keys and has to switch it on again. */
  #switchedOff = false;
  /** Locks go with the session that holds them. */
  readonly #locks = new Set<AsyncDisposable>();

  constructor(dialect: Dialect, store: Store, busyTimeoutMs: number) {
    this.dialect = dialect;
    this.#store = store;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.version = String(store.database.prepare("SELECT sqlite_version() AS version").get()?.["version"]);
  }

  get #database(): DatabaseSync {
    return this.#store.database;
  }

  get roundTrips(): number {
    return this.#roundTrips;
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
    // One database throughout: a file may come into being meanwhile.
    const database = this.#database;
    const all = (sql: string): readonly unknown[] => database.prepare(sql).all();
    const own = !database.isTransaction;
    if (own) database.exec("BEGIN");
    try {
      // The columns of these queries are fixed by their text; the row types stand beside it.
      return {
        schema: all(schemaQuery) as readonly SchemaRow[],
        tableList: all(tableListQuery) as readonly TableListRow[],
        columns: all(columnsQuery) as readonly ColumnsRow[],
        modules: all(modulesQuery) as readonly ModuleRow[],
      };
    } finally {
      if (own) database.exec("ROLLBACK");
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
      await this.#run(() => this.#store.materialize().exec(text), "E_SQL", options, {
        ...facts,
        hint: "Correct the statement and run again.",
      });
    }
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<void> {
    const details = { statement: sql };
    await this.#run(() => this.#store.materialize().exec(sql), "E_APPLY", options, { details });
  }

  async query(sql: string, args: readonly QueryValue[], options: CallOptions = {}): Promise<QueryRows> {
    return this.#run(() => runQuery(this.#database, sql, args), "E_SQL", options, {
      details: { statement: sql },
    });
  }

  /** The pragma has no effect inside a transaction, so the transaction switches it around itself. */
  async begin(options: CallOptions = {}): Promise<void> {
    // SQLite works in this thread: let signals and timers through.
    await yieldToEvents();
    await this.#run(
      () => {
        this.#store.materialize();
        const enforces = enforcesForeignKeys(this.#database);
        const looksAfter = enforces || this.#store.target.foreignKeys;
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
    try {
      this.#assertReferences();
    } catch (error) {
      await this.rollback();
      throw error;
    }
    await this.#run(() => this.#database.exec("COMMIT"), "E_APPLY", options);
    this.#violationsBefore = undefined;
    this.#switchOn();
  }

  async vet(options: CallOptions = {}): Promise<void> {
    throwIfCancelled(options.signal);
    this.#assertReferences();
  }

  /** Each call counts from the one before, or from the beginning of the transaction. */
  #assertReferences(): void {
    if (!this.#violationsBefore) return;
    const after = violations(this.#database);
    const broken = newViolations(this.#violationsBefore, after);
    this.#violationsBefore = after;
    if (broken.length === 0) return;
    throw new AtlasError("E_APPLY", `sql/sqlite: foreign key mismatch: [${broken.slice(0, 10).join(" ")}]`, {
      details: { count: broken.length },
      hint: "Each names a row (row) of a table (tbl) that refers to nothing in another (ref). Correct the rows or the foreign keys; nothing was changed.",
    });
  }

  async rollback(): Promise<void> {
    this.#violationsBefore = undefined;
    if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    // Also after a plan's own pragma, whose counterpart will not run any more.
    if (this.#store.target.foreignKeys) this.#switchedOff = true;
    this.#switchOn();
  }

  #switchOn(): void {
    if (this.#switchedOff) this.#database.exec("PRAGMA foreign_keys = on");
    this.#switchedOff = false;
  }

  async lock(name: string, options: LockOptions = {}): Promise<AsyncDisposable> {
    // Nobody outside of this process sees a database in memory.
    if (this.#store.target.memory)
      return this.#hold(await fileLock(`${name}_memory_${process.pid}`, options));
    return this.#hold(await fileLock(`${name}_${adler32(this.#store.realPath).toString(16)}`, options));
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

  async identity(): Promise<string | undefined> {
    return this.#store.identity;
  }

  async occupied(_: string, options: CallOptions = {}): Promise<string | undefined> {
    const rows = await this.#run(
      () =>
        this.#database
          .prepare(
            `SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '${revisionsTable}' ORDER BY name`,
          )
          .all(),
      "E_READ",
      options,
    );
    const [first] = rows;
    if (!first) return undefined;
    return rows.length > 1
      ? `found multiple tables: ${rows.length}`
      : `found table ${JSON.stringify(String(first["name"]))}`;
  }

  /** The pragma that keeps foreign keys is what files change most; they are off in transactions by themselves. */
  async restoreSession(statements: readonly string[], options: CallOptions = {}): Promise<void> {
    if (!statements.some((text) => /\bforeign_keys\b/i.test(text)) || this.#database.isTransaction) return;
    const state = this.#store.target.foreignKeys ? "on" : "off";
    await this.#run(() => this.#database.exec(`PRAGMA foreign_keys = ${state}`), "E_SQL", options);
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
        this.#store.materialize();
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
    this.#store.close();
  }

  /** Counts a round trip, and tells an error in our words. */
  async #run<Result>(
    work: () => Result,
    otherwise: ErrorCode,
    options: ExecuteOptions,
    errorOptions: ErrorOptions = {},
  ): Promise<Result> {
    const limitMs = options.lockTimeoutMs === 0 ? Infinity : (options.lockTimeoutMs ?? this.#busyTimeoutMs);
    try {
      return await whenFree(
        () => {
          this.#roundTrips++;
          return work();
        },
        limitMs,
        options.signal,
      );
    } catch (error) {
      throw sqliteError(error, otherwise, errorOptions);
    }
  }
}
