import {
  type Action,
  AtlasError,
  type CallOptions,
  type ConnectOptions,
  type DatabaseUrl,
  type Dialect,
  type Driver,
  type ExecuteOptions,
  type InspectScope,
  type LockOptions,
  type QueryRows,
  type QueryValue,
  type Ref,
  type SequenceOptions,
  type SqlStatement,
  type State,
  type TableSize,
  throwIfCancelled,
} from "@atlas/core";
import { blockers } from "./blockers.ts";
import { clean, dirt, outside } from "./dev-use.ts";
import { identity } from "./identity.ts";
import { inspect, type InspectOptions } from "./inspect.ts";
import type { PostgresKind } from "./kind.ts";
import { lock } from "./lock.ts";
import { mark } from "./mark.ts";
import { migrations } from "./migrations/index.ts";
import { occupied } from "./occupied.ts";
import { query } from "./query.ts";
import { makeRoles, makeRoomForRoles, missingRoles, rolesCreated } from "./roles.ts";
import { runScript } from "./script.ts";
import { sequence } from "./sequence.ts";
import { BatchError, callContext, type Query, type Row, Session } from "./session.ts";
import { tableSizes } from "./table-sizes.ts";
import { ident } from "./text.ts";
import { translateError } from "./errors.ts";
import { type ConnectionSettings, parseSettings } from "./url.ts";

/** A prepared statement is missing (invalid_sql_statement_name), or there is one of its name already. */
const strangePlan = ["26000", "42P05"];

const oldestVersion = 100_000;

/** A session's limits in milliseconds, 0: none; and whether it looks at the bodies of functions. */
interface Timeouts {
  readonly lockMs: number;
  readonly statementMs: number;
  readonly uncheckedBodies: boolean;
}

/** What connecting learns about the server and the session. */
interface Greeting {
  readonly version: string;
  readonly serverVersion: number;
  readonly timeouts: Timeouts;
}

/** One live connection to a PostgreSQL server. */
export class PostgresDriver implements Driver {
  readonly dialect: Dialect;
  readonly bound: string | null;
  readonly #kinds: readonly PostgresKind[];
  readonly #session: Session;
  readonly #settings: ConnectionSettings;
  readonly #greeting: Greeting;
  /** From that inspection on plans are kept. */
  readonly #plansFrom: number;
  #inspections = 0;
  #timeouts: Timeouts;
  /** A rollback undoes limits that were set inside the transaction. */
  #timeoutsBefore: Timeouts;

  /** @throws {AtlasError} `E_CONNECT`, `E_AUTH`, or `E_CONNECT` for a server older than PostgreSQL 10. */
  static async open(
    dialect: Dialect,
    kinds: readonly PostgresKind[],
    url: DatabaseUrl,
    options?: ConnectOptions,
  ): Promise<PostgresDriver> {
    const settings = parseSettings(url.secret);
    const session = await Session.open(settings, options);
    try {
      const greeting = await greet(session, settings.searchPath, options);
      const { keepPlans = false } = options ?? {};
      const plansFrom = typeof keepPlans === "number" ? keepPlans : keepPlans ? 1 : Infinity;
      return new PostgresDriver(dialect, kinds, url.bound, session, settings, { ...greeting, plansFrom });
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(
    dialect: Dialect,
    kinds: readonly PostgresKind[],
    bound: string | null,
    session: Session,
    settings: ConnectionSettings,
    greeting: Greeting & { readonly plansFrom: number },
  ) {
    this.dialect = dialect;
    this.#kinds = kinds;
    this.bound = bound;
    this.#session = session;
    this.#settings = settings;
    this.#greeting = greeting;
    this.#plansFrom = greeting.plansFrom;
    this.#timeouts = greeting.timeouts;
    this.#timeoutsBefore = greeting.timeouts;
  }

  get version(): string {
    return this.#greeting.version;
  }

  get roundTrips(): number {
    return this.#session.roundTrips;
  }

  async inspect(scope: InspectScope, options?: CallOptions): Promise<State> {
    return this.#inspected({
      kinds: scope.shared ? this.#kinds : this.#kinds.filter(({ shared }) => !shared),
      bound: this.bound,
      schemas: scope.schemas,
      version: this.version,
      serverVersion: this.#greeting.serverVersion,
      keepPlans: ++this.#inspections >= this.#plansFrom,
      signal: options?.signal,
    });
  }

