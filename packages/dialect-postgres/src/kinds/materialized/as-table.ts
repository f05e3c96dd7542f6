import type { StandIn } from "../stand-in.ts";
import { plainTable } from "../table/plain.ts";
import type { Table } from "../table/model.ts";
import type { Materialized } from "./model.ts";

/**
 * The table that stores the rows of the view. What is set on it and its indexes are compared and changed like those
 * of any table, in statements that name a view.
 */
export function asTable(view: Materialized): Table {
  const { indexes, accessMethod, options } = view;
  return plainTable(view, { indexes, options, ...(accessMethod !== undefined && { accessMethod }) });
}

export const storedTable: StandIn<Materialized> = {
  tableOf: asTable,
  keyword: "MATERIALIZED VIEW",
  noun: "view",
};
