import { AtlasError, type UnmanagedObject } from "@atlas/core";
import { rowsOf, type CatalogRows, type ReadContext } from "../../kind.ts";
import { schemaOf } from "../object-steps.ts";
import { readCheck } from "./checks.ts";
import { type NumberedColumn, readColumns } from "./columns.ts";
import { type Dependencies, type PartDependencies, readDependencies } from "./dependencies.ts";
import { readExclusion } from "./exclusions.ts";
import { readForeignKey } from "./foreign-keys.ts";
import { type IndexReader, indexReader, readIndex } from "./indexes.ts";
import { readKey } from "./keys.ts";
import type { Check, Exclusion, ForeignKey, Index, Key, ReplicaIdentity, Table } from "./model.ts";
import { options } from "./options.ts";
import {
  columnsQuery,
  type ColumnRow,
  constraintsQuery,
  type ConstraintRow,
  indexesQuery,
  type IndexRow,
  tablesQuery,
  type TableRow,
} from "./queries.ts";

/** What is read once for all tables. */
interface Catalog {
  readonly context: ReadContext;
  readonly columns: ReadonlyMap<number, readonly NumberedColumn[]>;
  readonly constraints: ReadonlyMap<number, readonly ConstraintRow[]>;
  readonly indexes: ReadonlyMap<number, readonly IndexRow[]>;
  readonly dependencies: Dependencies;
  readonly reader: IndexReader;
}

export function readTables(rows: CatalogRows, context: ReadContext): readonly Table[] {
  const tables = rowsOf<TableRow>(rows, tablesQuery).filter(isPlain);
  const tableNames = new Map(tables.map((row) => [row.id, row.name]));
  const columnNames = new Map(
    rowsOf<ColumnRow>(rows, columnsQuery).map((row) => [`${row.table_id}.${row.number}`, row.name]),
  );
  const dependencies = readDependencies(rows, context, (table, number) =>
    columnNames.get(`${table}.${number}`),
  );
  const constraints = rowsOf<ConstraintRow>(rows, constraintsQuery);
  const notNulls = new Map(
    constraints.filter((row) => row.kind === "n").map((row) => [`${row.table_id}.${row.columns?.[0]}`, row]),
  );
  const catalog: Catalog = {
    context,
    columns: readColumns(rows, context, dependencies, tableNames, notNulls),
    constraints: Map.groupBy(constraints, (row) => row.table_id),
    indexes: Map.groupBy(rowsOf<IndexRow>(rows, indexesQuery), (row) => row.table_id),
    dependencies,
    reader: indexReader(rows, context),
  };
  return tables.map((row) => readTable(row, catalog));
}

/** Tables of forms we do not model, by name. */
export function unmanagedTables(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  const tables = rowsOf<TableRow>(rows, tablesQuery);
  const byId = new Map(tables.map((row) => [row.id, row]));
  const nameOf = (row: TableRow): string => {
    const schema = context.schemaName(row.schema);
    return schema === "" ? row.name : `${schema}.${row.name}`;
  };
  const forms = tables
    .filter((row) => !isPlain(row))
    .map((row) => {
      const schema = context.schemaName(row.schema);
      return { kind: formOf(row), schema, name: nameOf(row), needs: schemaOf({ schema }) };
    });
  const comments = rowsOf<ConstraintRow>(rows, constraintsQuery)
    .filter((row) => row.kind === "n" && row.comment !== null)
    .flatMap((row) => {
      const table = byId.get(row.table_id);
      if (!table || !isPlain(table)) return [];
      const name = `${nameOf(table)}.${row.name}`;
      return [{ kind: "comment on not-null constraint", schema: context.schemaName(table.schema), name }];
    });
  return [...forms, ...comments];
}

function isPlain(row: TableRow): boolean {
  return row.kind === "r" && !row.typed && !row.inherits;
}

function formOf(row: TableRow): string {
  if (row.kind === "p") return "partitioned table";
  return row.typed ? "typed table" : "inherited table";
}

