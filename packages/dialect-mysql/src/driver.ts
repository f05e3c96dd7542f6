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
import { Definers } from "./definers.ts";
import { clean, dirt, outside } from "./dev-use.ts";
import { errno } from "./error-numbers.ts";
import { errnoOf } from "./errors.ts";
import type { LockWait } from "./greeting.ts";
import { identity } from "./identity.ts";
import { inspect, type InspectOptions, missingSchema } from "./inspect.ts";
import { speaksOfStorage } from "./kinds/table/further.ts";
import { lock } from "./lock.ts";
import { query } from "./query.ts";
import { occupied } from "./occupied.ts";
import { restore, runScript } from "./script.ts";
import { sequence } from "./sequence.ts";
import { createSideBySide } from "./side-by-side.ts";
import { strictly } from "./strict.ts";
import { adoptDefaults, sessionDefaultsOf } from "./session-defaults.ts";
import { Session } from "./session.ts";
import { tableSizes } from "./table-sizes.ts";
import { ident } from "./text.ts";
import { type ConnectionSettings, isSameConnection, parseSettings } from "./url.ts";

/** What the dialect reads from a catalog. */
export type CatalogReading = Pick<InspectOptions, "kinds" | "unmanaged" | "boundSchemaOf">;

/** A year: the longest time that a server can be told to wait for a lock, in seconds. */
const forever = 31_536_000;

/** How a driver finds its session. */
interface Start {
  /** Of the bound database; `null`: there is none. */
  readonly collation: string | null;
  readonly lockWait: LockWait;
  readonly giveBack?: () => Promise<void>;
  /** On a server of our own. */
  readonly definers?: Definers;
  /** On a server of our own: another session like this one. */
  readonly openAnother?: () => Promise<Session>;
}

/**
 * One live connection to a server of the MySQL family.
 *
 * It has no mark. Nothing that everybody may read changes with every change of a schema and with nothing that is still
 * under way: times of change have seconds and pass over what is done in place, and counters of statements count when
 * one begins.
 */
export class MysqlDriver implements Driver {
  readonly dialect: Dialect;
  readonly bound: string | null;
  readonly #reading: CatalogReading;
  readonly #session: Session;
  readonly #settings: ConnectionSettings;
  /** Of the bound database, when it was connected to. */
  readonly #collation: string | null;
  /** Undoes what was taken over of another server. */
  readonly #giveBack: (() => Promise<void>) | undefined;
  readonly #definers: Definers | undefined;
  readonly #openAnother: Start["openAnother"];
  /** As the session has it now. */
  #lockWait: LockWait;
  /** Texts that were run speak of what only `SHOW CREATE TABLE` tells. */
  #readsEverything = false;

