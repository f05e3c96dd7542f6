import { supports } from "../../flavour.ts";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { ident } from "../../text.ts";
import { isCut, isJsonColumn, mayBePeriod } from "./checks.ts";
import { defaultText } from "./columns.ts";
import { type CreateText, parseCreateText } from "./create-text.ts";
import { isDefaultInDoubt } from "./defaults.ts";
import { parseExtra } from "./extra.ts";
import { readOptions } from "./options.ts";
import {
  checksQuery,
  checkTablesQuery,
  type ColumnRow,
  referenceSystemsQuery,
  type TableRow,
} from "./queries.ts";
import { type TableRows, tableRows } from "./rows.ts";

/** What the catalog does not tell of tables, or tells wrong. */
export function furtherOf(rows: CatalogRows, context: ReadContext): readonly CatalogQuery[] {
  const hasChecks = rowsOf<{ readonly table: string | null }>(rows, checksQuery).some(
    ({ table }) => table === null,
  );
  const tables = tableRows(rows).filter(({ row }) => row.engine !== null);
  return [
    ...(hasChecks ? [checkTablesQuery] : []),
    ...(supports(context.server, "refSystemId") && tables.some(hasSpatialColumns)
      ? [referenceSystemsQuery]
      : []),
    ...createQueries(tables, context),
    ...tables.flatMap((table) => defaultsQueries(table, context)),
  ];
}

function hasSpatialColumns({ columns }: TableRows): boolean {
  return columns.some(({ type }) =>
    /^(?:geometry|geom\w*collection|(?:multi)?(?:point|linestring|polygon))\b/i.test(type),
  );
}

/**
 * Of plain tables of InnoDB `SHOW CREATE TABLE` tells of things that mean nothing to it, and nothing else does: who may
 * not ask it misses little. It is asked where it is cheap, and where a text that was run speaks of them.
 */
function createQueries(tables: readonly TableRows[], context: ReadContext): readonly CatalogQuery[] {
  const asksAll = context.readsEverything === true || supports(context.server, "cheapCreateText");
  return tables.flatMap((table): readonly CatalogQuery[] => {
    if (needsCreateText(table, context)) return [createQuery(table.row)];
    return asksAll ? [{ ...createQuery(table.row), optional: true }] : [];
  });
}

/** What a text has to say for `createQueries` to ask of all tables. */
export const speaksOfStorage =
  /\b(?:COLUMN_FORMAT|STORAGE|KEY_BLOCK_SIZE|CONNECTION|SECONDARY_ENGINE_ATTRIBUTE)\b/i;

/**
 * Where `SHOW CREATE TABLE` is asked: for partitions, the parser of a fulltext index and the options of a vector index;
 * for periods of MariaDB, which the catalog takes for checks; for characters that the catalog loses; for files that are
 * elsewhere; and for all that engines other than InnoDB have of their own.
 */
function needsCreateText(table: TableRows, context: ReadContext): boolean {
  const { row, columns, indexes, checks, isPartitioned, isOddlyFiled } = table;
  const { server } = context;
  if (isPartitioned || isOddlyFiled || readOptions(row.options ?? "").isPartitioned) return true;
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

/** `undefined`: it was not asked for, or tells nothing that the catalog does not. */
export function createTextOf(
  rows: CatalogRows,
  table: TableRows,
  context: ReadContext,
): CreateText | undefined {
  const [row] = rows.get(createQuery(table.row).name) ?? [];
  const text = row?.["Create Table"] ?? undefined;
  if (text !== undefined && !needsCreateText(table, context) && !tellsMore.test(text)) return undefined;
  return text === undefined ? undefined : parseCreateText(text);
}

/** What stands in a text that was asked of all tables, if anything does that the catalog does not tell. */
const tellsMore = /COLUMN_FORMAT|STORAGE|KEY_BLOCK_SIZE|CONNECTION|SECONDARY_ENGINE_ATTRIBUTE|`=/i;

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
