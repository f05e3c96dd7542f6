import type { Model, ModelObject, ModelSchema, ModelTable } from "@atlas/core";
import type { ModelChange } from "./change.ts";
import { isSame, type Pairs, pairUp } from "./pairs.ts";
import { diffTables } from "./table-diff.ts";

/**
 * Every difference between two models. Nothing is guessed: what has another name now is dropped and added.
 *
 * The order is that of schemas, tables, other objects; of each, what goes or changes as it stood before, then what is
 * new. What lies in a schema that goes is part of that one change; what lies in a new schema is told by itself.
 */
export function diffModels(from: Model, to: Model): readonly ModelChange[] {
  if (from === to) return [];
  const schemas = pairUp(from.schemas, to.schemas, ({ name }) => name);
  const gone = new Set(schemas.gone.map(({ name }) => name));
  const isKept = ({ schema }: { readonly schema: string }): boolean => !gone.has(schema);
  const tables = pairUp(from.tables.filter(isKept), to.tables, tableKey);
  const others = pairUp(from.others.filter(isKept), to.others, objectKey);
  return [
    ...schemas.gone.map((schema): ModelChange => ({
      type: "drop_schema",
      schema,
      tables: from.tables.filter((table) => table.schema === schema.name),
    })),
    ...schemas.both.flatMap(([before, after]): readonly ModelChange[] =>
      isSame(before, after) ? [] : [{ type: "modify_schema", from: before, to: after }],
    ),
    ...schemas.fresh.map((schema: ModelSchema): ModelChange => ({ type: "add_schema", schema })),
    ...inOrder(tables, from.tables, tableKey, tableChange),
    ...inOrder(others, from.others, objectKey, objectChange),
  ];
}

function tableChange(from: ModelTable | undefined, to: ModelTable | undefined): ModelChange | undefined {
  if (!from) return to && { type: "add_table", table: to };
  if (!to) return { type: "drop_table", table: from };
  const changes = diffTables(from, to);
  return changes.length === 0 ? undefined : { type: "modify_table", from, to, changes };
}

function objectChange(from: ModelObject | undefined, to: ModelObject | undefined): ModelChange | undefined {
  if (!from) return to && { type: "add_object", object: to };
  if (!to) return { type: "drop_object", object: from };
  return from === to || from.text === to.text ? undefined : { type: "modify_object", from, to };
}

/** What goes or changes in the order of the side before, then what is new. */
function inOrder<T>(
  { gone, both, fresh }: Pairs<T>,
  before: readonly T[],
  keyOf: (item: T) => string,
  changeOf: (from: T | undefined, to: T | undefined) => ModelChange | undefined,
): readonly ModelChange[] {
  const dropped = new Set(gone.map(keyOf));
  const pairs = new Map(both.map((pair) => [keyOf(pair[0]), pair]));
  return [
    ...before.map((item) => {
      const key = keyOf(item);
      if (dropped.has(key)) return changeOf(item, undefined);
      const pair = pairs.get(key);
      return pair && changeOf(...pair);
    }),
    ...fresh.map((item) => changeOf(undefined, item)),
  ].filter((change) => change !== undefined);
}

function tableKey({ schema, name }: ModelTable): string {
  return JSON.stringify([schema, name]);
}

/** Functions share a name and are told apart by their parameters. */
function objectKey({ kind, schema, table, name, attributes }: ModelObject): string {
  return JSON.stringify([kind, schema, table ?? "", name, attributes["signature"] ?? ""]);
}
