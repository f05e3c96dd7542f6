import type { AnyIndex } from "./changes.ts";
import type { Table, TablePart } from "./model.ts";

/** All that policies call an index, in one list: plain ones, unique and exclusion constraints. */
export function allIndexes(table: Table): readonly AnyIndex[] {
  return [...table.uniques, ...table.exclusions, ...table.indexes];
}

/** Used where all parts of a table are walked. */
export function partsOf(table: Table): readonly TablePart[] {
  return [
    ...(table.primaryKey ? [table.primaryKey] : []),
    ...allIndexes(table),
    ...table.checks,
    ...table.foreignKeys,
  ];
}
