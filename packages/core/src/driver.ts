import type { Dialect } from "./dialect.ts";
import type { Secret } from "./secret.ts";
import type { Ref, State } from "./state.ts";

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ExecuteOptions extends CallOptions {
  /** How long to wait for a lock, in milliseconds; 0: as long as it takes. Default: the session's own. */
  readonly lockTimeoutMs?: number;
  /** How long the statement may run, in milliseconds; 0: as long as it takes. Default: the session's own. */
  readonly statementTimeoutMs?: number;
  /**
   * Bodies of functions may speak of what does not exist yet, where the server would look: a plan ends with
   * everything there. Default: `false`.
   */
  readonly uncheckedBodies?: boolean;
}

/** One thing of a sequence. */
export type Action =
  | { readonly do: "begin" | "commit" }
  | {
      readonly do: "run";
      readonly sql: string;
      /** Ours: read as the server reads by default. */ readonly printed?: true;
    };

export interface SequenceOptions extends ExecuteOptions {
  /** @param index - in the actions. */
  readonly onStart?: (index: number) => void;
  readonly onEnd?: (index: number, durationMs: number) => void;
}

export interface LockOptions extends CallOptions {
  /** How long to wait, in milliseconds; 0 tries once. Default 10 000. */
  readonly timeoutMs?: number;
  /**
   * Of a connection that is bound to a schema: keeps out only who works on that schema, or on the one that is named,
   * or on the whole database. A family whose locks hold for more ignores it. Default: `false`.
   */
  readonly ofSchema?: boolean | string;
  /** Called once if the lock is not free at once, with who holds it where the server tells. */
  readonly onWait?: (holder: string | undefined) => void;
}

/** One statement of a source text. */
export interface SqlStatement {
  /** Without the delimiter and the comments around it. */
  readonly text: string;
  readonly file: string;
  /** Line of its first character, from 1. */
  readonly line: number;
  /** Column of its first character, from 1. */
  readonly column: number;
  /**
   * Written by the dialect and not by a user: settings of a server that change how a text is read do not apply to it.
   * Default: `false`.
   */
  readonly printed?: true;
}

export interface TableSize {
  readonly table: Ref;
  readonly sizeBytes: number;
  /** The server's estimate; absent when it has none. */
  readonly rows?: number;
}

/** A value that a query takes or gives; what is neither a number nor true or false is a text, as the server writes it. */
export type QueryValue = string | number | bigint | boolean | null;

/** The rows of a query; each has one value for each column. */
export interface QueryRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly QueryValue[])[];
}

/** A URL that was understood. The password is only in `secret`. */
export interface DatabaseUrl {
  readonly dialect: string;
  /** The schema the URL is bound to; `null`: the whole database. */
  readonly bound: string | null;
  /** What the dialect connects with. */
  readonly secret: Secret<string>;
  /** With the password as `xxxxx`. */
  readonly redacted: string;
  /** Passwords and tokens inside it, for redaction at the edges. */
  readonly secrets: readonly string[];
}

/** What of a database is read. */
export interface InspectScope {
  readonly schemas: readonly string[];
  readonly shared?: boolean;
}

/** One live connection. Not for concurrent use. */
export interface Driver extends AsyncDisposable {
  readonly dialect: Dialect;
  /** The server's version text, such as `16.14`. */
  readonly version: string;
  readonly bound: string | null;
  /**
   * Settings of the server, of the session and of the bound schema that a schema text means something else under: the
   * character set of tables that name none, how quotes are read. Absent: texts mean the same everywhere.
   */
  readonly sessionDefaults?: Readonly<Record<string, string>>;
  /** How many times a request went to the server and back. */
  readonly roundTrips: number;

  /**
   * Reads the state in one snapshot, in a constant number of round trips. Inside a transaction it sees
   * that transaction's own changes.
   *
   * @param scope.schemas - of a whole database only these; ignored when the URL is bound to one.
   * @param scope.shared - objects of the whole server, too (`ObjectKind.shared`). Default: `false`.
   */
  inspect(scope: InspectScope, options?: CallOptions): Promise<State>;

  /**
   * Runs statements of a schema file, batched. They are not one transaction unless one is open.
   *
   * @throws {AtlasError} `E_SQL` with the statement's place, corrected by the server's own position,
   *   `details.statement` (its text) and `details.index`; nothing after it has run.
   */
  runScript(statements: readonly SqlStatement[], options?: CallOptions): Promise<void>;

  /** Runs one statement. Cancelled on the server when the signal is aborted. */
  execute(sql: string, options?: ExecuteOptions): Promise<void>;
  /**
   * Does one thing after another, in as few round trips as the family can; nothing has an effect that comes after what
   * failed. A transaction that is open then stays open. Absent: whoever asks does one by one.
   *
   * @throws {AtlasError} of the first that failed, with its index in `details.index`.
   */
  sequence?(actions: readonly Action[], options?: SequenceOptions): Promise<void>;
  begin(options?: CallOptions): Promise<void>;
  /** @throws {AtlasError} `E_CONNECTION_LOST` when the connection broke: whether it was committed is in doubt. */
  commit(options?: CallOptions): Promise<void>;
  rollback(): Promise<void>;
  /**
   * Refuses what `commit` would refuse of the open transaction, and lets it go on; the next one looks at what came since.
   * There where a commit costs far more than a statement does, so that work that belongs apart may share one. Absent: it
   * does not.
   *
   * @throws {AtlasError} as `commit` does; the transaction then has to be rolled back.
   */
  vet?(options?: CallOptions): Promise<void>;

