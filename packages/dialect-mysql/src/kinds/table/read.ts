import { compareText, type UnmanagedObject } from "@atlas/core";
import { supports } from "../../flavour.ts";
import type { CatalogRows, ReadContext } from "../../kind.ts";
import { tableRef } from "../../text.ts";
import { type FoundCheck, isJsonCheck, isJsonColumn, readCheck } from "./checks.ts";
import { charsetOf, readColumn } from "./columns.ts";
import { assignmentsOf, type CreateText, defaultIn, is } from "./create-text.ts";
import { defaultHexIn } from "./defaults.ts";
import { parseExtra } from "./extra.ts";
import { readForeignKeys } from "./foreign-keys.ts";
import { createTextOf, defaultHexOf, deniedOf } from "./further.ts";
import { keyOptionsOf, readIndexes } from "./indexes.ts";
import type { Check, Column, Period, Table } from "./model.ts";
import { readOptions } from "./options.ts";
import { readPartitioning } from "./partitions.ts";
import type { TableRow } from "./queries.ts";
import { type TableRows, tableRows } from "./rows.ts";

interface ReadTable {
  readonly table: Table;
  /** What it has and the model does not: `DATA DIRECTORY`, `COLUMN_FORMAT of column a`. */
  readonly unmanaged: readonly string[];
}

/** The tables of all schemas that were asked for. */
export function readTables(rows: CatalogRows, context: ReadContext): readonly Table[] {
  return readAll(rows, context).map(({ table }) => table);
}

/** What tables have and the model does not. */
export function unmanagedOfTables(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  const ofTables = readAll(rows, context).flatMap(({ table: { schema, name }, unmanaged }) =>
    unmanaged.map((what) => ({
      kind: "table attribute",
      schema,
      name: `${what} of ${schema === "" ? "" : `${schema}.`}${name}`,
      partOf: [tableRef(schema, name)],
      isTrait: true as const,
    })),
  );
  // A table whose engine is not there shows its name alone.
  const broken = tableRows(rows).filter(({ row }) => row.engine === null);
  return [
    ...ofTables,
    ...broken.map(({ row }) => ({
      kind: "unreadable table",
      schema: context.schemaName(row.schema),
      name: row.table,
      bareName: row.table,
    })),
  ];
}

/** Both questions above are asked of the same rows. */
const known = new WeakMap<CatalogRows, readonly ReadTable[]>();

function readAll(rows: CatalogRows, context: ReadContext): readonly ReadTable[] {
  const found =
    known.get(rows) ??
    tableRows(rows)
      .filter(({ row }) => row.engine !== null)
      .map((table) => readTable(table, rows, context));
  known.set(rows, found);
  return found;
}

function readTable(given: TableRows, rows: CatalogRows, context: ReadContext): ReadTable {
  const { row } = given;
  const { server } = context;
  const create = createTextOf(rows, given, context);
  const partitions = create?.partitioning && readPartitioning(create.partitioning);
  const { options, unmanaged } = readOptions(row.options ?? "", create?.options);
  const columns = given.columns.map((column): Column => {
    const written =
      server.flavour === "mariadb" ? undefined : defaultIn(create?.columns.get(column.name) ?? []);
    const defaultHex = defaultHexOf(rows, column) ?? defaultHexIn(written, column.type);
    const isJson = isJsonColumn(column, given.checks, server);
    const srid = given.referenceSystems.get(column.name);
    return readColumn(
      srid === undefined ? column : { ...column, srid },
      { isJson, create, ...(defaultHex !== undefined && { defaultHex }) },
      context,
    );
  });
  const engine = engineOf(row.engine, context);
  const { collation, next } = server.flavour === "tidb" ? asWritten(row, create) : row;
  const table: Table = {
    kind: "table",
    schema: context.schemaName(row.schema),
    name: row.table,
    columns,
    ...readIndexes(given.indexes, create, holdsKeyOptions(row, context)),
    foreignKeys: readForeignKeys(given.keys, given.keyColumns, context),
    checks: readChecks(given.checks, columns, create, context),
    ...(engine !== undefined && { engine }),
    ...(collation !== null && { charset: charsetOf(collation), collation }),
    ...(row.comment && { comment: row.comment }),
    ...(next !== null && BigInt(next) > 1n && { autoIncrement: next }),
    options,
    ...(partitions && { partitioning: partitions.partitioning }),
    systemVersioned: row.type === "SYSTEM VERSIONED",
    periods: readPeriods(create),
  };
  return {
    table,
    unmanaged: [
      ...unmanaged,
      ...(partitions?.unmanaged ?? []),
      ...unmanagedOfColumns(given, create),
      ...unmanagedOfIndexes(create, holdsKeyOptions(row, context)),
      ...deniedOf(rows, given, context),
    ],
  };
}

