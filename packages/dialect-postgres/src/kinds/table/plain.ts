import type { Table } from "./model.ts";

/** A table that has nothing but columns, and what else is given. */
export function plainTable(
  { schema, name, comment, columns }: Pick<Table, "schema" | "name" | "comment" | "columns">,
  own: Partial<Table>,
): Table {
  return {
    kind: "table",
    schema,
    name,
    ...(comment !== undefined && { comment }),
    columns,
    uniques: [],
    exclusions: [],
    checks: [],
    foreignKeys: [],
    indexes: [],
    unlogged: false,
    options: [],
    replicaIdentity: { by: "default" },
    rowSecurity: false,
    forceRowSecurity: false,
    ...own,
  };
}
