import type { SchemaObject, State } from "@atlas/core";

/**
 * What the tables of every dialect have in common. The kinds of a dialect hold more; all of them name these
 * facts alike, and leave out what their database does not know.
 */
interface Table extends SchemaObject {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    readonly comment?: string;
    readonly collation?: string;
  }[];
  readonly primaryKey?: { readonly columns: readonly string[] };
  readonly uniques?: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly indexes: readonly {
    readonly name: string;
    readonly unique: boolean;
    readonly parts: readonly {
      readonly column?: string;
      readonly expression?: string;
      readonly descending: boolean;
    }[];
  }[];
  readonly foreignKeys: readonly {
    readonly name?: string;
    readonly columns: readonly string[];
    readonly references: {
      readonly schema?: string;
      readonly name: string;
      readonly columns: readonly string[];
    };
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
  const unique = (table.uniques ?? []).map((key) => ({
    name: key.name,
    unique: true,
    parts: key.columns.map((column) => ({ column })),
  }));
  const indexes = table.indexes.map((index) => ({
    name: index.name,
    ...(index.unique && { unique: true }),
    parts: index.parts.map((part) => ({
      ...(part.descending && { desc: true }),
      ...(part.column === undefined ? { expr: part.expression } : { column: part.column }),
    })),
  }));
  return {
    name: table.name,
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type,
      ...(!column.notNull && { null: true }),
      ...textOf("comment", column.comment),
      ...textOf("collate", column.collation),
    })),
    ...listOf(
      "indexes",
      [...unique, ...indexes].sort((a, b) => (a.name < b.name ? -1 : 1)),
    ),
    ...(table.primaryKey && {
      primary_key: { parts: table.primaryKey.columns.map((column) => ({ column })) },
    }),
    ...listOf(
      "foreign_keys",
      table.foreignKeys.map((key) => ({
        ...textOf("name", key.name),
        columns: key.columns,
        references: { table: key.references.name, columns: key.references.columns },
      })),
    ),
    ...textOf("comment", table.comment),
  };
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
