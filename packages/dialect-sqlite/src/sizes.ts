import type { Ref, TableSize } from "@atlas/core";
import type { DatabaseSync } from "node:sqlite";

/** Above this, reading every page only to show a size would cost more than the size is worth. */
const readableBytes = 256 * 1024 * 1024;

/**
 * Sizes of tables from `dbstat`, which reads every page: larger databases answer with nothing.
 *
 * Rows are what ANALYZE counted last, absent when it never ran: counting them would read the whole table.
 */
export function tableSizes(database: DatabaseSync, tables: readonly Ref[]): readonly TableSize[] {
  const bytes = database
    .prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size")
    .get()?.["bytes"];
  if (typeof bytes !== "number" || bytes > readableBytes) return [];
  const sizes = new Map<unknown, unknown>(
    database
      .prepare("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE")
      .all()
      .map((row) => [row["name"], row["pgsize"]]),
  );
  const rows = estimatedRows(database);
  return tables.flatMap((table): readonly TableSize[] => {
    const sizeBytes = sizes.get(table.name);
    if (typeof sizeBytes !== "number") return [];
    const estimate = rows.get(table.name);
    return [{ table, sizeBytes, ...(estimate !== undefined && { rows: estimate }) }];
  });
}

/** The first number of a `stat` is the number of rows. @see https://www.sqlite.org/fileformat2.html#stat1tab */
function estimatedRows(database: DatabaseSync): ReadonlyMap<string, number> {
  const exists = database.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_stat1'").get();
  if (!exists) return new Map();
  return new Map(
    database
      .prepare("SELECT tbl, stat FROM main.sqlite_stat1")
      .all()
      .map((row) => [String(row["tbl"]), Number.parseInt(String(row["stat"]), 10)]),
  );
}