function readTable(row: TableRow, catalog: Catalog): Table {
  const numbered = catalog.columns.get(row.id) ?? [];
  const byNumber = new Map(numbered.map((column) => [column.number, column]));
  const indexRows = catalog.indexes.get(row.id) ?? [];
  const parts = readParts(row, catalog, byNumber, indexRows);
  return {
    kind: "table",
    schema: catalog.context.schemaName(row.schema),
    name: row.name,
    ...(row.comment !== null && { comment: row.comment }),
    columns: numbered.map(({ column }) => column),
    ...parts,
    unlogged: row.persistence === "u",
    ...(row.access_method !== null && row.access_method !== "heap" && { accessMethod: row.access_method }),
    options: options(row.options, row.toast_options?.map((text) => `toast.${text}`) ?? null),
    replicaIdentity: readReplicaIdentity(row, indexRows),
    rowSecurity: row.row_security,
    forceRowSecurity: row.force_row_security,
  };
}

/** `relreplident` stays `i` when the index is gone; then nothing identifies a row. */
function readReplicaIdentity(row: TableRow, indexes: readonly IndexRow[]): ReplicaIdentity {
  if (row.replica_identity === "d") return { by: "default" };
  if (row.replica_identity === "f") return { by: "full" };
  const index = row.replica_identity === "i" && indexes.find((candidate) => candidate.replica_identity);
  return index ? { by: "index", index: index.name } : { by: "nothing" };
}

type Parts = Pick<Table, "primaryKey" | "uniques" | "exclusions" | "checks" | "foreignKeys" | "indexes">;

function readParts(
  table: TableRow,
  catalog: Catalog,
  columns: ReadonlyMap<number, NumberedColumn>,
  indexRows: readonly IndexRow[],
): Parts {
  const { context, dependencies, reader } = catalog;
  const indexById = new Map(indexRows.map((row) => [row.id, row]));
  const owned = new Set<number>();
  const columnName = (number: number): string => {
    const found = columns.get(number);
    if (found) return found.column.name;
    throw new AtlasError(
      "E_READ",
      `table "${table.name}" has a constraint on column number ${number}, which it does not have`,
    );
  };
  let primaryKey: Key | undefined;
  const uniques: Key[] = [];
  const exclusions: Exclusion[] = [];
  const checks: Check[] = [];
  const foreignKeys: ForeignKey[] = [];
  for (const row of catalog.constraints.get(table.id) ?? []) {
    const names = (row.columns ?? []).filter((number) => number > 0).map(columnName);
    const index = row.index_id === null || row.kind === "f" ? undefined : indexById.get(row.index_id);
    if (index) owned.add(index.id);
    if (row.kind === "p")
      primaryKey = readKey(row, index, names, index ? reader.include(index, columns) : []);
    else if (row.kind === "u")
      uniques.push(readKey(row, index, names, index ? reader.include(index, columns) : []));
    else if (row.kind === "x" && index)
      exclusions.push(
        readExclusion(
          row,
          index,
          reader.parts(index, columns),
          reader.include(index, columns),
          bothDependencies(dependencies.constraint(table.id, row.id), dependencies.index(table.id, index.id)),
          context,
        ),
      );
    else if (row.kind === "c") {
      const found = dependencies.constraint(table.id, row.id);
      checks.push(readCheck(row, { ...found, reads: [...new Set([...found.reads, ...names])].toSorted() }));
    } else if (row.kind === "f") foreignKeys.push(readForeignKey(row, names, columnName, context));
  }
  const indexes: Index[] = indexRows
    .filter((row) => !owned.has(row.id))
    .map((row) => readIndex(row, reader, columns, dependencies));
  return { ...(primaryKey && { primaryKey }), uniques, exclusions, checks, foreignKeys, indexes };
}

/** An index that a constraint owns depends on its columns through the constraint. */
function bothDependencies(constraint: PartDependencies, index: PartDependencies): PartDependencies {
  return {
    uses: [...constraint.uses, ...index.uses],
    reads: [...new Set([...constraint.reads, ...index.reads])].toSorted(),
    relations: new Set(),
  };
}
