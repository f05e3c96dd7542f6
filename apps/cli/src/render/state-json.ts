import type { SchemaObject, State } from "@atlas/core";

/** A column of a key or index, or an expression. */
interface Part {
  readonly column?: string;
  readonly expression?: string;
  readonly descending: boolean;
}

/** A key: a list of columns, or of parts where the database lets a key have more than columns. */
interface Key {
  readonly name?: string;
  readonly columns?: readonly string[];
  readonly parts?: readonly Part[];
}

/**
 * The facts about tables that the JSON shows, in the forms that the dialects give them. A key of PostgreSQL
 * has columns, one of SQLite has parts; a foreign key of SQLite may leave out the columns it refers to.
 */
interface Table extends SchemaObject {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    readonly comment?: string;
    readonly collation?: string;
  }[];
  readonly primaryKey?: Key;
  readonly uniques: readonly Key[];
  readonly indexes: readonly {
    readonly name: string;
    readonly unique: boolean;
    readonly parts: readonly Part[];
  }[];
  readonly foreignKeys: readonly {
    readonly name?: string;
    readonly columns: readonly string[];
    readonly references?: { readonly name: string; readonly columns: readonly string[] };
    readonly refTable?: string;
    readonly refColumns?: readonly string[];
  }[];
  readonly comment?: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * A state as JSON: schemas with their tables in the form that consumers know, the objects of all other
 * kinds beside the tables under the plural of their kind, and by name what is not managed.
 */
export function stateJson(state: State): Json {
  const { bound } = state.scope;
  const isOutside = (object: SchemaObject): boolean =>
    bound === null && object.schema === "" && object.kind !== "schema";
  const names =
    bound === null
      ? state.objects
          .filter((object) => !isOutside(object))
          .map((object) => (object.kind === "schema" ? object.name : object.schema))
      : [""];
  return {
    schemas: [...new Set(names)].sort().map((name) => schemaJson(name, bound, state)),
    ...otherKinds(state.objects.filter(isOutside)),
    ...listOf(
      "unmanaged",
      state.unmanaged.map(({ kind, name }) => ({ kind, name })),
    ),
  };
}

function schemaJson(name: string, bound: string | null, state: State): Json {
  const objects = state.objects.filter((object) => object.schema === name && object.kind !== "schema");
  const schema = state.objects.find((object) => object.kind === "schema" && object.name === name);
  const comment = schema && "comment" in schema ? schema.comment : undefined;
  return {
    name: bound ?? name,
    ...listOf("tables", objects.filter(isTable).map(tableJson)),
    ...textOf("comment", comment),
    ...otherKinds(objects.filter((object) => !isTable(object))),
  };
}

function isTable(object: SchemaObject): object is Table {
  return object.kind === "table";
}

function tableJson(table: Table): Json {
  const indexes = [...table.uniques.map((key) => ({ ...key, unique: true })), ...table.indexes];
  return {
    name: table.name,
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type,
      ...(!column.notNull && { null: true }),
      ...textOf("comment", column.comment),
      ...textOf("collate", column.collation),
    })),
    ...listOf("indexes", indexes.toSorted(byName).map(indexJson)),
    ...(table.primaryKey && { primary_key: { parts: partsJson(table.primaryKey) } }),
    ...listOf(
      "foreign_keys",
      table.foreignKeys.map((key) => ({
        ...textOf("name", key.name),
        columns: key.columns,
        references: {
          table: key.references?.name ?? key.refTable,
          ...listOf("columns", key.references?.columns ?? key.refColumns ?? []),
        },
      })),
    ),
    ...textOf("comment", table.comment),
  };
}

function indexJson(index: Key & { readonly unique: boolean }): Json {
  return { ...textOf("name", index.name), ...(index.unique && { unique: true }), parts: partsJson(index) };
}

function partsJson(key: Key): readonly Json[] {
  if (!key.parts) return (key.columns ?? []).map((column) => ({ column }));
  return key.parts.map((part) => ({
    ...(part.descending && { desc: true }),
    ...(part.column === undefined ? textOf("expr", part.expression) : { column: part.column }),
  }));
}

function byName(a: Key, b: Key): number {
  return (a.name ?? "") < (b.name ?? "") ? -1 : 1;
}

/** Objects of kinds that the known form does not have, each with all that we know of it. */
function otherKinds(objects: readonly SchemaObject[]): Json {
  const groups = Map.groupBy(objects, (object) => pluralOf(object.kind));
  return Object.fromEntries(
    [...groups].map(([kind, members]) => [
      kind,
      members.map(({ kind: _kind, schema: _schema, ...facts }) => facts),
    ]),
  );
}

function pluralOf(kind: string): string {
  return kind === "index" ? "indexes" : `${kind}s`;
}

function listOf(key: string, list: readonly unknown[]): Json {
  return list.length === 0 ? {} : { [key]: list };
}

function textOf(key: string, text: unknown): Json {
  return typeof text === "string" && text !== "" ? { [key]: text } : {};
}
