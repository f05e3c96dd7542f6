import type { Change } from "./change.ts";
import type { ConnectOptions, DatabaseUrl, Driver } from "./driver.ts";
import type { MigrationSupport } from "./migrations.ts";
import type { Model } from "./model.ts";
import type { Step } from "./plan.ts";
import type { Policy } from "./policy.ts";
import type { Rename, Renaming } from "./rename.ts";
import type { SchemaLanguage } from "./schema-language.ts";
import type { Secret } from "./secret.ts";
import type { Ref, SchemaObject, Scope, State } from "./state.ts";

/**
 * A step with what its place in the order depends on. Settled before a plan is stored.
 *
 * A ref with a `table` stands for a part; creating or dropping the table counts for its parts too, so a
 * CREATE TABLE lists the table alone. A step that alters something so that dependents must be away
 * meanwhile lists it in both `drops` and `creates`.
 */
export interface DraftStep extends Step {
  /** What exists after it. */
  readonly creates: readonly Ref[];
  /** What no longer exists after it. */
  readonly drops: readonly Ref[];
  /** What must exist when it runs. */
  readonly needs: readonly Ref[];
  /** What it stops depending on: a drop of these comes after it. */
  readonly releases: readonly Ref[];
  /** What should exist when it runs, where that makes no circle: the tables in the body of a function. Default: nothing. */
  readonly prefers?: readonly Ref[];
  /**
   * Dropping this drops all that the step drops, too, as a table takes its triggers along: where the plan does so
   * the statement is left out, and what it lets go of and its undo go over to that step. Default: nothing.
   */
  readonly goesWith?: Ref;
}

export interface CompareContext {
  readonly from: State;
  readonly to: State;
  /** Default: none. */
  readonly policy?: Policy;
}

export interface StepsContext {
  readonly from: State;
  readonly to: State;
  /** Put before each part of a statement that spans several lines, such as two blanks; empty: one line. */
  readonly indent: string;
  /**
   * Keys (`refKey`) of objects that stand in a circle: their steps are split so that it can be broken, such
   * as foreign keys added after the tables.
   */
  readonly detach: ReadonlySet<string>;
  /** How statements are to be written. Default: as the dialect does by default. */
  readonly policy?: Policy;
}

/**
 * All that the engine must know about one kind of object. One file in a dialect.
 *
 * A dialect's own kinds extend this by how they are read from the catalog.
 */
export interface ObjectKind<O extends SchemaObject = SchemaObject> {
  readonly name: O["kind"];
  /** Further names of the kind in exclude patterns, besides `name`. */
  readonly selectors?: readonly string[];
  /** Further names of one object in such patterns, such as `partition` of some tables. Default: none. */
  selectorsOf?(object: O): readonly string[];
  /** What people call it, in messages and patterns: of a function without its parameter types. Default: `name`. */
  title?(object: O): string;
  /**
   * The table, of its schema, that an object goes along with although its name is one of the schema: exclude patterns
   * take it along, too, or name it below that table. Default: `SchemaObject.table`.
   */
  belongsTo?(object: O): string | undefined;
  /**
   * Whether an object reads a part of a table that the server lets go all the same, so that it would be broken. Asked
   * of what stands by where a plan drops that part. Default: it does not.
   */
  reads?(object: O, part: Ref): boolean;
  /** What must exist before it, on the level of objects and their parts; drops run the other way. */
  requires(object: O): readonly Ref[];
  /** The differences between two objects of one name; empty: equal. */
  compare(from: O, to: O, context: CompareContext): readonly Change[];
  /**
   * The steps for all changes of one object at once, so that they can share a statement. The changes are
   * either one `add_<kind>`, one `drop_<kind>`, a drop followed by an add, or what `compare` returned.
   */
  steps(changes: readonly Change[], context: StepsContext): readonly DraftStep[];
  /** Whether dropping and creating it again loses nothing: the engine does so around changes it depends on. */
  readonly recreatable: boolean;
  /**
   * Objects share a name and are told apart by how they are called: when one goes, what stood on it and stays is
   * bound to another, as if that one had changed. Default: `false`.
   */
  readonly overloads?: boolean;
  /** Its objects say something of others and go with them: nothing is kept for their sake. Default: `false`. */
  readonly trait?: boolean;
  /** How people count what differs where it is left out: `3 grants` on what. Default: each object by its name. */
  tally?(
    from: O | undefined,
    to: O | undefined,
  ): { readonly count: number; readonly noun: string; readonly on: string };
  /**
   * Its objects belong to the whole server, as roles do: they are read only where somebody asks for them, and of a
   * dev database only those count that a text makes. Default: `false`.
   */
  readonly shared?: boolean;
  /** What goes must be gone before anything new is made: default privileges. Default: `false`. */
  readonly dropsFirst?: boolean;
  /**
   * Of a kind that is not recreatable: the changes that let go of what is dropped for a while or for good, and take
   * hold of it again or of another, around and instead of `changes`. Asked where it requires something that is away.
   *
   * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` if it cannot let go.
   */
  rebind?(
    from: O,
    to: O,
    changes: readonly Change[],
    isAway: (ref: Ref) => boolean,
    context: CompareContext,
  ): readonly Change[];
  /**
   * What the object's fingerprint covers: all that `compare` looks at and nothing else, in an order of its
   * own. Default: the object itself.
   */
  essence?(object: O): unknown;
  /**
   * The object without what makes it need others and others do not need of it, such as a table without its
   * foreign keys: where a plan is proven, what it does not touch is built so. Default: the object itself.
   */
  outline?(object: O): O;
  /**
   * The object as statements can make it, where a plan is proven: an index that a failed build left behind is whole
   * there. Default: the object itself.
   */
  whole?(object: O): O;
  /** How it and its parts get another name; absent: by a drop and an add. */
  readonly renaming?: Renaming<O>;
  /**
   * The object as it is once something has another name: itself, a part of it, or something that it speaks of in
   * its own words. Refs are renamed already. Default: the object itself.
   */
  renamed?(object: O, rename: Rename, state: State): O;
  /** The object without the parts that `keep` refuses; `type` is spelled as in exclude patterns. */
  prune?(object: O, keep: (type: string, name: string) => boolean): O;
}

