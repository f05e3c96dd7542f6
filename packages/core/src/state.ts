/**
 * Names one thing in a state.
 *
 * `schema` is empty for things outside of any schema, and for things of the schema a connection is bound
 * to: their SQL carries no qualifier. `table` is set for what belongs to a table (`column`, `index`, …).
 */
export interface Ref {
  readonly kind: string;
  readonly schema: string;
  readonly table?: string;
  readonly name: string;
}

/** An object of a state. What else it holds is known by its kind alone; it survives `JSON.stringify`. */
export interface SchemaObject {
  readonly kind: string;
  readonly schema: string;
  /** Of what belongs to a table or view and has a name only there, such as a trigger of PostgreSQL: its name. */
  readonly table?: string;
  /** One for each object of the kind and schema (and table): of a function with its parameter types. */
  readonly name: string;
  /** Who may do what with it, where that has to be restored when it is made again. Never compared. */
  readonly access?: unknown;
}

/** Something that exists in the database and that we do not model yet, or not at all. */
export interface UnmanagedObject {
  /** In the words of the database's manual: `function`, `trigger`, `event trigger`. */
  readonly kind: string;
  readonly schema: string;
  /** As a user would write it: `public.f(integer)`. */
  readonly name: string;
  /** Its bare name, where managed objects of the schema cannot have the same. */
  readonly bareName?: string;
  /** What it cannot be without, where that is known: its schema, the columns that a policy reads. */
  readonly needs?: readonly Ref[];
  /** What it silently goes with: the table of a trigger. */
  readonly partOf?: readonly Ref[];
  /** It belongs to something that is managed, as grants do: no statement can lack it. */
  readonly isTrait?: true;
}

/** What part of a database a state covers. */
export interface Scope {
  /** The schema the URL is bound to; `null` when it names a whole database. */
  readonly bound: string | null;
  /** Schemas to look at in a whole database; empty: all. */
  readonly schemas: readonly string[];
}

/** All we know of one database. Objects are sorted by kind order of the dialect, then schema and name. */
export interface State {
  readonly dialect: string;
  /** The server's own version text, such as `16.14`. */
  readonly version: string;
  readonly scope: Scope;
  readonly objects: readonly SchemaObject[];
  /**
   * The schema that the connection is bound to, with what is known of it (its comment): printed in HCL, and never
   * compared or planned for. Absent: nothing is known but its name.
   */
  readonly boundSchema?: SchemaObject;
  readonly unmanaged: readonly UnmanagedObject[];
}

export function refOf(object: SchemaObject): Ref {
  const { kind, schema, table, name } = object;
  return { kind, schema, ...(table !== undefined && { table }), name };
}

/** One text for one ref; equal exactly when the refs are, as no database takes NUL in a name. Never kept or shown. */
export function refKey({ kind, schema, table = "", name }: Ref): string {
  return `${kind}\0${schema}\0${table}\0${name}`;
}

/** A ref as a person reads it: `table "public.users"`, `column "users.email"`. */
export function describeRef(ref: Ref): string {
  const path = [ref.schema, ref.table, ref.name].filter((part) => part !== undefined && part !== "");
  return `${ref.kind} "${path.join(".")}"`;
}

/** The state of a database with nothing in it, as another state's starting point. */
export function emptyState(of: State): State {
  return { ...of, objects: [], unmanaged: [] };
}
