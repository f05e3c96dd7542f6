import type { ModelAttributes, ModelTable } from "@atlas/core";
import type { TableChange } from "./change.ts";
import { isSame, type Pairs, pairUp } from "./pairs.ts";

/**
 * Every difference inside of a table. Unnamed parts are told apart by what they say. Columns that only changed places
 * count as the attribute `column_order`.
 */
export function diffTables(from: ModelTable, to: ModelTable): readonly TableChange[] {
  if (from === to) return [];
  const columns = pairUp(from.columns, to.columns, ({ name }) => name);
  const indexes = pairUp(from.indexes, to.indexes, keyOf);
  const foreignKeys = pairUp(from.foreignKeys, to.foreignKeys, keyOf);
  const checks = pairUp(from.checks, to.checks, keyOf);
  const attributes = attributeChanges(from, to, columns);
  const changes: readonly (TableChange | undefined)[] = [
    attributes.length === 0 ? undefined : { type: "modify_attributes", names: attributes },
    ...columns.gone.map((part) => ({ type: "drop_column", part }) as const),
    ...changed(columns, (a, b) => ({ type: "modify_column", from: a, to: b })),
    ...columns.fresh.map((part) => ({ type: "add_column", part }) as const),
    primaryKeyChange(from, to),
    ...indexes.gone.map((part) => ({ type: "drop_index", part }) as const),
    ...changed(indexes, (a, b) => ({ type: "modify_index", from: a, to: b })),
    ...indexes.fresh.map((part) => ({ type: "add_index", part }) as const),
    ...foreignKeys.gone.map((part) => ({ type: "drop_foreign_key", part }) as const),
    ...changed(foreignKeys, (a, b) => ({ type: "modify_foreign_key", from: a, to: b })),
    ...foreignKeys.fresh.map((part) => ({ type: "add_foreign_key", part }) as const),
    ...checks.gone.map((part) => ({ type: "drop_check", part }) as const),
    ...changed(checks, (a, b) => ({ type: "modify_check", from: a, to: b })),
    ...checks.fresh.map((part) => ({ type: "add_check", part }) as const),
  ];
  return changes.filter((change) => change !== undefined);
}

function primaryKeyChange(from: ModelTable, to: ModelTable): TableChange | undefined {
  const [before, after] = [from.primaryKey, to.primaryKey];
  if (!before) return after && { type: "add_primary_key", part: after };
  if (!after) return { type: "drop_primary_key", part: before };
  return isSame(before, after) ? undefined : { type: "modify_primary_key", from: before, to: after };
}

function changed<T>(pairs: Pairs<T>, make: (from: T, to: T) => TableChange): readonly TableChange[] {
  return pairs.both.flatMap(([from, to]) => (isSame(from, to) ? [] : [make(from, to)]));
}

function keyOf(part: { readonly name: string }): string {
  return part.name === "" ? JSON.stringify(part) : part.name;
}

function attributeChanges(
  from: ModelTable,
  to: ModelTable,
  columns: Pairs<ModelTable["columns"][number]>,
): readonly string[] {
  const keptNames = new Set(columns.both.map(([{ name }]) => name));
  const orderOf = (table: ModelTable): readonly string[] =>
    table.columns.map(({ name }) => name).filter((name) => keptNames.has(name));
  return [
    ...(from.comment === to.comment ? [] : ["comment"]),
    ...(from.isPartitioned === to.isPartitioned ? [] : ["partitions"]),
    ...differing(from.attributes, to.attributes),
    ...(isSame(orderOf(from), orderOf(to)) ? [] : ["column_order"]),
  ];
}

function differing(from: ModelAttributes, to: ModelAttributes): readonly string[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].filter((name) => from[name] !== to[name]).toSorted();
}
