import { type CompareContext, refOf } from "@atlas/core";
import type { ColumnWay, PartChange } from "./changes.ts";
import { columnWays } from "./column-ways.ts";
import {
  fold,
  mentions,
  type Pair,
  sameCheck,
  sameColumnFacts,
  sameForeignKey,
  sameGenerated,
  sameIndex,
  samePrimaryKey,
} from "./equal.ts";
import { isDisturbed } from "./foreign-key-peers.ts";
import { type Check, type Column, type Index, type PartKind, partRef, type Table } from "./model.ts";
import { samePartitioning } from "./partition-steps.ts";
import { sameTableFacts } from "./table-facts.ts";

/**
 * The changes inside a table: what the table says, checks, columns, primary key, indexes, foreign keys, partitions; in
 * each group what goes or changes in the current order, then what comes. The order of columns is none.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` for a column that would lose its values to an expression.
 */
export function compareTables(from: Table, to: Table, context: CompareContext): readonly PartChange[] {
  const tables = { from, to };
  const ways = columnWays(tables, context);
  const whole = { object: refOf(to), subject: refOf(to), from, to };
  return [
    ...(sameTableFacts(from, to) ? [] : [{ kind: "modify_table" as const, ...whole }]),
    ...compareChecks(tables, ways),
    ...compareColumns(tables, ways),
    ...comparePrimaryKeys(tables),
    ...compareIndexes(tables, ways),
    ...compareForeignKeys(tables, context),
    ...(samePartitioning(from.partitioning, to.partitioning)
      ? []
      : [{ kind: "modify_partitions" as const, ...whole }]),
  ];
}

type Ends = Pick<PartChange, "object" | "subject">;

/** Drops and modifications in the current order, then additions in the desired one. Names are paired whatever their case. */
function pairParts<Part extends { readonly name: string }>(
  lists: Pair<readonly Part[]>,
  { to: table }: Pair<Table>,
  kind: PartKind,
  modify: (from: Part, to: Part, ends: Ends) => PartChange | undefined,
): readonly PartChange[] {
  const byName = new Map(lists.to.map((part) => [fold(part.name), part]));
  const present = new Set(lists.from.map(({ name }) => fold(name)));
  const ends = (part: Part): Ends => ({ object: refOf(table), subject: partRef(table, kind, part.name) });
  // A kind of change is given with parts of its kind: the callers pair the two.
  const dropOrAdd = (change: object): PartChange => change as PartChange;
  return [
    ...lists.from.flatMap((part): readonly PartChange[] => {
      const next = byName.get(fold(part.name));
      if (!next) return [dropOrAdd({ kind: `drop_${kind}`, ...ends(part), from: part })];
      const change = modify(part, next, ends(next));
      return change ? [change] : [];
    }),
    ...lists.to
      .filter(({ name }) => !present.has(fold(name)))
      .map((part) => dropOrAdd({ kind: `add_${kind}`, ...ends(part), to: part })),
  ];
}

/** Checks that stand with a column are a part of it. */
function compareChecks(tables: Pair<Table>, ways: ReadonlyMap<string, ColumnWay>): readonly PartChange[] {
  const own = ({ checks }: Table): readonly Check[] => checks.filter(({ column }) => column === undefined);
  const lists = { from: own(tables.from), to: own(tables.to) };
  return pairParts(lists, tables, "check", (from, to, ends) =>
    sameCheck(from, to) && !isRebuilt(from.expression, ways)
      ? undefined
      : { kind: "modify_check", ...ends, from, to },
  );
}

/** Whether an expression speaks of a column that is dropped and added. */
function isRebuilt(sql: string, ways: ReadonlyMap<string, ColumnWay>): boolean {
  return [...ways].some(([column, way]) => way !== "modify" && mentions(sql, column));
}

function compareColumns(tables: Pair<Table>, ways: ReadonlyMap<string, ColumnWay>): readonly PartChange[] {
  const lists = { from: tables.from.columns, to: tables.to.columns };
  return pairParts(lists, tables, "column", (from, to, ends) => {
    const way = ways.get(fold(to.name)) ?? "modify";
    return way === "modify" && sameColumn(tables, { from, to })
      ? undefined
      : { kind: "modify_column", ...ends, from, to, way };
  });
}

export function sameColumn(tables: Pair<Table>, columns: Pair<Column>): boolean {
  return (
    sameColumnFacts(tables, columns) &&
    sameGenerated(columns.from, columns.to) &&
    sameColumnCheck(tables, columns)
  );
}

function sameColumnCheck(tables: Pair<Table>, columns: Pair<Column>): boolean {
  const [from, to] = [columnCheck(tables.from, columns.from), columnCheck(tables.to, columns.to)];
  return from && to ? sameCheck({ ...from, name: to.name }, to) : from === to;
}

/** MariaDB: the check that stands with a column. */
export function columnCheck(table: Table, { name }: Column): Check | undefined {
  return table.checks.find(({ column }) => column !== undefined && fold(column) === fold(name));
}

function comparePrimaryKeys(tables: Pair<Table>): readonly PartChange[] {
  const { from, to } = tables;
  const ends = { object: refOf(to), subject: partRef(to, "primary_key", "PRIMARY") };
  const [before, after] = [from.primaryKey, to.primaryKey];
  if (!before) return after ? [{ kind: "add_primary_key", ...ends, to: after }] : [];
  if (!after) return [{ kind: "drop_primary_key", ...ends, from: before }];
  return samePrimaryKey(tables, before, after)
    ? []
    : [{ kind: "modify_primary_key", ...ends, from: before, to: after }];
}

function compareIndexes(tables: Pair<Table>, ways: ReadonlyMap<string, ColumnWay>): readonly PartChange[] {
  const lists = { from: tables.from.indexes, to: tables.to.indexes };
  return pairParts(lists, tables, "index", (from, to, ends) => {
    const rebuilt = [from, to].some((index) => standsOnRebuilt(index, ways));
    if (!rebuilt && sameIndex(from, to)) return undefined;
    return {
      kind: "modify_index",
      ...ends,
      from,
      to,
      inPlace: !rebuilt && sameIndex(from, to, "visibility"),
    };
  });
}

function standsOnRebuilt({ parts }: Index, ways: ReadonlyMap<string, ColumnWay>): boolean {
  return parts.some(({ column, expression }) => {
    if (expression !== undefined) return isRebuilt(expression, ways);
    return (ways.get(fold(column ?? "")) ?? "modify") !== "modify";
  });
}

function compareForeignKeys(tables: Pair<Table>, context: CompareContext): readonly PartChange[] {
  const lists = { from: tables.from.foreignKeys, to: tables.to.foreignKeys };
  return pairParts(lists, tables, "foreign_key", (from, to, ends) => {
    const isSame = sameForeignKey(from, to);
    if (isSame && !isDisturbed(tables, from, context)) return undefined;
    return { kind: "modify_foreign_key", ...ends, from, to, around: isSame };
  });
}
