import type { SchemaObject, State } from "@atlas/core";
import { isOutside, isTable, type Key, objectsOf, schemaNames, type Table, tablesOf } from "./tables.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * A state as JSON: schemas with their tables in the form that consumers know, the objects of all other
 * kinds beside the tables under the plural of their kind, and by name what is not managed.
 */
export function stateJson(state: State): Json {
  return {
    schemas: schemaNames(state).map((name) => schemaJson(name, state)),
    ...otherKinds(state.objects.filter((object) => isOutside(object, state))),
    ...listOf(
      "unmanaged",
      state.unmanaged.map(({ kind, name }) => ({ kind, name })),
    ),
  };
}

function schemaJson(name: string, state: State): Json {
  const objects = objectsOf(state, name);
  const schema = state.objects.find((object) => object.kind === "schema" && object.name === name);
  const factOf = (fact: string, of = schema): unknown =>
    Object.entries(of ?? {}).find(([key]) => key === fact)?.[1];
  const own = schema ?? state.boundSchema;
  return {
    name: state.scope.bound ?? name,
    ...listOf("tables", tablesOf(objects).map(tableJson)),
    ...textOf("comment", factOf("comment")),
    ...textOf("charset", factOf("charset", own)),
    ...textOf("collate", factOf("collation", own)),
    ...otherKinds(objects.filter((object) => !isTable(object))),
  };
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
      ...textOf("charset", column.charset),
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
    ...textOf("charset", table.charset),
    ...textOf("collate", table.collation),
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

/** What objects hold for the sake of plans: what they depend on, who may use them, what they were read beside. */
const internal: ReadonlySet<string> = new Set([
  "kind",
  "schema",
  "access",
  "origin",
  "uses",
  "usedColumns",
  "needs",
  "users",
  "isOverloaded",
  "isOwn",
  "hasTables",
  "relocatable",
  "wrapperExtension",
  "leftStates",
  "serverDefault",
]);

/** Objects of kinds that the known form does not have, each with all that is said of it. */
function otherKinds(objects: readonly SchemaObject[]): Json {
  const groups = Map.groupBy(objects, (object) => pluralOf(object.kind));
  return Object.fromEntries(
    [...groups].map(([kind, members]) => [
      kind,
      members.map((object) =>
        Object.fromEntries(Object.entries(object).filter(([fact]) => !internal.has(fact))),
      ),
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
