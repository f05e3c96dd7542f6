import { AtlasError, schemaOf, type UnmanagedObject } from "@atlas/core";
import { rowsOf, type CatalogRows, type ReadContext } from "../../kind.ts";
import { columnPrivilegesQuery, type Grant, readGrants } from "../privileges.ts";
import { readCheck } from "./checks.ts";
import { type NumberedColumn, readColumns } from "./columns.ts";
import { type Dependencies, type PartDependencies, readDependencies } from "./dependencies.ts";
import { readExclusion } from "./exclusions.ts";
import { readForeignKey } from "./foreign-keys.ts";
import { formerExpressions } from "./former-expressions.ts";
import { type IndexFacts, indexFacts, type IndexReader, indexReader, readIndex } from "./indexes.ts";
import { readKey } from "./keys.ts";
import type {
  Check,
  Exclusion,
  ForeignKey,
  Index,
  InheritedPart,
  Key,
  ReplicaIdentity,
  Table,
} from "./model.ts";
import { columnKey, numbersOf } from "./numbers.ts";
import { options } from "./options.ts";
import { type Family, readFamilies } from "./read-family.ts";
import { columnsQuery, type ColumnRow } from "./column-queries.ts";
import {
  constraintsQuery,
  type ConstraintRow,
  indexesQuery,
  type IndexRow,
  type ReferencedColumnRow,
  referencedColumnsQuery,
  tablesQuery,
  type TableRow,
} from "./queries.ts";

/** What is read once for all tables. */
interface Catalog {
  readonly context: ReadContext;
  readonly columns: ReadonlyMap<number, readonly NumberedColumn[]>;
  readonly constraints: ReadonlyMap<number, readonly ConstraintRow[]>;
  readonly indexes: ReadonlyMap<number, readonly IndexFacts[]>;
  /** Also of tables that are not read, where a foreign key refers to them. */
  columnName(tableId: number, number: number): string | undefined;
  readonly dependencies: Dependencies;
  /** Privileges on columns, by table and column. */
  readonly grants: ReadonlyMap<number, ReadonlyMap<string | undefined, readonly Grant[]>>;
  readonly reader: IndexReader;
  /** Parents, partition key and bound, by table. */
  familyOf(tableId: number): Family;
}

export function readTables(rows: CatalogRows, context: ReadContext): readonly Table[] {
  const tables = rowsOf<TableRow>(rows, tablesQuery).filter((row) => !row.typed);
  const tableNames = new Map(tables.map((row) => [row.id, row.name]));
  const columnName = columnNames(rows);
  const dependencies = readDependencies(rows, context, columnName);
  const constraints = rowsOf<ConstraintRow>(rows, constraintsQuery);
  const notNulls = new Map(
    constraints
      .filter((row) => row.kind === "n")
      .map((row) => [columnKey(row.table_id, numbersOf(row.columns)[0] ?? 0), row]),
  );
  const catalog: Catalog = {
    context,
    columns: readColumns(rows, context, dependencies, tableNames, notNulls),
    constraints: Map.groupBy(constraints, (row) => row.table_id),
    indexes: Map.groupBy(rowsOf<IndexRow>(rows, indexesQuery).map(indexFacts), (row) => row.table_id),
    columnName,
    dependencies,
    // Asked by the kind of views.
    grants: new Map(
      [...readGrants(rows, columnPrivilegesQuery)].map(([id, { grants }]) => [
        id,
        Map.groupBy(grants, ({ column }) => column),
      ]),
    ),
    reader: indexReader(rows, context),
    familyOf: readFamilies(rows, context),
  };
  return tables.map((row) => readTable(row, catalog));
}

function columnNames(rows: CatalogRows): (tableId: number, number: number) => string | undefined {
  const named = [
    ...rowsOf<ColumnRow>(rows, columnsQuery),
    ...rowsOf<ReferencedColumnRow>(rows, referencedColumnsQuery),
  ];
  const names = new Map(named.map((row) => [columnKey(row.table_id, row.number), row.name]));
  return (tableId, number) => names.get(columnKey(tableId, number));
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
    .filter((row) => row.typed)
    .map((row) => {
      const schema = context.schemaName(row.schema);
      return {
        kind: "typed table",
        schema,
        name: nameOf(row),
        bareName: row.name,
        needs: [
          ...schemaOf({ schema }),
          { kind: "composite", schema: context.schemaName(row.of_schema ?? ""), name: row.of_name ?? "" },
        ],
      };
    });
  const comments = rowsOf<ConstraintRow>(rows, constraintsQuery)
    .filter((row) => row.kind === "n" && row.comment !== null)
    .flatMap((row) => {
      const table = byId.get(row.table_id);
      if (!table || table.typed) return [];
      const name = `${nameOf(table)}.${row.name}`;
      return [{ kind: "comment on not-null constraint", schema: context.schemaName(table.schema), name }];
    });
  return [...forms, ...comments, ...formerExpressions(rows, context)];
}

