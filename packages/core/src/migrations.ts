/** What splitting a migration file into statements depends on (how each family reads its texts). */
export interface ScanOptions {
  /** `BEGIN … END` bodies hold delimiters of their own. */
  readonly beginEnd: boolean;
  /** `BEGIN ATOMIC … END` bodies of functions do. */
  readonly beginAtomic: boolean;
  /** `$tag$ … $tag$` quotes. */
  readonly dollarQuotes: boolean;
  /** A backslash escapes a character inside of quotes. */
  readonly backslashEscapes: boolean;
  /** The same in `E'…'` literals alone. */
  readonly escapeStrings: boolean;
  /** `#` starts a comment. */
  readonly hashComments: boolean;
  /** Block comments hold block comments. Default: false. */
  readonly nestedComments?: boolean;
  /** The server runs what stands in comments that start with an exclamation mark. Default: as `hashComments`. */
  readonly executableComments?: boolean;
  /** What only the client `psql` understands (`\connect`, rows behind `COPY … FROM stdin`) is refused. Default: false. */
  readonly psql?: boolean;
  /** Double quotes stand around names, in which backslashes escape nothing. Default: false. */
  readonly namesInDoubleQuotes?: boolean;
  /** What a statement changes of all this for those behind it: `SET sql_mode`. Absent: nothing ever does. */
  after?(statement: string, current: ScanOptions): Partial<ScanOptions> | undefined;
}

/** What became of one migration file: a row of the revisions table. */
export interface Revision {
  readonly version: string;
  readonly description: string;
  /** Bits of `revisionTypes`. */
  readonly type: number;
  /** How many of its statements are applied. */
  readonly applied: number;
  /** How many statements it has. */
  readonly total: number;
  /** When the row was last written, in RFC 3339. */
  readonly executedAt: string;
  /** In nanoseconds. */
  readonly executionTime: number;
  /** In the words of the server; empty: none. */
  readonly error: string;
  /** The statement that failed; empty: none. */
  readonly errorStmt: string;
  /** The file's entry in `atlas.sum`, without `h1:`; empty for what was never run from a file. */
  readonly hash: string;
  /** `h1:…` of the first 1, 2, … statements while the file is not done; empty: it is. */
  readonly partialHashes: readonly string[];
  /** Such as `Atlas CLI v0.1.0`. */
  readonly operatorVersion: string;
}

export const revisionTypes = { baseline: 1, execute: 2, resolved: 4 } as const;

/** The name of the table that holds revisions, in every family. */
export const revisionsTable = "atlas_schema_revisions";

/**
 * `transactional` – a transaction can hold it and take it back;
 * `commits` – it ends the transaction that is open, and stands for itself (DDL of MySQL);
 * `alone` – no transaction can hold it (`CREATE INDEX CONCURRENTLY`, `VACUUM`);
 * `control` – it begins or ends a transaction itself.
 */
export type StatementNature = "transactional" | "commits" | "alone" | "control";

/** What running migration files needs to know of a database family. Texts alone: nothing here asks a server. */
export interface MigrationSupport {
  readonly scan: ScanOptions;
  /** The same for a server of these `Driver.sessionDefaults`. Absent: they change nothing. */
  scanUnder?(defaults: Readonly<Record<string, string>>): ScanOptions;
  /** Of one statement, by its words. What is not known counts as `transactional`. */
  natureOf(statement: string): StatementNature;
  /**
   * Whether a statement is about accounts, privileges or settings of the whole server, of which no state tells: a dev
   * server does without. Absent: there are none.
   */
  isOfServer?(statement: string): boolean;
  /**
   * Whether a statement sets something of the session and of nothing else (`SET`, `USE`, `PRAGMA`): it is run again
   * where a file is gone on with in another session.
   */
  setsSession(statement: string): boolean;
  /**
   * What the session that ran some statements of a file knew and another one does not, and statements go by that are
   * left: `the variable @id`. Temporary tables are looked after elsewhere. Absent: nothing but what `setsSession` tells.
   */
  lostState?(applied: readonly string[], rest: readonly string[]): string | undefined;
  /**
   * How to find out whether a statement that stands for itself has happened, when the run ended meanwhile. Absent: a
   * transaction holds everything.
   *
   * @param bound - the schema that its unqualified names are in; `null`: any.
   */
  doubtOf?(statement: string, bound: string | null): Doubt;
  /** Absent: a transaction holds what is written to any table. */
  readonly untransactional?: UntransactionalTables;
  readonly revisions: RevisionStatements;
  /** Versions of one key are one to the revisions table. Absent: it tells all apart. */
  versionKey?(version: string): string;
}

/** Tables that keep what was written to them when a transaction is taken back. */
export interface UntransactionalTables {
  /** A query without arguments that gives the names of those that are there. */
  readonly query: string;
  /** The name, in lower case, of one that a statement makes. */
  madeBy(statement: string): string | undefined;
  /** Whether a statement writes rows at all. */
  writes(statement: string): boolean;
  /** Whether it writes rows and speaks of one of these tables, which are in lower case. */
  touches(statement: string, tables: ReadonlySet<string>): boolean;
}

/** What became of a statement; one that may be run again without harm counts as not done. */
export type Verdict = "done" | "not-done" | "unclear";

/** How one statement that stands for itself is settled after a crash: by what it leaves in the catalog. */
export interface Doubt {
  /**
   * An expression that gives a short text, from what the catalog holds under the names that the statement speaks of.
   * Behind a `~` may stand what the statement leaves as it is: where both parts have changed somebody else was there, and
   * the verdict is `unclear`; the second alone counts as `unchanged`.
   */
  readonly trace: string;
  /** What it means that the trace is another one than before the statement. */
  readonly changed: Verdict;
  /** What it means that it is the same. */
  readonly unchanged: Verdict;
  /**
   * A query that gives statements, one a row, which clear away what the statement leaves behind where it ends early.
   * Where it gives any, the statement has not been done.
   */
  readonly leftovers?: string;
}

export interface RevisionWriting {
  /** An expression whose text is put behind `error`. */
  readonly trace?: string;
  /**
   * The server fills in `executed_at` and `execution_time`, counted from `startTimer`, where it can: a row may be sent
   * together with what it tells of. Default: `false`.
   */
  readonly timed?: boolean;
}

/** Statements about the revisions table. `schema` is "" where the session's own schema is meant. */
export interface RevisionStatements {
  /**
   * A query without arguments that gives one row for each column of each revisions table that the session can see:
   * schema, column name; with a third column, whether that schema is the one the session is bound to.
   */
  readonly find: string;
  /** Makes the table, and its schema where one is named and missing. */
  create(schema: string): readonly string[];
  /** Brings a table of an older layout, which has these columns, to the present one; empty: it has it. */
  upgrade(schema: string, columns: readonly string[]): readonly string[];
  /** A query without arguments that gives all rows, by version; its columns are named after `Revision`, in snake case. */
  read(schema: string): string;
  /** Writes a row, whether there is one of that version or not. */
  write(schema: string, revision: Revision, options?: RevisionWriting): string;
  remove(schema: string, versions: readonly string[]): string;
  /** Starts the time that `timed` rows tell. Absent: this server keeps none, and who writes a row knows the time. */
  readonly startTimer?: string;
}
