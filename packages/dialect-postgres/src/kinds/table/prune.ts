import { indexColumns } from "./compare.ts";
import type { Table } from "./model.ts";

/** Takes out what an exclude pattern refuses; with a column goes every index and key that has it. */
export function pruneTable(table: Table, keep: (type: string, name: string) => boolean): Table {
  const columns = table.columns.filter((column) => keep("column", column.name));
  const left = new Set(columns.map((column) => column.name));
  const isWhole = (names: readonly string[]): boolean => names.every((name) => left.has(name));
  const { primaryKey, ...rest } = table;
  const keepsPrimaryKey =
    primaryKey !== undefined && keep("primary_key", primaryKey.name) && isWhole(indexColumns(primaryKey));
  return {
    ...rest,
    columns,
    ...(keepsPrimaryKey && { primaryKey }),
    // A unique constraint is an index, as in the patterns of older files.
    uniques: table.uniques.filter(
      (key) => keep("index", key.name) && keep("unique", key.name) && isWhole(indexColumns(key)),
    ),
    exclusions: table.exclusions.filter(
      (exclusion) =>
        keep("index", exclusion.name) &&
        keep("exclusion", exclusion.name) &&
        isWhole(indexColumns(exclusion)),
    ),
    indexes: table.indexes.filter((index) => keep("index", index.name) && isWhole(indexColumns(index))),
    foreignKeys: table.foreignKeys.filter((key) => keep("foreign_key", key.name) && isWhole(key.columns)),
    checks: table.checks.filter((check) => keep("check", check.name) && isWhole(check.reads)),
  };
}
