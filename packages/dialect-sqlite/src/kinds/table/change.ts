import type { Change } from "@atlas/core";
import { partKey } from "./essence.ts";
import type { Check, Column, ForeignKey, Index, PrimaryKey, Table, Unique } from "./model.ts";

interface Add<Kind extends string, Part> extends Change {
  readonly kind: `add_${Kind}`;
  readonly to: Part;
}

interface Drop<Kind extends string, Part> extends Change {
  readonly kind: `drop_${Kind}`;
  readonly from: Part;
}

interface Modify<Kind extends string, Part> extends Change {
  readonly kind: `modify_${Kind}`;
  readonly from: Part;
  readonly to: Part;
}

type Any<Kind extends string, Part> = Add<Kind, Part> | Drop<Kind, Part> | Modify<Kind, Part>;

/** What a table is apart from its parts. */
export interface TableOptions {
  readonly strict: boolean;
  readonly withoutRowid: boolean;
}

/** A change inside a table that stays. */
export type PartChange =
  | Modify<"table", TableOptions>
  | Any<"column", Column>
  | Any<"primary_key", PrimaryKey>
  | Any<"unique", Unique>
  | Any<"index", Index>
  | Any<"foreign_key", ForeignKey>
  | Any<"check", Check>;

/**
 * The table with these changes made. A policy may have left out others, so this and not the desired table
 * is what a rebuild makes.
 *
 * @param desired - gives the order of columns and other parts, where all of them are there.
 */
export function withChanges(table: Table, changes: readonly PartChange[], desired: Table): Table {
  const { primaryKey: _old, ...rest } = table;
  const primaryKey = changes.reduce<PrimaryKey | undefined>((key, change) => {
    if (change.kind === "drop_primary_key") return undefined;
    return change.kind === "add_primary_key" || change.kind === "modify_primary_key" ? change.to : key;
  }, table.primaryKey);
  const options = changes.find((change) => change.kind === "modify_table")?.to;
  const columns = changedParts(table.columns, changes, "column");
  const rank = new Map(desired.columns.map((column, index) => [column.name, index]));
  return {
    ...rest,
    ...options,
    ...(primaryKey && { primaryKey }),
    columns: columns.every((column) => rank.has(column.name))
      ? columns.toSorted((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0))
      : columns,
    uniques: inOrder(changedParts(table.uniques, changes, "unique"), desired.uniques),
    indexes: changedParts(table.indexes, changes, "index"),
    foreignKeys: inOrder(changedParts(table.foreignKeys, changes, "foreign_key"), desired.foreignKeys),
    checks: inOrder(changedParts(table.checks, changes, "check"), desired.checks),
  };
}

/** In the order of the desired parts, where they are the same: what has no name is numbered by its place. */
function inOrder<Part>(parts: readonly Part[], desired: readonly Part[]): readonly Part[] {
  if (parts.length !== desired.length || parts.length < 2) return parts;
  const places = Map.groupBy(desired.keys(), (index) => partKey(desired[index]));
  const placed = parts.map((part) => ({ part, place: places.get(partKey(part))?.shift() }));
  if (placed.some(({ place }) => place === undefined)) return parts;
  return placed.toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0)).map(({ part }) => part);
}

function changedParts<Part>(
  parts: readonly Part[],
  changes: readonly PartChange[],
  kind: string,
): readonly Part[] {
  let result = [...parts];
  for (const change of changes) {
    // A change of this kind carries parts of this type: the union pairs the two.
    const { from, to } = change as Change & { readonly from?: Part; readonly to?: Part };
    if (change.kind === `drop_${kind}`) result = result.filter((part) => part !== from);
    else if (change.kind === `modify_${kind}` && to !== undefined)
      result = result.map((part) => (part === from ? to : part));
    else if (change.kind === `add_${kind}` && to !== undefined) result.push(to);
  }
  return result;
}
