import {
  type ColumnRenaming,
  type DraftStep,
  harmless,
  noDependencies,
  type Rename,
  renamedColumns,
  renameKind,
  type Renaming,
  withRenamedParts,
} from "@atlas/core";
import { tokenize } from "@atlas/sql";
import { fold, ident, nameRef, sameSql, syntax, tableRef, unquote } from "../../text.ts";
import type { Column, ForeignKey, Table } from "./model.ts";

/** Tables and columns keep all they hold under another name. SQLite has no such statement for an index or a constraint. */
export const tableRenaming: Renaming<Table> = {
  isSame: (kind, from, to) => {
    // The engine gives two things of one kind, as this dialect made them.
    if (kind === "table") return isSameTable(from as Table, to as Table);
    return kind === "column" && isSameColumn(from as Column, to as Column);
  },
  steps: renameSteps,
};

/** Names that differ in case alone are the same to SQLite; such a table is built anew. */
function isSameTable(from: Table, to: Table): boolean {
  return fold(from.name) !== fold(to.name) && shapeOf(from) === shapeOf(to);
}

/** Each table that goes is held against each that comes. */
const shapes = new WeakMap<Table, string>();

function shapeOf(table: Table): string {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = table.columns.map(({ name, type }) => JSON.stringify([fold(name), fold(type)]));
  const shape = columns.toSorted().join();
  shapes.set(table, shape);
  return shape;
}

function isSameColumn(from: Column, to: Column): boolean {
  return (
    fold(from.name) !== fold(to.name) &&
    sameSql(from.type, to.type) &&
    (from.generated === undefined) === (to.generated === undefined)
  );
}

function renameSteps(rename: Rename, table: Table): readonly DraftStep[] {
  const { from, to } = rename;
  const kind = renameKind(rename);
  if (kind !== "rename_table" && kind !== "rename_column") return [];
  const isTable = kind === "rename_table";
  const statement = (one: string, other: string): string =>
    isTable
      ? `ALTER TABLE ${ident(one)} RENAME TO ${ident(other)}`
      : `ALTER TABLE ${ident(table.name)} RENAME COLUMN ${ident(one)} TO ${ident(other)}`;
  return [
    {
      ...harmless,
      ...noDependencies,
      sql: statement(from.name, to.name),
      comment: `rename ${isTable ? "a table" : "a column"} from ${JSON.stringify(from.name)} to ${JSON.stringify(to.name)}`,
      sources: [{ change: kind, subject: to }],
      blocks: "everything",
      table: tableRef(table.name),
      undo: [statement(to.name, from.name)],
      drops: isTable ? [from, nameRef(from.name)] : [from],
      creates: isTable ? [to, nameRef(to.name)] : [to],
    },
  ];
}

/** A table as it is once a table or a column has its new name: SQLite changes the texts of all that speak of it. */
export function renamedTable(table: Table, { from, to }: Rename): Table {
  if (from.kind === "table")
    return {
      ...table,
      name: fold(table.name) === fold(from.name) ? to.name : table.name,
      foreignKeys: table.foreignKeys.map((key) =>
        fold(key.refTable) === fold(from.name) ? { ...key, refTable: to.name } : key,
      ),
    };
  if (from.kind !== "column") return table;
  const name = (one: string): string => (fold(one) === fold(from.name) ? to.name : one);
  const isOwner = (one: string): boolean => fold(one) === fold(from.table ?? "");
  const foreignKeys = table.foreignKeys.map((key): ForeignKey =>
    isOwner(key.refTable) ? { ...key, refColumns: key.refColumns.map(name) } : key,
  );
  if (!isOwner(table.name)) return { ...table, foreignKeys };
  const text = (sql: string): string => renameInText(sql, from.name, to.name);
  const renaming: ColumnRenaming = { name, text };
  return {
    ...table,
    columns: renamedColumns(table.columns, renaming),
    ...(table.primaryKey && { primaryKey: withRenamedParts(table.primaryKey, renaming) }),
    uniques: table.uniques.map((key) => withRenamedParts(key, renaming)),
    foreignKeys: foreignKeys.map((key) => ({ ...key, columns: key.columns.map(name) })),
    checks: table.checks.map((check) => ({ ...check, expression: text(check.expression) })),
    indexes: table.indexes.map((index) => ({
      ...withRenamedParts(index, renaming),
      ...(index.where !== undefined && { where: text(index.where) }),
    })),
  };
}

function renameInText(sql: string, from: string, to: string): string {
  return tokenize(sql, syntax)
    .map((token) => {
      const isName = token.kind === "word" || token.kind === "identifier";
      if (!isName || fold(unquote(token)) !== fold(from)) return token.text;
      return token.kind === "word" && /^[A-Za-z_]\w*$/.test(to) ? to : ident(to);
    })
    .join("");
}