  /**
   * Takes the lock that keeps two runs from changing one database at once. The session holds it, so a
   * crashed process lets go. Not re-entrant.
   *
   * @throws {AtlasError} `E_LOCK_TIMEOUT` if another session holds it throughout.
   */
  lock(name: string, options?: LockOptions): Promise<AsyncDisposable>;

  /**
   * Runs one query of the user's own and gives its rows, for settings that are kept in a database. Absent: this
   * family is not asked.
   *
   * @param args - what the placeholders of the query stand for, as the server writes them: `$1`, `?`.
   * @throws {AtlasError} `E_SQL` in the words of the server.
   */
  query?(sql: string, args: readonly QueryValue[], options?: CallOptions): Promise<QueryRows>;

  /**
   * A driver for another URL over this connection, where the two differ in nothing but the schema that they are
   * bound to; this one is not used again. `undefined`: that takes a connection of its own. Absent: it always does.
   */
  moveTo?(url: DatabaseUrl, options?: CallOptions): Promise<Driver | undefined>;

  /** Present sizes of those tables that exist. One round trip. */
  tableSizes(tables: readonly Ref[], options?: CallOptions): Promise<readonly TableSize[]>;

  /**
   * A text that differs whenever the schema may have changed meanwhile; cheap. Absent: compare whole states.
   */
  mark?(options?: CallOptions): Promise<string>;

  /**
   * A text that is equal for two connections exactly when they work on the same objects: the same server by
   * whatever name, the same database, the same scope. Absent or `undefined`: nobody can tell.
   */
  identity?(options?: CallOptions): Promise<string | undefined>;

  /**
   * Roles that statements name and the server does not have, as far as the words of the statements tell. Absent:
   * the family has none.
   */
  missingRoles?(statements: readonly string[], options?: CallOptions): Promise<readonly string[]>;
  /**
   * Makes roles that nobody can log in with, on a dev database of one's own: they belong to the whole server.
   * Inside a transaction they end with it, otherwise when disposed.
   */
  makeRoles?(names: readonly string[], options?: CallOptions): Promise<AsyncDisposable>;

  /** Roles that statements create, as far as their words tell. Absent: the family has none. */
  createdRoles?(statements: readonly string[]): readonly string[];
  /**
   * Lets a text make roles of these names on a dev server, whatever roles that has: until the end of the transaction
   * that is open, or until disposed, when those that were not there before are dropped.
   */
  makeRoomForRoles?(names: readonly string[], options?: CallOptions): Promise<AsyncDisposable>;

  /**
   * Why migration files cannot start from nothing here (`found table "t" in schema "s"`), leaving the revisions table
   * in that schema aside; `undefined`: they can. Absent: nobody can tell.
   */
  occupied?(revisionsSchema: string, options?: CallOptions): Promise<string | undefined>;
  /**
   * Who keeps this connection waiting at present, asked on a connection of its own. Absent: nobody can tell.
   */
  blockers?(options?: CallOptions): Promise<readonly string[]>;
  /** Puts the settings of the session back where texts of users may have changed them. One round trip at most. */
  restoreSession?(statements: readonly string[], options?: CallOptions): Promise<void>;
  /** Schemas of the database, beside the one that the URL names, in which something is. Absent: there are none. */
  outside?(options?: CallOptions): Promise<readonly string[]>;
  /** Why a dev database cannot be used (`found table "t" in schema "public"`); `undefined`: it is clean. */
  dirt(options?: CallOptions): Promise<string | undefined>;
  /** Empties a dev database: everything in the bound schema, or every schema. Never called on a target. */
  clean(options?: CallOptions): Promise<void>;
}

export interface ConnectOptions extends CallOptions {
  /** Shown in the server's list of sessions. Default `atlas`. */
  readonly applicationName?: string;
  /**
   * The session reads its state more than once: what the server worked out for a catalog query is kept.
   * Working it out for all costs what some readings without it do: a number keeps it from that reading on.
   * Not for connections that may go through a pooler. Default `false`.
   */
  readonly keepPlans?: boolean | number;
  /**
   * On a dev database: the `sessionDefaults` of the target, so that texts mean there what they mean on it. Default: the
   * server's own.
   */
  readonly sessionDefaults?: Readonly<Record<string, string>> | undefined;
  /**
   * The server is a dev database of our own: accounts that stored code belongs to are made where a text names them
   * (MySQL). Default: `false`.
   */
  readonly makesAccounts?: boolean;
  /** How long connecting may take, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
  /** A database that is not there is an error where it would be created otherwise (SQLite). Default: `false`. */
  readonly mustExist?: boolean;
  /**
   * How long to wait where another session has locked the whole database (SQLite), in milliseconds. Default:
   * what the URL says.
   */
  readonly lockTimeoutMs?: number | undefined;
}