  /** A pooler may give another of its sessions to each transaction, and that knows nothing of plans that were kept. */
  async #inspected(options: InspectOptions): Promise<State> {
    try {
      return await inspect(this.#session, options);
    } catch (error) {
      const state = error instanceof AtlasError ? error.details["sqlstate"] : undefined;
      const isStrange = typeof state === "string" && strangePlan.includes(state);
      if (!options.keepPlans || !isStrange || this.#session.transaction !== "idle") throw error;
      return inspect(this.#session, { ...options, keepPlans: false });
    }
  }

  async runScript(statements: readonly SqlStatement[], options?: CallOptions): Promise<void> {
    await runScript(this.#session, statements, options);
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<void> {
    const limits = await this.#limit(options);
    try {
      await this.#session.batch(sql, { signal: options.signal });
    } catch (error) {
      if (!(error instanceof BatchError)) throw error;
      throw translateError(error.cause, {
        signal: options.signal,
        limited: limits.statementMs > 0,
        options: { details: { statement: sql } },
      });
    }
  }

  async sequence(actions: readonly Action[], options: SequenceOptions = {}): Promise<void> {
    const limits = await this.#limit(options);
    this.#timeoutsBefore = this.#timeouts;
    await sequence(this.#session, actions, options, limits.statementMs > 0);
  }

  async begin(options?: CallOptions): Promise<void> {
    this.#timeoutsBefore = this.#timeouts;
    await this.#session.query({ sql: "BEGIN" }, callContext(options));
  }

  async commit(options?: CallOptions): Promise<void> {
    // A signal is heeded before, not during: nobody could tell what became of a cancelled COMMIT.
    throwIfCancelled(options?.signal);
    if ((await this.#session.commit()) === "COMMIT") return;
    this.#timeouts = this.#timeoutsBefore;
    throw new AtlasError("E_SQL", "the transaction had failed before: it was rolled back", {
      hint: "Look at the first error of the transaction.",
    });
  }

  async rollback(): Promise<void> {
    if (this.#session.transaction === "idle") return;
    await this.#session.query({ sql: "ROLLBACK" });
    this.#timeouts = this.#timeoutsBefore;
  }

  async lock(name: string, options?: LockOptions): Promise<AsyncDisposable> {
    return lock(this.#session, name, options, this.bound ?? undefined);
  }

  async moveTo(url: DatabaseUrl, options?: CallOptions): Promise<PostgresDriver | undefined> {
    const settings = parseSettings(url.secret);
    if (url.bound === null || this.bound === null || !isSameConnection(settings, this.#settings))
      return undefined;
    await this.#session.query({ sql: setSearchPath(settings.searchPath) }, callContext(options));
    const moved = new PostgresDriver(this.dialect, this.#kinds, url.bound, this.#session, settings, {
      ...this.#greeting,
      plansFrom: this.#plansFrom - this.#inspections,
    });
    moved.#timeouts = this.#timeouts;
    return moved;
  }

  async query(sql: string, args: readonly QueryValue[], options?: CallOptions): Promise<QueryRows> {
    return query(this.#session, sql, args, options);
  }

  async tableSizes(tables: readonly Ref[], options?: CallOptions): Promise<readonly TableSize[]> {
    return tableSizes(this.#session, tables, this.bound, options);
  }

  async mark(options?: CallOptions): Promise<string> {
    return mark(this.#session, options);
  }

  async identity(options?: CallOptions): Promise<string | undefined> {
    return identity(this.#session, this.bound, options);
  }

  async missingRoles(statements: readonly string[], options?: CallOptions): Promise<readonly string[]> {
    return missingRoles(this.#session, statements, options);
  }

  async makeRoles(names: readonly string[], options?: CallOptions): Promise<AsyncDisposable> {
    return makeRoles(this.#session, names, options);
  }

  createdRoles(statements: readonly string[]): readonly string[] {
    return rolesCreated(statements);
  }

  async makeRoomForRoles(names: readonly string[], options?: CallOptions): Promise<AsyncDisposable> {
    return makeRoomForRoles(this.#session, names, options);
  }

  async occupied(revisionsSchema: string, options?: CallOptions): Promise<string | undefined> {
    return occupied(this.#session, this.bound, revisionsSchema, options);
  }

  async blockers(options?: CallOptions): Promise<readonly string[]> {
    const { processId } = this.#session;
    return processId === undefined ? [] : blockers(this.#settings, processId, options);
  }

  async restoreSession(statements: readonly string[], options?: CallOptions): Promise<void> {
    if (!statements.some((text) => migrations.setsSession(text))) return;
    const path = this.#settings.searchPath;
    const restoring = [
      "RESET SESSION AUTHORIZATION",
      "RESET ROLE",
      "RESET ALL",
      quietMessages,
      ...(path.length > 0 ? [setSearchPath(path)] : []),
    ];
    await this.#session.query({ sql: restoring.join("; ") }, callContext(options));
    this.#timeouts = this.#greeting.timeouts;
    this.#timeoutsBefore = this.#greeting.timeouts;
  }

  async outside(options?: CallOptions): Promise<readonly string[]> {
    return outside(this.#session, this.bound, options);
  }

  async dirt(options?: CallOptions): Promise<string | undefined> {
    return dirt(this.#session, this.bound, options);
  }

  async clean(options?: CallOptions): Promise<void> {
    await clean(this.#session, this.bound, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
  }

  /** Sets the limits of the next statement where they differ from what is set. */
  async #limit(options: ExecuteOptions): Promise<Timeouts> {
    const own = this.#greeting.timeouts;
    const wanted: Timeouts = {
      lockMs: options.lockTimeoutMs ?? own.lockMs,
      statementMs: options.statementTimeoutMs ?? own.statementMs,
      uncheckedBodies: options.uncheckedBodies ?? false,
    };
    const settings: Query[] = [];
    if (wanted.lockMs !== this.#timeouts.lockMs)
      settings.push({ sql: `SET lock_timeout = ${Math.ceil(wanted.lockMs)}` });
    if (wanted.statementMs !== this.#timeouts.statementMs)
      settings.push({ sql: `SET statement_timeout = ${Math.ceil(wanted.statementMs)}` });
    if (wanted.uncheckedBodies !== this.#timeouts.uncheckedBodies)
      settings.push({
        sql: wanted.uncheckedBodies ? "SET check_function_bodies = off" : "RESET check_function_bodies",
      });
    if (settings.length > 0) await this.#session.pipeline(settings, callContext(options));
    this.#timeouts = wanted;
    return wanted;
  }
}

/** Whether two URLs mean one connection, whatever schema they are bound to. */
function isSameConnection(one: ConnectionSettings, other: ConnectionSettings): boolean {
  const text = (settings: ConnectionSettings): string => JSON.stringify({ ...settings, searchPath: [] });
  return text(one) === text(other);
}

function setSearchPath(schemas: readonly string[]): string {
  return `SET search_path = ${schemas.map(ident).join(", ")}`;
}

const timeoutsQuery = `SELECT
  (SELECT setting::int FROM pg_catalog.pg_settings WHERE name = 'lock_timeout') AS lock_ms,
  (SELECT setting::int FROM pg_catalog.pg_settings WHERE name = 'statement_timeout') AS statement_ms`;

function timeoutsOf(row: Row | undefined): Timeouts {
  return {
    lockMs: Number(row?.["lock_ms"] ?? 0),
    statementMs: Number(row?.["statement_ms"] ?? 0),
    uncheckedBodies: false,
  };
}

/** Checks of function bodies and the like say nothing we show. */
const quietMessages = "SET client_min_messages = warning";

async function greet(
  session: Session,
  searchPath: readonly string[],
  options?: ConnectOptions,
): Promise<Greeting> {
  const queries: Query[] = [
    {
      sql: `SELECT pg_catalog.current_setting('server_version') AS version,
        pg_catalog.current_setting('server_version_num')::int AS number`,
    },
    { sql: timeoutsQuery },
    { sql: quietMessages },
    ...(searchPath.length > 0 ? [{ sql: setSearchPath(searchPath) }] : []),
  ];
  const [[server] = [], [timeouts] = []] = await session.pipeline(queries, callContext(options));
  const serverVersion = Number(server?.["number"] ?? 0);
  if (serverVersion < oldestVersion)
    throw new AtlasError("E_CONNECT", `postgres: unsupported postgres version: ${serverVersion}`, {
      hint: "Atlas works with PostgreSQL 10 and newer.",
    });
  // Debian adds its package's version: "15.18 (Debian 15.18-0+deb12u1)".
  const version = String(server?.["version"]).replace(/ .*$/, "");
  return { version, serverVersion, timeouts: timeoutsOf(timeouts) };
}