/** What we know of one database family. A value without a life of its own. */
export interface Dialect {
  readonly name: string;
  /** URL schemes it answers to, without `://`. */
  readonly schemes: readonly string[];
  readonly features: {
    /** A transaction can hold schema changes. */
    readonly transactionalDdl: boolean;
    /** Plans are sorted by dependencies; otherwise their order is that of the comparison. */
    readonly sortedPlans: boolean;
    /**
     * A state says of each object all that the server knows of it, and all that it stands on: what is printed of it
     * behaves as what it was read from. Not so where a server remembers that it made an index by itself. Default: `false`.
     */
    readonly tellsAll?: boolean;
  };
  /** In the order in which they are created. */
  readonly kinds: readonly ObjectKind[];
  /** How its SQL files are split. */
  readonly syntax: SqlSyntax;
  /** The same for texts that are meant for a server with these `Driver.sessionDefaults`. Default: `syntax`. */
  syntaxUnder?(defaults: Readonly<Record<string, string>>): SqlSyntax;
  /** Its schemas in HCL. */
  readonly hcl: SchemaLanguage;
  /** How migration files run. */
  readonly migrations?: MigrationSupport;
  /** The state as analyzers and custom rules see it. */
  model?(state: State): Model;
  /** @throws {AtlasError} `E_URL` for anything not understood, naming it; never with the password. */
  parseUrl(url: Secret<string>): DatabaseUrl;
  connect(url: DatabaseUrl, options?: ConnectOptions): Promise<Driver>;
  /**
   * What a server's version text says of it. A dev database of another family is refused, of another series is told.
   * Absent: all servers are of one family, and a series is a major version.
   */
  release?(version: string): Release;
  /**
   * The present state without what a comparison with this desired state leaves alone, which is moved to
   * `unmanaged`: partitions of a table of which none is declared. Asked before any comparison; asked twice, it
   * answers the same.
   */
  leaveAlone?(from: State, to: State): State;
  /**
   * Statements around a text that make its objects in a schema, which is created where it is missing. Absent:
   * there are no schemas within a database.
   */
  intoSchema?(schema: string): { readonly before: readonly string[]; readonly after: readonly string[] };
  /** The URL of a whole database, bound to one of its schemas; a name is taken as it is. Absent: as `intoSchema`. */
  boundTo?(url: DatabaseUrl, schema: string): DatabaseUrl;
  /** Puts statements around a whole plan (SQLite's foreign-key pragmas). */
  frame?(steps: readonly DraftStep[]): readonly DraftStep[];
}

/** Servers that understand a schema alike. */
export interface Release {
  /** What people call it: `MariaDB`. */
  readonly family: string;
  /** `10.11`. */
  readonly series: string;
  /** What reports call it, where that is not the name of the dialect: `mariadb`. */
  readonly driver?: string;
}

/** What splitting a text into statements depends on. */
export interface SqlSyntax {
  /** `$tag$ … $tag$` quotes. */
  readonly dollarQuotes: boolean;
  /** Backslash escapes in plain `'…'` literals. */
  readonly backslashEscapes: boolean;
  /** E'…' literals with backslash escapes. */
  readonly escapeStrings: boolean;
  /** Characters that quote identifiers; `[` stands for `[…]`. */
  readonly identifierQuotes: readonly string[];
  /** Comments may be nested. */
  readonly nestedComments: boolean;
  /** `#` starts a comment. */
  readonly hashComments: boolean;
  /** `BEGIN … END` bodies of these CREATE statements hold delimiters: `trigger`. */
  readonly compoundStatements: readonly string[];
  /** `BEGIN ATOMIC … END` bodies of functions (PostgreSQL 14). */
  readonly atomicBodies: boolean;
  /** What a statement changes of all this for those behind it: `SET sql_mode`. Absent: nothing ever does. */
  after?(statement: string, current: SqlSyntax): Partial<SqlSyntax> | undefined;
}

/** The empty lists of a draft step, to be spread first. */
export const noDependencies = { creates: [], drops: [], needs: [], releases: [] } as const;

/** The safety facts of a step that harms nobody, to be spread first. */
export const harmless = {
  blocks: "nothing",
  rewrites: false,
  scans: false,
  losesData: false,
  loses: [],
  transactional: true,
  commitAfter: false,
  undo: [],
} as const;

/** The scope of a connection: what its URL is bound to and what was asked for. */
export function scopeOf(bound: string | null, schemas: readonly string[]): Scope {
  return { bound, schemas };
}
