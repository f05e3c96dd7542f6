import type { ModelCheck, ModelColumn, ModelForeignKey, ModelIndex, ModelTable } from "@atlas/core";
import type { Check, Column, ForeignKey, Index, KeyPart, Table, Unique } from "../kinds/table/model.ts";
import { rowidColumn } from "../kinds/table/rowid.ts";
import { fold } from "../text.ts";

/** A table in the words of analyzers. Constraints that nobody named have an empty name. */
export function modelTable(table: Table): ModelTable {
  const { schema, name, columns, primaryKey, uniques, indexes, foreignKeys, checks } = table;
  return {
    schema,
    name,
    columns: columns.map((column) => modelColumn(column, table)),
    ...(primaryKey && {
      primaryKey: {
        name: primaryKey.name ?? "PRIMARY",
        unique: true,
        constraint: "primary_key",
        parts: primaryKey.parts.map(modelPart),
        attributes: conflict(primaryKey.conflict),
      },
    }),
    indexes: [...uniques.map(modelUnique), ...indexes.map(modelIndex)],
    foreignKeys: foreignKeys.map(modelForeignKey),
    checks: checks.map(modelCheck),
    isPartitioned: false,
    attributes: { strict: table.strict, without_rowid: table.withoutRowid },
  };
}

function modelColumn(column: Column, table: Table): ModelColumn {
  const { name, notNull, collation, generated, notNullConflict } = column;
  const isKey = table.primaryKey?.parts.some((part) => fold(part.column ?? "") === fold(name)) === true;
  // SQLite takes NULL in keys of other tables, by an old mistake that it keeps.
  const isNeverNull = rowidColumn(table) === name || (isKey && (table.withoutRowid || table.strict));
  return {
    name,
    ...typeFacts(column.type),
    nullable: !notNull && !isNeverNull,
    ...(column.default !== undefined && { default: column.default }),
    ...(generated && { generated: { expression: generated.expression, stored: generated.stored } }),
    identity: false,
    autoIncrement: isKey && (table.primaryKey?.autoincrement ?? false),
    ...(collation !== undefined && { collation }),
    attributes: conflict(notNullConflict),
  };
}

/** Types are compared without regard to case and blanks. */
function typeFacts(declared: string): Pick<ModelColumn, "type" | "typeName" | "typeArguments"> {
  const type = fold(declared)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([(),]) ?/g, "$1")
    .trim();
  const [, typeName = type, list] = /^(.*?)\s*(?:\((.*)\))?$/.exec(type) ?? [];
  return {
    type,
    typeName,
    typeArguments: list === undefined ? [] : list.split(",").map((one) => one.trim()),
  };
}

function modelPart({ column, expression, collation, descending }: KeyPart): ModelIndex["parts"][number] {
  return {
    ...(column !== undefined && { column }),
    // A part may have a collation of its own, which makes another index.
    ...(expression !== undefined && {
      expression: collation === undefined ? expression : `${expression} COLLATE ${collation}`,
    }),
    ...(descending && { desc: true }),
  };
}

function partCollations(parts: readonly KeyPart[]): { readonly collations?: string } {
  const said = parts.flatMap(({ column, collation }) =>
    column !== undefined && collation !== undefined ? [`${column} ${collation}`] : [],
  );
  return said.length === 0 ? {} : { collations: said.join(", ") };
}

function modelUnique({ name = "", parts, conflict: onConflict }: Unique): ModelIndex {
  return {
    name,
    unique: true,
    constraint: "unique",
    parts: parts.map(modelPart),
    attributes: {
      ...partCollations(parts),
      ...conflict(onConflict),
    },
  };
}

function modelIndex({ name, unique, parts, where }: Index): ModelIndex {
  return {
    name,
    unique,
    parts: parts.map(modelPart),
    ...(where !== undefined && { where }),
    attributes: partCollations(parts),
  };
}

function modelForeignKey(key: ForeignKey): ModelForeignKey {
  const { name = "", columns, refTable, refColumns, onUpdate, onDelete, match, deferred } = key;
  return {
    name,
    columns,
    refSchema: "",
    refTable,
    refColumns,
    ...(onUpdate !== undefined && { onUpdate }),
    ...(onDelete !== undefined && { onDelete }),
    validated: true,
    attributes: {
      ...(match !== undefined && { match }),
      ...(deferred && { initially_deferred: true }),
    },
  };
}

function modelCheck({ name = "", expression }: Check): ModelCheck {
  return { name, expression, validated: true, enforced: true };
}

function conflict(action: string | undefined): { readonly on_conflict?: string } {
  return action === undefined ? {} : { on_conflict: action };
}
