import type { Ref, Rename, State } from "@atlas/core";
import { descendantsOf, isSameTable } from "./family.ts";
import type { Column, ForeignKey, IndexPart, InheritedPart, Table, TableName, TablePart } from "./model.ts";
import { withTypeName } from "../renamed-types.ts";
import { notNullName } from "./names.ts";
import { renameInExpression } from "./rename-expression.ts";
import { majorOf } from "./states.ts";

/** A table as it is once a table, a column or another part of one has its new name. */
export function renamedTable(table: Table, rename: Rename, state: State): Table {
  const { from, to } = rename;
  if (from.kind === "table") return withTableName(table, from, to, majorOf(state));
  const owner: TableName = { schema: from.schema, name: from.table ?? "" };
  const isOwn = isSameTable(table, owner);
  if (from.kind !== "column") return isOwn ? withPartName(table, from, to.name) : table;
  const isBelow = descendantsOf(state, owner).some((child) => isSameTable(child, table));
  const refs = mapForeignKeys(table, (key) =>
    isSameTable(key.references, owner)
      ? {
          ...key,
          references: { ...key.references, columns: swap(key.references.columns, from.name, to.name) },
        }
      : key,
  );
  return isOwn || isBelow ? withColumnName(refs, from.name, to.name, majorOf(state)) : refs;
}

function withTableName(table: Table, from: Ref, to: Ref, major: number): Table {
  const move = <Name extends TableName>(name: Name): Name =>
    isSameTable(name, from) ? { ...name, name: to.name } : name;
  const moved = mapForeignKeys(table, (key) => ({ ...key, references: move(key.references) }));
  const columns = table.columns.map((column) => withTypeName(column, { from, to }));
  // As a ref to itself it has its new name already.
  const isOwn = isSameTable(table, from) || isSameTable(table, to);
  return {
    ...moved,
    columns,
    name: isOwn ? to.name : table.name,
    ...(table.partitionOf && {
      partitionOf: { ...table.partitionOf, parent: move(table.partitionOf.parent) },
    }),
    ...(table.inherits && { inherits: table.inherits.map(move) }),
    ...(isOwn && {
      columns: columns.map((column) => keepNotNullName(column, from.name, to.name, column.name, major)),
    }),
  };
}

/** PostgreSQL 18: the NOT NULL constraint keeps the name that it was given after the old one. */
function keepNotNullName(
  column: Column,
  table: string,
  newTable: string,
  before: string,
  major: number,
): Column {
  if (major < 18 || !column.notNull || column.notNullOfParent !== undefined) return column;
  const { notNullName: own, ...rest } = column;
  const name = own ?? notNullName(table, before);
  return name === notNullName(newTable, column.name) ? rest : { ...rest, notNullName: name };
}

function withPartName(table: Table, from: Ref, name: string): Table {
  const rename = <Part extends TablePart>(part: Part): Part =>
    part.kind === from.kind && part.name === from.name ? { ...part, name } : part;
  const identity = table.replicaIdentity;
  return {
    ...table,
    ...(table.primaryKey && { primaryKey: rename(table.primaryKey) }),
    uniques: table.uniques.map(rename),
    exclusions: table.exclusions.map(rename),
    checks: table.checks.map(rename),
    foreignKeys: table.foreignKeys.map(rename),
    indexes: table.indexes.map(rename),
    ...(identity.by === "index" &&
      identity.index === from.name && { replicaIdentity: { by: "index", index: name } }),
    ...(table.clusterOn === from.name && { clusterOn: name }),
  };
}

function withColumnName(table: Table, from: string, to: string, major: number): Table {
  const text = (expression: string): string => renameInExpression(expression, from, to);
  const names = (list: readonly string[]): readonly string[] => swap(list, from, to);
  const part = <Part extends IndexPart>(one: Part): Part => ({
    ...one,
    ...(one.column === from && { column: to }),
    ...(one.expression !== undefined && { expression: text(one.expression) }),
  });
  const rename = <Part extends TablePart>(one: Part): Part => {
    // Each member is changed in the parts that have it, and the part keeps its kind.
    const changed: Record<string, unknown> = { ...one };
    if ("columns" in one) changed["columns"] = names(one.columns);
    if ("include" in one) changed["include"] = names(one.include);
    if ("onDeleteColumns" in one) changed["onDeleteColumns"] = names(one.onDeleteColumns);
    if ("parts" in one) changed["parts"] = one.parts.map(part);
    if ("expression" in one) changed["expression"] = text(one.expression);
    if ("where" in one && one.where !== undefined) changed["where"] = text(one.where);
    if ("reads" in one) changed["reads"] = names(one.reads).toSorted();
    return changed as unknown as Part;
  };
  return {
    ...table,
    ...(table.partitionKey && {
      partitionKey: {
        ...table.partitionKey,
        parts: table.partitionKey.parts.map((one) => ({
          ...one,
          ...(one.column === from && { column: to }),
          ...(one.expression !== undefined && { expression: text(one.expression) }),
        })),
      },
    }),
    columns: table.columns.map((column): Column => {
      const renamed = column.name === from ? { ...column, name: to } : column;
      const kept =
        column.name === from ? keepNotNullName(renamed, table.name, table.name, from, major) : renamed;
      return {
        ...kept,
        ...(column.generated && {
          generated: { ...column.generated, expression: text(column.generated.expression) },
        }),
        reads: names(column.reads).toSorted(),
      };
    }),
    ...(table.primaryKey && { primaryKey: rename(table.primaryKey) }),
    uniques: table.uniques.map(rename),
    exclusions: table.exclusions.map(rename),
    checks: table.checks.map(rename),
    foreignKeys: table.foreignKeys.map(rename),
    indexes: table.indexes.map(rename),
    ...(table.fromParents && {
      fromParents: table.fromParents.map((one): InheritedPart => ({ ...one, part: rename(one.part) })),
    }),
  };
}

function mapForeignKeys(table: Table, change: (key: ForeignKey) => ForeignKey): Table {
  return {
    ...table,
    foreignKeys: table.foreignKeys.map(change),
    ...(table.fromParents && {
      fromParents: table.fromParents.map((one) =>
        one.part.kind === "foreign_key" ? { ...one, part: change(one.part) } : one,
      ),
    }),
  };
}

function swap(names: readonly string[], from: string, to: string): readonly string[] {
  return names.includes(from) ? names.map((name) => (name === from ? to : name)) : names;
}
