import type { Ref } from "@atlas/core";
import { rowsOf, type CatalogRows, type ReadContext } from "../../kind.ts";
import { columnKey } from "./numbers.ts";
import { dependenciesQuery, type DependencyRow } from "./queries.ts";

/** What one expression depends on. */
export interface PartDependencies {
  /** Outside of the table. */
  readonly uses: readonly Ref[];
  /** Columns of the same table, by name. */
  readonly reads: readonly string[];
  /** Object ids of the relations among `uses`. */
  readonly relations: ReadonlySet<number>;
}

export interface Dependencies {
  column(tableId: number, number: number): PartDependencies;
  /** Of its expressions and its predicate; plain columns are in the index itself. */
  index(indexId: number): PartDependencies;
  constraint(constraintId: number): PartDependencies;
  partitionKey(tableId: number): PartDependencies;
}

const none: PartDependencies = { uses: [], reads: [], relations: new Set() };

const typeKinds: Readonly<Record<string, string>> = {
  e: "enum",
  d: "domain",
  c: "composite",
  r: "range",
  m: "range",
};
const relationKinds: Readonly<Record<string, string>> = {
  S: "sequence",
  r: "table",
  p: "table",
  v: "view",
  m: "materialized",
};

/** @param columnName - of a table's column by its number. */
export function readDependencies(
  rows: CatalogRows,
  context: ReadContext,
  columnName: (tableId: number, number: number) => string | undefined,
): Dependencies {
  const all = Map.groupBy(rowsOf<DependencyRow>(rows, dependenciesQuery), (row) => row.part);
  const ofColumns = Map.groupBy(all.get("d") ?? [], (row) => columnKey(row.table_id, row.part_id));
  const ofIndexes = Map.groupBy(all.get("i") ?? [], (row) => row.part_id);
  const ofConstraints = Map.groupBy(all.get("c") ?? [], (row) => row.part_id);
  const ofKeys = Map.groupBy(all.get("k") ?? [], (row) => row.table_id);
  const collect = (found: readonly DependencyRow[] | undefined): PartDependencies => {
    if (!found) return none;
    const isOwn = (row: DependencyRow): boolean => row.ref_id === row.table_id && row.ref_column > 0;
    return {
      uses: uniqueRefs(found.filter((row) => !isOwn(row)).flatMap((row) => usedRef(row, context) ?? [])),
      reads: found
        .filter(isOwn)
        .flatMap((row) => columnName(row.table_id, row.ref_column) ?? [])
        .toSorted(),
      relations: new Set(found.filter((row) => row.ref_kind === "relation").map((row) => row.ref_id)),
    };
  };
  return {
    column: (table, number) => collect(ofColumns.get(columnKey(table, number))),
    index: (id) => collect(ofIndexes.get(id)),
    constraint: (id) => collect(ofConstraints.get(id)),
    partitionKey: (table) => collect(ofKeys.get(table)),
  };
}

function usedRef(row: DependencyRow, context: ReadContext): Ref | undefined {
  if (row.ref_extension !== null) return { kind: "extension", schema: "", name: row.ref_extension };
  if (row.ref_schema === null || row.ref_name === null || row.ref_schema === "pg_catalog") return undefined;
  const kind =
    row.ref_kind === "function" ||
    row.ref_kind === "text_search_configuration" ||
    row.ref_kind === "collation"
      ? row.ref_kind
      : row.ref_kind === "type"
        ? typeKinds[row.ref_detail ?? ""]
        : relationKinds[row.ref_detail ?? ""];
  return kind === undefined
    ? undefined
    : { kind, schema: context.schemaName(row.ref_schema), name: row.ref_name };
}

function uniqueRefs(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [`${ref.kind} ${ref.schema} ${ref.name}`, ref])).values()];
}
