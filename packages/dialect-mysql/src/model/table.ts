import type { ModelAttributes, ModelColumn, ModelForeignKey, ModelIndex, ModelTable } from "@atlas/core";
import { charsetOf, fold } from "../kinds/table/equal.ts";
import { defaultSql, varyingBytes } from "../kinds/table/column-sql.ts";
import type {
  Column,
  ForeignKey,
  Index,
  IndexPart,
  Partitioning,
  PrimaryKey,
  Table,
} from "../kinds/table/model.ts";
import { methodSql, partitionSql } from "../kinds/table/part-sql.ts";
import { valuesOf } from "../kinds/table/values.ts";
import { literalValue } from "../literals.ts";
import { typeParts } from "../types.ts";

export function modelTable(table: Table): ModelTable {
  const { schema, name, comment, columns, primaryKey, indexes, foreignKeys, checks, partitioning } = table;
  return {
    schema,
    name,
    ...(comment !== undefined && { comment }),
    columns: columns.map((column) => modelColumn(column, table)),
    ...(primaryKey && { primaryKey: modelPrimaryKey(primaryKey) }),
    indexes: indexes.map(modelIndex),
    foreignKeys: foreignKeys.map((key) => modelForeignKey(key)),
    checks: checks.map((check) => ({
      name: check.name,
      expression: check.expression,
      validated: true,
      enforced: check.enforced,
    })),
    isPartitioned: partitioning !== undefined,
    attributes: tableAttributes(table),
  };
}

function tableAttributes(table: Table): ModelAttributes {
  const { engine, charset, collation, options, systemVersioned, periods, partitioning } = table;
  return {
    engine: engine ?? "InnoDB",
    ...(charset !== undefined && { charset }),
    ...(collation !== undefined && { collation }),
    ...Object.fromEntries(options.map(({ name, value }) => [name.toLowerCase(), value])),
    system_versioned: systemVersioned,
    ...(periods.length > 0 && {
      periods: periods.map(({ name, from, to }) => `${name} (${from}, ${to})`).join("; "),
    }),
    ...(partitioning && partitionAttributes(partitioning)),
  };
}

/** How the rows are spread apart from where: the former cannot change without moving them all. */
function partitionAttributes({ by, subpartitionBy, partitions }: Partitioning): ModelAttributes {
  return {
    partition_by: methodSql(by),
    ...(subpartitionBy && { subpartition_by: methodSql(subpartitionBy) }),
    partitions: partitions.map((partition) => partitionSql(partition)).join(", "),
  };
}

function modelColumn(column: Column, table: Table): ModelColumn {
  const { name, type, nullable, autoIncrement, comment, generated } = column;
  const { name: typeName = fold(type), args } = typeParts(type) ?? {};
  const value = column.default;
  return {
    name,
    type,
    typeName,
    typeArguments: typeArguments(typeName, args),
    nullable,
    ...(value && { default: defaultSql(value, type) }),
    ...(generated && { generated: { expression: generated.expression, stored: generated.stored } }),
    identity: false,
    autoIncrement,
    ...charsetOf(table, column),
    ...(comment !== undefined && { comment }),
    attributes: columnAttributes(column, table),
  };
}

/** What stands in the parentheses of a type; the values of an enum or a set without their quotes. */
export function typeArguments(typeName: string, args: string | undefined): readonly string[] {
  if (args === undefined) return [];
  if (typeName === "enum" || typeName === "set") return valuesOf(args).map(literalValue);
  return args.split(",").map((text) => text.trim());
}

function columnAttributes(column: Column, table: Table): ModelAttributes {
  const maxBytes = varyingBytes(column, charsetOf(table, column).charset);
  const { onUpdate, invisible, srid, rowPeriod, withoutSystemVersioning, compressed } = column;
  return {
    // What decides whether a longer one takes another form of rows.
    ...(maxBytes !== undefined && { max_bytes: maxBytes }),
    ...(onUpdate !== undefined && { on_update: onUpdate }),
    ...(invisible && { invisible }),
    ...(srid !== undefined && { srid }),
    ...(rowPeriod !== undefined && { row_period: rowPeriod }),
    ...(withoutSystemVersioning && { without_system_versioning: true }),
    ...(compressed !== undefined && { compressed }),
  };
}

function modelPrimaryKey({ parts, type, comment, withoutOverlaps }: PrimaryKey): ModelIndex {
  return {
    name: "PRIMARY",
    unique: true,
    constraint: "primary_key",
    ...typeOf(type),
    parts: parts.map(modelPart),
    ...(comment !== undefined && { comment }),
    attributes: { ...(withoutOverlaps !== undefined && { without_overlaps: withoutOverlaps }) },
  };
}

function modelIndex(index: Index): ModelIndex {
  const { name, unique, type, parser, parts, comment, invisible, withoutOverlaps, options } = index;
  return {
    name,
    unique,
    ...typeOf(type),
    parts: parts.map(modelPart),
    ...(comment !== undefined && { comment }),
    attributes: {
      ...(parser !== undefined && { parser }),
      visible: !invisible,
      ...(withoutOverlaps !== undefined && { without_overlaps: withoutOverlaps }),
      ...Object.fromEntries(options.map((option) => [option.name.toLowerCase(), option.value])),
    },
  };
}

/** `BTREE` is what an index is without a type. */
function typeOf(type: Index["type"]): { readonly type?: string } {
  return type === "BTREE" ? {} : { type: type.toLowerCase() };
}

function modelPart({ column, expression, prefix, descending }: IndexPart): ModelIndex["parts"][number] {
  return {
    ...(column !== undefined && { column }),
    ...(expression !== undefined && { expression }),
    ...(prefix !== undefined && { prefix }),
    ...(descending && { desc: true }),
  };
}

function modelForeignKey({ name, columns, references, onUpdate, onDelete }: ForeignKey): ModelForeignKey {
  return {
    name,
    columns,
    refSchema: references.schema,
    refTable: references.name,
    refColumns: references.columns,
    onUpdate,
    onDelete,
    validated: true,
    attributes: {},
  };
}
