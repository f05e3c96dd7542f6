import { compareText } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, rowsOf } from "../../kind.ts";
import type { FoundCheck } from "./checks.ts";
import {
  type CheckRow,
  type CheckTableRow,
  checksQuery,
  checkTablesQuery,
  type ColumnRow,
  columnsQuery,
  type ForeignKeyRow,
  foreignKeysQuery,
  type IndexRow,
  indexesQuery,
  type KeyColumnRow,
  keyColumnsQuery,
  oddFilesQuery,
  type PartitionedRow,
  partitionedQuery,
  type ReferenceSystemRow,
  referenceSystemsQuery,
  type TableRow,
  tablespacesQuery,
  tablesQuery,
} from "./queries.ts";

/** All rows that speak of one table: what the servers would join one by one. */
export interface TableRows {
  readonly row: TableRow;
  /** In their order. */
  readonly columns: readonly ColumnRow[];
  readonly indexes: readonly IndexRow[];
  readonly keys: readonly ForeignKeyRow[];
  readonly keyColumns: readonly KeyColumnRow[];
  readonly checks: readonly FoundCheck[];
  /** The server says so here, or in the options of the table. */
  readonly isPartitioned: boolean;
  /** MySQL: its file is not where it usually is, or grows in steps of its own. */
  readonly isOddlyFiled: boolean;
  /** MariaDB: reference systems of columns, by the name of the column. */
  readonly referenceSystems: ReadonlyMap<string, string>;
}

interface OfTable {
  readonly schema: string;
  readonly table: string;
}

/** What was joined, and how many answers there were then: further ones may come. */
const joined = new WeakMap<
  CatalogRows,
  { readonly answers: number; readonly tables: readonly TableRows[] }
>();

/** In the order of schemas and names. Asked several times in one inspection, and joined once for the same answers. */
export function tableRows(rows: CatalogRows): readonly TableRows[] {
  const known = joined.get(rows);
  if (known?.answers === rows.size) return known.tables;
  const tables = join(rows);
  joined.set(rows, { answers: rows.size, tables });
  return tables;
}

function join(rows: CatalogRows): readonly TableRows[] {
  const columns = byTable(rowsOf<ColumnRow>(rows, columnsQuery));
  const indexes = byTable(rowsOf<IndexRow>(rows, indexesQuery));
  const keys = byTable(rowsOf<ForeignKeyRow>(rows, foreignKeysQuery));
  const keyColumns = byTable(rowsOf<KeyColumnRow>(rows, keyColumnsQuery));
  const checks = byTable(foundChecks(rows));
  const partitioned = byTable(rowsOf<PartitionedRow>(rows, partitionedQuery));
  const systems = byTable(rowsOf<ReferenceSystemRow>(rows, referenceSystemsQuery));
  const odd = namesIn(rows, oddFilesQuery);
  const spaces = namesIn(rows, tablespacesQuery);
  const tellsSpaces = rows.has(tablespacesQuery.name);
  return rowsOf<TableRow>(rows, tablesQuery)
    .toSorted((a, b) => compareText(a.schema, b.schema) || compareText(a.table, b.table))
    .map((row) => {
      const key = keyOf(row);
      return {
        row,
        columns: (columns.get(key) ?? []).toSorted((a, b) => Number(a.position) - Number(b.position)),
        indexes: indexes.get(key) ?? [],
        keys: keys.get(key) ?? [],
        keyColumns: keyColumns.get(key) ?? [],
        checks: checks.get(key) ?? [],
        isPartitioned: partitioned.has(key),
        isOddlyFiled:
          odd.has(fileOf(row)) ||
          (tellsSpaces && row.engine?.toLowerCase() === "innodb" && !spaces.has(fileOf(row))),
        referenceSystems: new Map((systems.get(key) ?? []).map(({ column, srid }) => [column, srid])),
      };
    });
}

/** Checks of MySQL have names of their own in a schema, and their tables stand elsewhere. */
function foundChecks(rows: CatalogRows): readonly (FoundCheck & OfTable)[] {
  const tables = new Map(
    rowsOf<CheckTableRow>(rows, checkTablesQuery).map((row) => [JSON.stringify([row.schema, row.name]), row]),
  );
  return rowsOf<CheckRow>(rows, checksQuery).flatMap((row): readonly (FoundCheck & OfTable)[] => {
    if (row.table !== null) return [{ ...row, table: row.table, enforced: true }];
    const found = tables.get(JSON.stringify([row.schema, row.name]));
    return found ? [{ ...row, table: found.table, enforced: found.enforced !== "NO" }] : [];
  });
}

function byTable<Row extends OfTable>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, keyOf);
}

function namesIn(rows: CatalogRows, query: CatalogQuery): ReadonlySet<string> {
  return new Set(rowsOf<{ readonly name: string }>(rows, query).map(({ name }) => name));
}

/** As InnoDB calls the file of a table. */
function fileOf({ schema, table }: OfTable): string {
  return `${schema}/${table}`;
}

/** No name holds the character 0. */
function keyOf({ schema, table }: OfTable): string {
  return `${schema}\u0000${table}`;
}
