import type { SchemaObject, State } from "@atlas/core";

/** A column of a key or index, or an expression. */
export interface Part {
  readonly column?: string;
  readonly expression?: string;
  readonly descending: boolean;
}

/** A key: a list of columns, or of parts where the database lets a key have more than columns. */
export interface Key {
  readonly name?: string;
  readonly columns?: readonly string[];
  readonly parts?: readonly Part[];
}

export interface ForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references?: {
    readonly schema?: string;
    readonly name: string;
    readonly columns: readonly string[];
  };
  readonly refTable?: string;
  readonly refColumns?: readonly string[];
}

/**
 * The facts about tables that JSON, diagrams and templates show, in the forms that the dialects give them.
 * A key of PostgreSQL has columns, one of SQLite has parts; a foreign key of SQLite may leave out the
 * columns it refers to.
 */
export interface Table extends SchemaObject {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    readonly default?: string;
    readonly comment?: string;
    readonly charset?: string;
    readonly collation?: string;
  }[];
  readonly primaryKey?: Key;
  readonly uniques: readonly Key[];
  readonly indexes: readonly (Key & {
    readonly name: string;
    readonly unique: boolean;
    readonly parts: readonly Part[];
    readonly where?: string;
  })[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly charset?: string;
  readonly collation?: string;
  readonly comment?: string;
  /** The table is a partition of another. */
  readonly partitionOf?: unknown;
}

/** The schemas of a state by name, also those without objects; of a bound state the one, as `""`. */
export function schemaNames(state: State): readonly string[] {
  if (state.scope.bound !== null) return [""];
  const names = state.objects
    .filter((object) => !isOutside(object, state))
    .map((object) => (object.kind === "schema" ? object.name : object.schema));
  return [...new Set(names)].sort();
}

/** Whether an object belongs to no schema, such as an extension. */
export function isOutside(object: SchemaObject, state: State): boolean {
  return state.scope.bound === null && object.schema === "" && object.kind !== "schema";
}

/** The objects of a schema. */
export function objectsOf(state: State, schema: string): readonly SchemaObject[] {
  return state.objects.filter((object) => object.schema === schema && object.kind !== "schema");
}

export function isTable(object: SchemaObject): object is SchemaObject & (Table | MysqlTable) {
  return object.kind === "table";
}

export function tablesOf(objects: readonly SchemaObject[]): readonly Table[] {
  return objects.filter(isTable).map((table) => (isMysqlTable(table) ? commonForm(table) : table));
}

/** What tables of MySQL and MariaDB have otherwise: every unique key is an index there. */
interface MysqlTable extends Omit<Table, "uniques" | "columns"> {
  readonly columns: readonly (Omit<Table["columns"][number], "notNull" | "default"> & {
    readonly nullable: boolean;
    readonly default?: { readonly literal: string } | { readonly sql: string };
  })[];
}

function isMysqlTable(table: Table | MysqlTable): table is MysqlTable {
  return !("uniques" in table);
}

function commonForm(table: MysqlTable): Table {
  return {
    ...table,
    uniques: [],
    columns: table.columns.map(({ nullable, default: value, ...column }) => ({
      ...column,
      notNull: !nullable,
      ...(value && { default: "sql" in value ? value.sql : literalSql(value.literal) }),
    })),
  };
}

/** Numbers, bits and bytes as they are; all else in quotes. */
function literalSql(text: string): string {
  return /^(?:[-+]?\d+(?:\.\d+)?|0x[\da-f]*|b'[01]*')$/i.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`;
}

/** The columns and expressions of a key, in either form. */
export function partsOf(key: Key): readonly Part[] {
  return key.parts ?? (key.columns ?? []).map((column) => ({ column, descending: false }));
}

/** Unique constraints and unique indexes. */
export function uniqueKeysOf(table: Table): readonly (Key & { readonly where?: string })[] {
  return [...table.uniques, ...table.indexes.filter((index) => index.unique)];
}
