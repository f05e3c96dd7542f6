import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { ident } from "../../text.ts";
import { isCut, isJsonColumn, mayBePeriod } from "./checks.ts";
import { defaultText } from "./columns.ts";
import { type CreateText, parseCreateText } from "./create-text.ts";
import { isDefaultInDoubt } from "./defaults.ts";
import { parseExtra } from "./extra.ts";
import { readOptions } from "./options.ts";
import { checksQuery, checkTablesQuery, type ColumnRow, type TableRow } from "./queries.ts";
import { type TableRows, tableRows } from "./rows.ts";

/** What the catalog does not tell of tables, or tells wrong. */
export function furtherOf(rows: CatalogRows, context: ReadContext): readonly CatalogQuery[] {
  const hasChecks = rowsOf<{ readonly table: string | null }>(rows, checksQuery).some(
    ({ table }) => table === null,
  );
  const tables = tableRows(rows).filter(({ row }) => row.engine !== null);
  return [
    ...(hasChecks ? [checkTablesQuery] : []),
    ...tables.filter((table) => needsCreateText(table, context)).map(({ row }) => createQuery(row)),
    ...tables.flatMap((table) => defaultsQueries(table, context)),
  ];
}

/**
 * Where `SHOW CREATE TABLE` is asked: for partitions, the parser of a fulltext index and the options of a vector index;
 * for periods of MariaDB, which the catalog takes for checks; for characters that the catalog loses; and for all that
 * engines other than InnoDB have of their own.
 */
function needsCreateText(table: TableRows, context: ReadContext): boolean {
  const { row, columns, indexes, checks, isPartitioned } = table;
  const { server } = context;
  if (isPartitioned || readOptions(row.options ?? "").isPartitioned) return true;
  // What is said to a second engine means nothing without one.
  if (/\bSECONDARY_ENGINE\b/i.test(row.options ?? "")) return true;
  // TiDB shows the collation and the counter of a table there alone.
  if (server.flavour === "tidb") return true;
  if (row.engine?.toLowerCase() !== "innodb") return row.engine !== null;
  if (indexes.some(({ type }) => type === "FULLTEXT" || type === "VECTOR")) return true;
  if (server.flavour !== "mariadb") return columns.some((column) => isInDoubt(column, table, context));
  return (
    checks.some((check) => mayBePeriod(check) || isCut(check.expression)) ||
    columns.some((column) => isCut(column.generation) || isCut(column.default))
  );
}

function createQuery({ schema, table }: Pick<TableRow, "schema" | "table">): CatalogQuery {
  return {
    name: `create ${nameOf(schema, table)}`,
    deniable: true,
    sql: () => `SHOW CREATE TABLE ${nameOf(schema, table)}`,
  };
}

/** What was asked and not answered, as it is only to those who may read the table. */
export function deniedOf(rows: CatalogRows, table: TableRows, context: ReadContext): readonly string[] {
  const isUntold = needsCreateText(table, context) && !rows.has(createQuery(table.row).name);
  const columns = table.columns.filter(
    (column) =>
      context.server.flavour === "mariadb" &&
      isInDoubt(column, table, context) &&
      defaultHexOf(rows, column) === undefined,
  );
  return [
    ...(isUntold ? ["what SHOW CREATE TABLE tells"] : []),
    ...columns.map(({ name }) => `default of column ${name}`),
  ];
}

/** `undefined`: it was not asked for. */
export function createTextOf(rows: CatalogRows, { schema, table }: TableRow): CreateText | undefined {
  const [row] = rows.get(createQuery({ schema, table }).name) ?? [];
  const text = row?.["Create Table"];
  return text === undefined || text === null ? undefined : parseCreateText(text);
}

/**
 * Asks for the bytes of the defaults that MariaDB shows in part, also in `SHOW CREATE TABLE`. The table needs no row for
 * that, but the column has to take NULL.
 */
function defaultsQueries(table: TableRows, context: ReadContext): readonly CatalogQuery[] {
  const { schema, table: name } = table.row;
  if (context.server.flavour !== "mariadb") return [];
  const columns = table.columns.filter(
    (column) => column.nullable === "YES" && isInDoubt(column, table, context),
  );
  if (columns.length === 0) return [];
  const values = columns.map((column) => `HEX(DEFAULT(t.${ident(column.name)})) AS d${column.position}`);
  return [
    {
      name: defaultsName(schema, name),
      deniable: true,
      sql: () =>
        `SELECT ${values.join(", ")} FROM (SELECT 1 AS one) AS o LEFT JOIN ${nameOf(schema, name)} AS t ON FALSE`,
    },
  ];
}

function isInDoubt(column: ColumnRow, { checks }: TableRows, { server }: ReadContext): boolean {
  if (column.default === null) return false;
  const isJson = isJsonColumn(column, checks, server);
  return isDefaultInDoubt(defaultText(column, parseExtra(column.extra ?? ""), { isJson }), server);
}

/** `undefined`: the catalog tells the default. */
export function defaultHexOf(rows: CatalogRows, { schema, table, position }: ColumnRow): string | undefined {
  const [row] = rows.get(defaultsName(schema, table)) ?? [];
  return row?.[`d${position}`] ?? undefined;
}

function defaultsName(schema: string, table: string): string {
  return `defaults of ${nameOf(schema, table)}`;
}

function nameOf(schema: string, table: string): string {
  return `${ident(schema)}.${ident(table)}`;
}
