import { fold } from "./equal.ts";
import type { Table } from "./model.ts";

/** The table without parts that are excluded. With a column go the keys and indexes that it takes part in. */
export function pruneTable(table: Table, keep: (type: string, name: string) => boolean): Table {
  const columns = table.columns.filter(({ name }) => keep("column", name));
  const left = new Set(columns.map(({ name }) => fold(name)));
  const isWhole = (names: readonly (string | undefined)[]): boolean =>
    names.every((name) => name === undefined || left.has(fold(name)));
  const { primaryKey, ...rest } = table;
  const keepsKey =
    primaryKey !== undefined &&
    keep("primary_key", "PRIMARY") &&
    isWhole(primaryKey.parts.map(({ column }) => column));
  return {
    ...rest,
    ...(keepsKey && { primaryKey }),
    columns,
    indexes: table.indexes.filter(
      ({ name, parts }) => keep("index", name) && isWhole(parts.map(({ column }) => column)),
    ),
    foreignKeys: table.foreignKeys.filter((key) => keep("foreign_key", key.name) && isWhole(key.columns)),
    checks: table.checks.filter(({ name, column }) => keep("check", name) && isWhole([column])),
  };
}
