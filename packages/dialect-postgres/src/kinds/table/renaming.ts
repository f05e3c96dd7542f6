import {
  AtlasError,
  describeRef,
  type DraftStep,
  harmless,
  noDependencies,
  type Rename,
  renameKind,
  type Renaming,
  type State,
} from "@atlas/core";
import { columnRef, ident, qualified } from "../../text.ts";
import { isSameShape } from "./absorb.ts";
import { equal } from "./equal.ts";
import { descendantsOf, isSameTable, linksOf } from "./family.ts";
import type { Column, Table, TablePart } from "./model.ts";
import { findMember, tableRef } from "./states.ts";

/** Tables, columns, indexes and constraints keep all they hold under another name. */
export const tableRenaming: Renaming<Table> = {
  isSame: (kind, from, to) => {
    // The engine gives two things of one kind, as this dialect made them.
    if (kind === "table") return isSameTableShape(from as Table, to as Table);
    if (kind === "column") return isSameColumn(from as Column, to as Column);
    return isSamePart(from as TablePart, to as TablePart);
  },
  steps: renameTableSteps,
};

/** Equal names and types of all columns. */
function isSameTableShape(from: Table, to: Table): boolean {
  return (
    (from.partitionKey === undefined) === (to.partitionKey === undefined) &&
    equal(from.partitionOf, to.partitionOf) &&
    shapeOf(from) === shapeOf(to)
  );
}

/** Each table that goes is held against each that comes. */
const shapes = new WeakMap<Table, string>();

function shapeOf(table: Table): string {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = table.columns.map((column) => JSON.stringify([column.name, column.type])).toSorted();
  const shape = columns.join();
  shapes.set(table, shape);
  return shape;
}

function isSameColumn(from: Column, to: Column): boolean {
  return (
    from.type === to.type &&
    from.collation === to.collation &&
    (from.generated === undefined) === (to.generated === undefined)
  );
}

function isSamePart(from: TablePart, to: TablePart): boolean {
  if (from.kind === "check" && to.kind === "check") return equal(from, to, ["name", "comment"]);
  return isSameShape(from, to);
}

/** A new name takes a moment, but a moment of the whole table; an index gets one while others work on. */
function renameTableSteps(rename: Rename, table: Table, state: State): readonly DraftStep[] {
  const { from, to } = rename;
  const names = `from ${JSON.stringify(from.name)} to ${JSON.stringify(to.name)}`;
  const isColumn = from.kind === "column";
  const below = isColumn ? descendantsOf(state, table) : [];
  if (isColumn) refuseSharedColumn(rename, [table, ...below], state);
  const statement = (one: string, other: string, on: Table): string => {
    if (from.kind === "table")
      return `ALTER TABLE ${qualified({ schema: from.schema, name: one })} RENAME TO ${ident(other)}`;
    if (from.kind === "index")
      return `ALTER INDEX ${qualified({ schema: from.schema, name: one })} RENAME TO ${ident(other)}`;
    return `ALTER TABLE ${qualified(on)} RENAME ${isColumn ? "COLUMN" : "CONSTRAINT"} ${ident(one)} TO ${ident(other)}`;
  };
  const what =
    { rename_table: "a table", rename_column: "a column", rename_index: "an index" }[renameKind(rename)] ??
    "a constraint";
  return [
    {
      ...harmless,
      ...noDependencies,
      sql: statement(from.name, to.name, table),
      comment: `rename ${what} ${names}`,
      sources: [{ change: renameKind(rename), subject: to }],
      blocks: from.kind === "index" ? "ddl" : "everything",
      table: tableRef(table),
      undo: [statement(to.name, from.name, table)],
      drops: [from, ...below.map((child) => columnRef(child, from.name))],
      creates: [to, ...below.map((child) => columnRef(child, to.name))],
      needs: from.kind === "table" ? [] : [tableRef(table)],
    },
  ];
}

/**
 * A column that a child has from a second parent, too, keeps its name; and it gets none that a child has already.
 *
 * @param family - the table and all below it, which are renamed together.
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` naming the child.
 */
function refuseSharedColumn({ from, to }: Rename, family: readonly Table[], state: State): void {
  const [, ...below] = family;
  for (const child of below) {
    if (child.columns.some(({ name }) => name === to.name))
      throw new AtlasError(
        "E_UNSUPPORTED_CHANGE",
        `${describeRef(from)} cannot be renamed: ${describeRef(tableRef(child))} has a column ${JSON.stringify(to.name)} already`,
        {
          details: { subject: from, child: tableRef(child) },
          hint: `Take ${JSON.stringify(child.name)} from its parent first (NO INHERIT), or drop the column and add it under its new name.`,
        },
      );
    for (const { parent } of linksOf(child)) {
      const isOther = !family.some((one) => isSameTable(one, parent));
      const other = isOther ? findMember(state, parent) : undefined;
      if (!other?.columns.some(({ name }) => name === from.name)) continue;
      throw new AtlasError(
        "E_UNSUPPORTED_CHANGE",
        `${describeRef(from)} cannot be renamed: ${describeRef(tableRef(child))} has it from ${describeRef(tableRef(other))}, too`,
        {
          details: { subject: from, child: tableRef(child), parent: tableRef(other) },
          hint: `Take ${JSON.stringify(child.name)} from one of its parents first (NO INHERIT), or drop the column and add it under its new name.`,
        },
      );
    }
  }
}