/** What the catalog of TiDB tells of a table too late, or of its schema. */
function asWritten(row: TableRow, create: CreateText | undefined): Pick<TableRow, "collation" | "next"> {
  const options = new Map(assignmentsOf(create?.options ?? []).map(({ name, value }) => [name, value]));
  return {
    collation: options.get("COLLATE")?.toLowerCase() ?? row.collation,
    next: options.get("AUTO_INCREMENT") ?? row.next,
  };
}

/** InnoDB where a server takes it by default goes without saying; so a server with another default says all. */
function engineOf(engine: string | null, { defaults }: ReadContext): string | undefined {
  const isUsual = [engine, defaults.engine].every((name) => name?.toLowerCase() === "innodb");
  return engine === null || isUsual ? undefined : engine;
}

function readChecks(
  checks: readonly FoundCheck[],
  columns: readonly Column[],
  create: CreateText | undefined,
  { server }: ReadContext,
): readonly Check[] {
  const json = new Set(columns.filter(({ type }) => type === "json").map(({ name }) => name));
  return checks
    .filter((check) => !(json.has(check.name) && isJsonCheck(check)))
    .filter((check) => check.level !== "Table" || create?.periods.has(check.name) !== true)
    .map((check) => readCheck(check, server, create))
    .toSorted((a, b) => compareText(a.name, b.name) || compareText(a.column ?? "", b.column ?? ""));
}

function readPeriods(create: CreateText | undefined): readonly Period[] {
  return [...(create?.periods ?? [])]
    .map(([name, [from, to]]) => ({ name, from, to }))
    .toSorted((a, b) => compareText(a.name, b.name));
}

const secondaryAttribute = "SECONDARY_ENGINE_ATTRIBUTE";

/**
 * Whether what is said to a key is told of every table: InnoDB of MySQL takes and ignores it, and a plain table of it is
 * rarely asked.
 */
function holdsKeyOptions({ engine }: TableRow, { server }: ReadContext): boolean {
  return engine?.toLowerCase() !== "innodb" || supports(server, "cheapCreateText");
}

function unmanagedOfIndexes(create: CreateText | undefined, holdsOptions: boolean): readonly string[] {
  return [...(create?.indexes ?? [])].flatMap(([name, pieces]) => {
    const options = keyOptionsOf(pieces).map((option) => option.name);
    const isModelled = holdsOptions && name !== "PRIMARY";
    return [
      ...(isModelled ? [] : options),
      ...(pieces.some((piece) => is(piece, secondaryAttribute)) ? [secondaryAttribute] : []),
    ].map((option) => `${option} of index ${name}`);
  });
}

/** What stands with a column and is of engines that we know nothing of. */
function unmanagedOfColumns({ columns }: TableRows, create: CreateText | undefined): readonly string[] {
  if (!create && !columns.some(({ extra }) => parseExtra(extra ?? "").notSecondary)) return [];
  return columns.flatMap(({ name, extra }) => {
    const pieces = create?.columns.get(name) ?? [];
    const assigned = assignmentsOf(pieces).map((option) => option.name);
    const words = ["COLUMN_FORMAT", "STORAGE", secondaryAttribute].filter(
      (word) => !assigned.includes(word) && pieces.some((piece) => is(piece, word)),
    );
    const notSecondary = parseExtra(extra ?? "").notSecondary ? ["NOT SECONDARY"] : [];
    return [...words, ...assigned, ...notSecondary].map((word) => `${word} of column ${name}`);
  });
}