function readTable(row: TableRow, catalog: Catalog): Table {
  const numbered = catalog.columns.get(row.id) ?? [];
  const byNumber = new Map(numbered.map((column) => [column.number, column]));
  const indexRows = catalog.indexes.get(row.id) ?? [];
  const parts = readParts(row, catalog, byNumber, indexRows);
  const family = catalog.familyOf(row.id);
  const key = family.partitionKey;
  const { uses } = catalog.dependencies.partitionKey(row.id);
  const clusterOn = indexRows.find(({ clustered }) => clustered)?.name;
  return {
    kind: "table",
    schema: catalog.context.schemaName(row.schema),
    name: row.name,
    ...family,
    ...(key && uses.length > 0 && { partitionKey: { ...key, uses } }),
    ...(row.comment !== null && { comment: row.comment }),
    columns: numbered.map(({ column }) => {
      const grants = catalog.grants.get(row.id)?.get(column.name);
      return grants ? { ...column, grants } : column;
    }),
    ...parts,
    unlogged: row.persistence === "u",
    ...(row.access_method !== null && row.access_method !== "heap" && { accessMethod: row.access_method }),
    options: options(row.options, row.toast_options?.map((text) => `toast.${text}`) ?? null),
    replicaIdentity: readReplicaIdentity(row, indexRows),
    ...(clusterOn !== undefined && { clusterOn }),
    rowSecurity: row.row_security,
    forceRowSecurity: row.force_row_security,
  };
}

/** `relreplident` stays `i` when the index is gone; then nothing identifies a row. */
function readReplicaIdentity(row: TableRow, indexes: readonly IndexFacts[]): ReplicaIdentity {
  if (row.replica_identity === "d") return { by: "default" };
  if (row.replica_identity === "f") return { by: "full" };
  const index = row.replica_identity === "i" && indexes.find((candidate) => candidate.replica_identity);
  return index ? { by: "index", index: index.name } : { by: "nothing" };
}

type Parts = Pick<
  Table,
  "primaryKey" | "uniques" | "exclusions" | "checks" | "foreignKeys" | "indexes" | "fromParents"
>;

function readParts(
  table: TableRow,
  catalog: Catalog,
  columns: ReadonlyMap<number, NumberedColumn>,
  indexRows: readonly IndexFacts[],
): Parts {
  const { context, dependencies, reader } = catalog;
  const indexById = new Map(indexRows.map((row) => [row.id, row]));
  const owned = new Set<number>();
  const columnName = (tableId: number, number: number): string => {
    const found = catalog.columnName(tableId, number);
    if (found !== undefined) return found;
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
  const fromParents: InheritedPart[] = [];
  for (const row of catalog.constraints.get(table.id) ?? []) {
    const names = numbersOf(row.columns)
      .filter((number) => number > 0)
      .map((number) => columnName(table.id, number));
    const index = row.index_id === null || row.kind === "f" ? undefined : indexById.get(row.index_id);
    if (index) owned.add(index.id);
    const keep = <Part extends InheritedPart["part"]>(part: Part, own: (part: Part) => void): void => {
      const of = row.parent_name ?? (row.kind === "c" && !row.local ? row.name : null);
      if (of === null) own(part);
      else fromParents.push({ part, of });
    };
    if (row.kind === "p" || row.kind === "u")
      keep(
        readKey(
          row,
          index,
          names,
          index ? reader.include(index, columns) : [],
          index ? dependencies.index(index.id).uses : [],
        ),
        (key) => {
          if (key.kind === "primary_key") primaryKey = key;
          else uniques.push(key);
        },
      );
    else if (row.kind === "x" && index)
      keep(
        readExclusion(
          row,
          index,
          reader.parts(index, columns),
          reader.include(index, columns),
          bothDependencies(dependencies.constraint(row.id), dependencies.index(index.id)),
          context,
        ),
        (exclusion) => exclusions.push(exclusion),
      );
    else if (row.kind === "c") {
      const found = dependencies.constraint(row.id);
      const reads = [...new Set([...found.reads, ...names])].toSorted();
      keep(readCheck(row, { ...found, reads }), (check) => checks.push(check));
    } else if (row.kind === "f")
      keep(readForeignKey(row, names, columnName, context), (key) => foreignKeys.push(key));
  }
  const indexes: Index[] = [];
  for (const row of indexRows.filter(({ id }) => !owned.has(id))) {
    const index = readIndex(row, reader, columns, dependencies);
    if (row.parent_name === null) indexes.push(index);
    else fromParents.push({ part: index, of: row.parent_name });
  }
  return {
    ...(primaryKey && { primaryKey }),
    uniques,
    exclusions,
    checks,
    foreignKeys,
    indexes,
    ...(fromParents.length > 0 && { fromParents }),
  };
}

/** An index that a constraint owns depends on its columns through the constraint. */
function bothDependencies(constraint: PartDependencies, index: PartDependencies): PartDependencies {
  return {
    uses: [...constraint.uses, ...index.uses],
    reads: [...new Set([...constraint.reads, ...index.reads])].toSorted(),
    relations: new Set(),
  };
}
