import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { inScope, isMade, notOfExtension } from "../catalog-text.ts";
import { columnPrivilegesQuery, readGrants, viewPrivilegesQuery } from "../privileges.ts";
import { readCheck } from "../table/checks.ts";
import { readColumns } from "../table/columns.ts";
import { columnsQuery, type ColumnRow } from "../table/column-queries.ts";
import { type Dependencies, readDependencies } from "../table/dependencies.ts";
import type { Check } from "../table/model.ts";
import { columnKey, numbersOf } from "../table/numbers.ts";
import { constraintsQuery, type ConstraintRow } from "../table/queries.ts";
import { readFamilies } from "../table/read-family.ts";
import { readOptions } from "./options.ts";
import type { ForeignTable } from "./table-model.ts";

interface ForeignTableRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly server: string;
  readonly options: readonly string[] | null;
  readonly comment: string | null;
  /** `null`: the user who is connected. */
  readonly owner: string | null;
}

const foreignTablesQuery: CatalogQuery = {
  name: "foreign tables",
  when: isMade("pg_class", "o.relkind = 'f'"),
  sql: () => `SELECT c.oid::int8::float8 AS id, n.nspname::text AS schema, c.relname::text AS name,
      s.srvname::text AS server, f.ftoptions AS options,
      pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
      nullif(pg_catalog.pg_get_userbyid(c.relowner), current_user)::text AS owner
    FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
    WHERE ${notOfExtension("pg_class", "c.oid")}
    ORDER BY 2, 3`,
};

interface ColumnOptionsRow {
  readonly table_id: number;
  readonly column: string;
  readonly options: readonly string[];
}

const columnOptionsQuery: CatalogQuery = {
  name: "foreign column options",
  when: isMade("pg_class", "o.relkind = 'f'"),
  sql: () => `SELECT a.attrelid::int8::float8 AS table_id, a.attname::text AS "column", a.attfdwoptions AS options
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'f'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE a.attfdwoptions IS NOT NULL AND NOT a.attisdropped
    ORDER BY 1, 2`,
};

/** Columns, checks and privileges are asked for by the kinds of tables and views. */
export const foreignTableCatalog: readonly CatalogQuery[] = [foreignTablesQuery, columnOptionsQuery];

export function readForeignTables(rows: CatalogRows, context: ReadContext): readonly ForeignTable[] {
  const tables = rowsOf<ForeignTableRow>(rows, foreignTablesQuery);
  if (tables.length === 0) return [];
  const names = new Map(
    rowsOf<ColumnRow>(rows, columnsQuery).map((row) => [columnKey(row.table_id, row.number), row.name]),
  );
  const dependencies = readDependencies(rows, context, (id, number) => names.get(columnKey(id, number)));
  const constraints = Map.groupBy(rowsOf<ConstraintRow>(rows, constraintsQuery), (row) => row.table_id);
  const tableNames = new Map(tables.map((row) => [row.id, row.name]));
  const notNulls = new Map(
    tables.flatMap(({ id }) =>
      (constraints.get(id) ?? [])
        .filter((row) => row.kind === "n")
        .map((row) => [columnKey(id, numbersOf(row.columns)[0] ?? 0), row] as const),
    ),
  );
  const columns = readColumns(rows, context, dependencies, tableNames, notNulls);
  const columnOptions = Map.groupBy(
    rowsOf<ColumnOptionsRow>(rows, columnOptionsQuery),
    (row) => row.table_id,
  );
  const onTables = readGrants(rows, viewPrivilegesQuery);
  const onColumns = readGrants(rows, columnPrivilegesQuery);
  const familyOf = readFamilies(rows, context);
  return tables.map((row) => ({
    kind: "foreign_table",
    schema: context.schemaName(row.schema),
    name: row.name,
    server: row.server,
    columns: (columns.get(row.id) ?? []).map(({ column }) => column),
    ...familyOf(row.id),
    ...readChecks(constraints.get(row.id) ?? [], dependencies),
    options: readOptions(row.options),
    columnOptions: (columnOptions.get(row.id) ?? []).map(({ column, options }) => ({
      column,
      options: readOptions(options),
    })),
    ...(row.comment !== null && { comment: row.comment }),
    access: {
      ...(row.owner !== null && { owner: row.owner }),
      revokes: onTables.get(row.id)?.revokes ?? [],
      grants: [...(onTables.get(row.id)?.grants ?? []), ...(onColumns.get(row.id)?.grants ?? [])],
    },
  }));
}

/** Its own checks, and those that it only has as its parents have them. */
function readChecks(
  rows: readonly ConstraintRow[],
  dependencies: Dependencies,
): Pick<ForeignTable, "checks" | "fromParents"> {
  const read = (isLocal: boolean): readonly Check[] =>
    rows
      .filter(({ kind, local }) => kind === "c" && local === isLocal)
      .map((row) => readCheck(row, dependencies.constraint(row.id)));
  const fromParents = read(false).map((part) => ({ part, of: part.name }));
  return { checks: read(true), ...(fromParents.length > 0 && { fromParents }) };
}
