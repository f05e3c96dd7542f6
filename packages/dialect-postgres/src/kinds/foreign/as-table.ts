import type { Table } from "../table/model.ts";
import { plainTable } from "../table/plain.ts";
import type { ForeignTable } from "./table-model.ts";

const tables = new WeakMap<ForeignTable, Table>();

/** A table of the same columns, checks and parents: they are compared and changed alike. */
export function asTable(foreign: ForeignTable): Table {
  const known = tables.get(foreign);
  if (known) return known;
  const { checks, partitionOf, inherits, fromParents } = foreign;
  const table = plainTable(foreign, {
    foreign: true,
    checks,
    ...(partitionOf && { partitionOf }),
    ...(inherits && { inherits }),
    ...(fromParents && { fromParents }),
  });
  tables.set(foreign, table);
  return table;
}
