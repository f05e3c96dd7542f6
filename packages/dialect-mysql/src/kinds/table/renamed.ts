import {
  type ColumnRenaming,
  type Ref,
  type Rename,
  renamedColumns,
  type State,
  withRenamedParts,
} from "@atlas/core";
import { tokenize } from "@atlas/sql";
import { ident, syntax } from "../../text.ts";
import { fold } from "./equal.ts";
import type { Check, ForeignKey, Partitioning, PartitionMethod, Table } from "./model.ts";

/** A table as it is once a table, a column or an index of one has its new name. */
export function renamedTable(table: Table, { from, to }: Rename, _state: State): Table {
  if (from.kind === "table") return withTableName(table, from, to);
  const isOwner = (one: { readonly schema: string; readonly name: string }): boolean =>
    one.schema === from.schema && one.name === from.table;
  if (from.kind === "index")
    return isOwner(table)
      ? {
          ...table,
          indexes: table.indexes.map((index) =>
            index.name === from.name ? { ...index, name: to.name } : index,
          ),
        }
      : table;
  if (from.kind !== "column") return table;
  const foreignKeys = table.foreignKeys.map((key): ForeignKey =>
    isOwner(key.references)
      ? {
          ...key,
          references: { ...key.references, columns: swap(key.references.columns, from.name, to.name) },
        }
      : key,
  );
  return isOwner(table)
    ? withColumnName({ ...table, foreignKeys }, from.name, to.name)
    : { ...table, foreignKeys };
}

/** Names that the server made out of the old one are made anew: `orders_ibfk_1`, `orders_chk_1`. */
function withTableName(table: Table, from: Ref, to: Ref): Table {
  const isSame = (one: { readonly schema: string; readonly name: string }, ref: Ref): boolean =>
    one.schema === ref.schema && one.name === ref.name;
  const foreignKeys = table.foreignKeys.map((key) =>
    isSame(key.references, from)
      ? { ...key, references: { ...key.references, schema: to.schema, name: to.name } }
      : key,
  );
  // As a ref to itself it has its new name already.
  if (!isSame(table, from) && !isSame(table, to)) return { ...table, foreignKeys };
  const derived = (name: string, infix: string): string =>
    name.startsWith(`${from.name}${infix}`) ? to.name + name.slice(from.name.length) : name;
  return {
    ...table,
    schema: to.schema,
    name: to.name,
    foreignKeys: foreignKeys.map((key) => ({ ...key, name: derived(key.name, "_ibfk_") })),
    checks: table.checks.map((check): Check => ({ ...check, name: derived(check.name, "_chk_") })),
  };
}

function withColumnName(table: Table, from: string, to: string): Table {
  const name = (one: string): string => (fold(one) === fold(from) ? to : one);
  const text = (sql: string): string => renameInText(sql, from, to);
  const renaming: ColumnRenaming = { name, text };
  return {
    ...table,
    columns: renamedColumns(table.columns, renaming),
    ...(table.primaryKey && { primaryKey: withRenamedParts(table.primaryKey, renaming) }),
    indexes: table.indexes.map((index) => withRenamedParts(index, renaming)),
    foreignKeys: table.foreignKeys.map((key) => ({ ...key, columns: swap(key.columns, from, to) })),
    checks: table.checks.map((check): Check => ({
      ...check,
      expression: text(check.expression),
      // A check that stands with a column has its name.
      ...(check.column !== undefined && { column: name(check.column), name: name(check.name) }),
    })),
    ...(table.partitioning && { partitioning: withColumnInPartitions(table.partitioning, from, to) }),
    periods: table.periods.map((period) => ({ ...period, from: name(period.from), to: name(period.to) })),
  };
}

function withColumnInPartitions(partitioning: Partitioning, from: string, to: string): Partitioning {
  const method = (one: PartitionMethod): PartitionMethod => ({
    ...one,
    ...(one.columns && { columns: swap(one.columns, from, to) }),
    ...(one.expression !== undefined && { expression: renameInWritten(one.expression, from, to) }),
  });
  return {
    ...partitioning,
    by: method(partitioning.by),
    ...(partitioning.subpartitionBy && { subpartitionBy: method(partitioning.subpartitionBy) }),
  };
}

function swap(names: readonly string[], from: string, to: string): readonly string[] {
  return names.map((name) => (fold(name) === fold(from) ? to : name));
}

function renameInText(sql: string, from: string, to: string): string {
  return tokenize(sql, syntax)
    .map(({ kind, text }) =>
      kind === "identifier" && fold(text.slice(1, -1).replaceAll("``", "`")) === fold(from)
        ? ident(to)
        : text,
    )
    .join("");
}

/** Before MySQL 8.0 the catalog has partitions as they were written, with names that stand in no quotes. */
function renameInWritten(sql: string, from: string, to: string): string {
  const tokens = tokenize(renameInText(sql, from, to), syntax);
  return tokens
    .map(({ kind, text }, at) => {
      const isCall = tokens.slice(at + 1).find((next) => next.kind !== "space")?.text === "(";
      return kind === "word" && !isCall && fold(text) === fold(from) ? ident(to) : text;
    })
    .join("");
}