  /** @throws {AtlasError} `E_CONNECT`, `E_AUTH`, `E_PERMISSION`; `E_INPUT` for a database that is missing. */
  static async open(
    dialect: Dialect,
    reading: CatalogReading,
    url: DatabaseUrl,
    options?: ConnectOptions,
  ): Promise<MysqlDriver> {
    const settings = parseSettings(url.secret);
    const session = await Session.open(settings, options);
    try {
      const giveBack = options?.sessionDefaults && (await adoptDefaults(session, options.sessionDefaults));
      const { databaseCollation: collation, lockWait } = session.greeting;
      return new MysqlDriver(dialect, reading, session, settings, {
        collation,
        lockWait,
        ...(giveBack && { giveBack }),
        ...(options?.makesAccounts && {
          definers: new Definers(session),
          openAnother: () => openLike(settings, options),
        }),
      });
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(
    dialect: Dialect,
    reading: CatalogReading,
    session: Session,
    settings: ConnectionSettings,
    { collation, lockWait, giveBack, definers, openAnother }: Start,
  ) {
    this.dialect = dialect;
    this.#reading = reading;
    this.#session = session;
    this.#settings = settings;
    this.#giveBack = giveBack;
    this.#definers = definers;
    this.#openAnother = openAnother;
    this.#collation = collation;
    this.#lockWait = lockWait;
    const { lowerCaseTableNames } = session.greeting.defaults;
    const name = settings.database ?? null;
    // So the server writes it in its catalog.
    this.bound = lowerCaseTableNames === 1 && name !== null ? name.toLowerCase() : name;
  }

  get version(): string {
    return this.#session.greeting.server.text;
  }

  get sessionDefaults(): Readonly<Record<string, string>> {
    return sessionDefaultsOf({ ...this.#session.greeting, databaseCollation: this.#collation });
  }

  get roundTrips(): number {
    return this.#session.roundTrips;
  }

  async inspect(scope: InspectScope, options?: CallOptions): Promise<State> {
    const { server, defaults } = this.#session.greeting;
    const { kinds } = this.#reading;
    return inspect(this.#session, {
      ...this.#reading,
      kinds: scope.shared ? kinds : kinds.filter(({ shared }) => !shared),
      bound: this.bound,
      schemas: scope.schemas,
      server,
      defaults,
      readsEverything: this.#readsEverything,
      signal: options?.signal,
    });
  }

  async runScript(statements: readonly SqlStatement[], options?: CallOptions): Promise<void> {
    await this.#definers?.make(
      statements.map(({ text }) => text),
      options,
    );
    this.#readsEverything ||= statements.some(({ text }) => speaksOfStorage.test(text));
    const from = await this.#createSideBySide(statements, options);
    await runScript(this.#session, statements, this.bound, { ...options, from });
  }

  /** @returns how many statements have been run. */
  async #createSideBySide(statements: readonly SqlStatement[], options?: CallOptions): Promise<number> {
    const openAnother = this.#openAnother;
    if (openAnother === undefined || this.bound === null) return 0;
    const schema = { session: this.#session, bound: this.bound, collation: this.#collation, openAnother };
    return createSideBySide(schema, statements, options);
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<void> {
    try {
      await strictly(this.#session, sql, () => this.#execute(sql, options));
    } catch (error) {
      // Who reads the database now, to see what became of the statement, must not be too early.
      if (error instanceof AtlasError && error.code === "E_CONNECTION_LOST") await this.#session.endLost();
      throw error;
    }
  }

  async sequence(actions: readonly Action[], options: SequenceOptions = {}): Promise<void> {
    throwIfCancelled(options.signal);
    await this.#waitForLocks(options);
    const limitMs = options.statementTimeoutMs ?? 0;
    try {
      if (limitMs <= 0) await sequence(this.#session, actions, options);
      else for (const [index, action] of actions.entries()) await this.#limited(action, index, options);
    } catch (error) {
      // Who reads the database now, to see what became of the statement, must not be too early.
      if (error instanceof AtlasError && error.code === "E_CONNECTION_LOST") await this.#session.endLost();
      throw error;
    }
  }

  /** One thing of a sequence, with a limit of its own. */
  async #limited(action: Action, index: number, options: SequenceOptions): Promise<void> {
    const limit = AbortSignal.timeout(action.do === "run" ? (options.statementTimeoutMs ?? 0) : 0x7fff_ffff);
    const signals = [limit, ...(options.signal ? [options.signal] : [])];
    const shifted: SequenceOptions = {
      signal: AbortSignal.any(signals),
      onStart: () => options.onStart?.(index),
      onEnd: (_, durationMs) => options.onEnd?.(index, durationMs),
    };
    try {
      await sequence(this.#session, [action], shifted);
    } catch (error) {
      if (!(error instanceof AtlasError)) throw error;
      const isLate = error.code === "E_CANCELLED" && limit.aborted && !options.signal?.aborted;
      throw new AtlasError(
        isLate ? "E_TIMEOUT" : error.code,
        isLate
          ? `the statement took longer than ${options.statementTimeoutMs} ms and was stopped`
          : error.message,
        {
          details: { ...error.details, index },
          ...(error.hint !== undefined && { hint: error.hint }),
          cause: error.cause ?? error,
        },
      );
    }
  }

  async #execute(sql: string, options: ExecuteOptions): Promise<void> {
    throwIfCancelled(options.signal);
    await this.#definers?.make([sql], options);
    await this.#waitForLocks(options);
    const limitMs = options.statementTimeoutMs ?? 0;
    const details = { statement: sql };
    if (limitMs <= 0) {
      await this.#session.run(sql, { signal: options.signal, options: { details } });
      return;
    }
    // MySQL has a limit of its own for SELECT alone.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limitMs);
    const signals = [limit.signal, ...(options.signal ? [options.signal] : [])];
    try {
      await this.#session.run(sql, { signal: AbortSignal.any(signals), options: { details } });
    } catch (error) {
      const isCancelled = error instanceof AtlasError && error.code === "E_CANCELLED";
      if (!isCancelled || !limit.signal.aborted || options.signal?.aborted) throw error;
      throw new AtlasError("E_TIMEOUT", `the statement took longer than ${limitMs} ms and was stopped`, {
        details,
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async begin(options?: CallOptions): Promise<void> {
    await this.#session.run("START TRANSACTION", { signal: options?.signal });
  }

  async commit(options?: CallOptions): Promise<void> {
    // A signal is heeded before, not during: nobody could tell what became of a cancelled COMMIT.
    throwIfCancelled(options?.signal);
    await this.#session.run("COMMIT");
  }

  async rollback(): Promise<void> {
    if (this.#session.inTransaction) await this.#session.run("ROLLBACK");
  }

  async lock(name: string, options: LockOptions = {}): Promise<AsyncDisposable> {
    const { ofSchema } = options;
    const isNamed = this.bound !== null && typeof ofSchema === "string";
    return lock(this.#session, name, options, isNamed ? ofSchema : this.bound);
  }

  async moveTo(url: DatabaseUrl, options?: CallOptions): Promise<MysqlDriver | undefined> {
    const settings = parseSettings(url.secret);
    if (settings.database === undefined || this.bound === null || !isSameConnection(settings, this.#settings))
      return undefined;
    const answers = await this.#enter(settings.database, options);
    return new MysqlDriver(this.dialect, this.#reading, this.#session, settings, {
      collation: answers.at(-1)?.[0]?.["collation"] ?? null,
      lockWait: this.#lockWait,
    });
  }

  async #enter(database: string, options?: CallOptions) {
    try {
      return await this.#session.multi(
        [`USE ${ident(database)}`, "SELECT @@collation_database AS collation"],
        { signal: options?.signal },
      );
    } catch (error) {
      throw errnoOf(error) === errno.unknownDatabase ? missingSchema(database) : error;
    }
  }

  async query(sql: string, args: readonly QueryValue[], options?: CallOptions): Promise<QueryRows> {
    return query(this.#session, sql, args, options);
  }

  async tableSizes(tables: readonly Ref[], options?: CallOptions): Promise<readonly TableSize[]> {
    return tableSizes(this.#session, tables, this.bound, options);
  }

  async identity(options?: CallOptions): Promise<string | undefined> {
    return identity(this.#session, this.bound, options);
  }

  async occupied(revisionsSchema: string, options?: CallOptions): Promise<string | undefined> {
    return occupied(this.#session, this.bound, revisionsSchema, options);
  }

  async blockers(): Promise<readonly string[]> {
    return this.#session.blockers();
  }

  async restoreSession(statements: readonly string[]): Promise<void> {
    await restore(
      this.#session,
      statements.map((text) => ({ text })),
      this.bound,
    );
  }

  async outside(options?: CallOptions): Promise<readonly string[]> {
    return outside(this.#session, this.bound, options);
  }

  async dirt(options?: CallOptions): Promise<string | undefined> {
    return dirt(this.#session, this.bound, options);
  }

  async clean(options?: CallOptions): Promise<void> {
    await clean(this.#session, this.bound, this.#collation, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A connection that broke has told so already.
    await this.#giveBack?.().catch(() => {});
    await this.#session.close();
  }

  /** Sets how long the next statement waits where that differs from what is set; the server counts in seconds. */
  async #waitForLocks({ lockTimeoutMs, signal }: ExecuteOptions): Promise<void> {
    const seconds = lockTimeoutMs === 0 ? forever : Math.ceil((lockTimeoutMs ?? 0) / 1_000);
    const wanted =
      lockTimeoutMs === undefined ? this.#session.greeting.lockWait : { tables: seconds, rows: seconds };
    if (wanted.tables === this.#lockWait.tables && wanted.rows === this.#lockWait.rows) return;
    await this.#session.multi(
      [`SET SESSION lock_wait_timeout = ${wanted.tables}, SESSION innodb_lock_wait_timeout = ${wanted.rows}`],
      { signal },
    );
    this.#lockWait = wanted;
  }
}

async function openLike(settings: ConnectionSettings, options: ConnectOptions): Promise<Session> {
  const session = await Session.open(settings, options);
  try {
    if (options.sessionDefaults) await adoptDefaults(session, options.sessionDefaults);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
