import { supports } from "../../flavour.ts";
import { typeFamily, typeParts } from "../../types.ts";
import type { Deed } from "./algorithm.ts";
import type { Work } from "./clause.ts";
import { varyingBytes } from "./column-sql.ts";
import { sameColumn } from "./compare.ts";
import { charsetOf, fold, type Pair, sameExpression } from "./equal.ts";
import type { Column, Index, Table } from "./model.ts";
import { onlyAppends, valuesOf } from "./values.ts";

/** What the server does to add a column at the end of a table. */
export function additionDeeds(column: Column): readonly Deed[] {
  if (column.generated) return [column.generated.stored ? "add_stored_column" : "add_virtual_column"];
  if (column.rowPeriod !== undefined) return ["add_system_versioning"];
  if (column.autoIncrement) return ["add_counting_column"];
  const given = column.default;
  if (!given || "literal" in given || /^\(?current_timestamp(?:\(\d*\))?\)?$/i.test(given.sql))
    return ["add_column"];
  return [
    /\b(?:uuid|uuid_short|rand|random_bytes|nextval|sys_guid)\b|next value/i.test(given.sql)
      ? "add_column_by_call"
      : "add_column_by_expression",
  ];
}

/** @param goesWith - an index goes along with it. */
export function dropDeeds(column: Column, goesWith: boolean, { from, to, server }: Work): readonly Deed[] {
  const isVirtual = column.generated?.stored === false;
  const behind = from.columns.slice(from.columns.indexOf(column) + 1);
  const moves = behind.some(
    ({ name, generated }) =>
      generated?.stored === false && to.columns.some((other) => fold(other.name) === fold(name)),
  );
  if (moves && !isVirtual && !supports(server, "dropBeforeVirtual")) return ["drop_column_before_virtual"];
  if (!goesWith) return [isVirtual ? "drop_virtual_column" : "drop_column"];
  return [isVirtual ? "drop_indexed_virtual_column" : "drop_indexed_column"];
}

/** What the server does for a MODIFY COLUMN. */
export function modifyDeeds(columns: Pair<Column>, work: Work): readonly Deed[] {
  const { from, to } = columns;
  const tables = { from: work.from, to: work.to };
  const found: Deed[] = [
    ...(from.name === to.name ? [] : ["rename_column" as const]),
    ...generatedDeeds(columns, work),
    ...typeDeeds(columns, work),
    ...collationDeeds(columns, work),
    ...nullDeeds(columns, work),
    ...(from.autoIncrement === to.autoIncrement ? [] : [countingDeed(to, work)]),
    ...(from.compressed === to.compressed ? [] : ["change_type" as const]),
    ...(from.srid === to.srid ? [] : [sridDeed(to, work)]),
    ...(from.rowPeriod === to.rowPeriod ? [] : ["change_type" as const]),
  ];
  return found.length > 0 || sameColumn(tables, columns) ? found : ["change_column_facts"];
}

/** MySQL looks at every value, unless nothing is asked of them any more. */
function sridDeed(to: Column, { server }: Work): Deed {
  return to.srid === undefined || supports(server, "refSystemId") ? "change_column_facts" : "change_type";
}

function countingDeed(to: Column, work: Work): Deed {
  if (!to.autoIncrement) return "count_off";
  const isKey = [work.from, work.to].some(({ primaryKey }) => hasPart(primaryKey?.parts ?? [], to));
  return isKey ? "count_on_primary_key" : "count_on";
}

function generatedDeeds({ from, to }: Pair<Column>, { from: table }: Work): readonly Deed[] {
  if (!from.generated && !to.generated) return [];
  if (!from.generated || !to.generated) return ["change_stored_expression"];
  const isSame =
    from.generated.stored === to.generated.stored &&
    sameExpression(from.generated.expression, to.generated.expression);
  if (isSame) return [];
  const isIndexed = table.indexes.some((index) => hasPart(index.parts, from));
  return [to.generated.stored || isIndexed ? "change_stored_expression" : "change_virtual_expression"];
}

function hasPart(parts: readonly { readonly column?: string }[], { name }: Column): boolean {
  return parts.some(({ column }) => column !== undefined && fold(column) === fold(name));
}

function typeDeeds(columns: Pair<Column>, work: Work): readonly Deed[] {
  const [from, to] = [typeParts(columns.from.type), typeParts(columns.to.type)];
  if (columns.from.type === columns.to.type) return [];
  if (!from || !to || columns.from.generated) return ["change_type"];
  const family = typeFamily(from.name);
  const isSameInteger = asInteger(from.name) === asInteger(to.name) && from.unsigned === to.unsigned;
  if (isSameInteger && (family === "integer" || family === "bool")) return ["change_column_facts"];
  if (from.name !== to.name) return ["change_type"];
  if (family === "values")
    return [onlyAppends(from.name, valuesOf(from.args), valuesOf(to.args)) ? "append_values" : "change_type"];
  return [widensInPlace(columns, work) ? "widen_column" : "change_type"];
}

function asInteger(name: string): string {
  return name === "bool" ? "tinyint" : name;
}

/**
 * A text that may get longer keeps its rows as long as its length takes as many bytes as before. Lengths up to 127 take
 * one byte in any case, which MariaDB makes use of.
 */
function widensInPlace(columns: Pair<Column>, { from, to, server }: Work): boolean {
  const before = varyingBytes(columns.from, charsetOf(from, columns.from).charset);
  const after = varyingBytes(columns.to, charsetOf(to, columns.to).charset);
  if (before === undefined || after === undefined || after < before) return false;
  return before < 256 === after < 256 || (server.flavour === "mariadb" && before < 128);
}

/** Character sets whose texts are texts of the other as they stand. */
function isExtended(from: string | undefined, to: string | undefined): boolean {
  return from === to || (from === "utf8mb3" && to === "utf8mb4");
}

function collationDeeds(columns: Pair<Column>, work: Work): readonly Deed[] {
  const tables = { from: work.from, to: work.to };
  const [from, to] = [charsetOf(tables.from, columns.from), charsetOf(tables.to, columns.to)];
  if (from.charset === to.charset && from.collation === to.collation) return [];
  if (from.charset === undefined || to.charset === undefined) return [];
  const { name = "" } = typeParts(columns.to.type) ?? {};
  if (!isExtended(from.charset, to.charset)) return ["change_type"];
  if (typeFamily(name) === "values") return ["change_values_collation"];
  if (name === "varchar" && !widensInPlace(columns, work)) return ["change_type"];
  const isIndexed = [tables.from, tables.to].some((table) =>
    table.indexes.some(({ parts }) => hasPart(parts, columns.from)),
  );
  const isKey = hasPart(tables.from.primaryKey?.parts ?? [], columns.from);
  if (isKey) return ["change_type"];
  return [isIndexed ? "change_indexed_collation" : "change_collation"];
}

function nullDeeds({ from, to }: Pair<Column>, { server }: Work): readonly Deed[] {
  if (from.nullable === to.nullable) return [];
  // The keywords say nothing of a computed column of MariaDB, and it is as nullable as its expression.
  if (to.nullable) return ["not_null_to_null"];
  const isTimestamp = /^timestamp/i.test(to.type);
  return [server.flavour === "mariadb" && isTimestamp ? "change_type" : "null_to_not_null"];
}

export function indexDeed(index: Index, table: Table): Deed {
  if (index.type === "FULLTEXT") return "add_fulltext_index";
  if (index.type === "VECTOR") return "add_vector_index";
  const isComputed = index.parts.some(({ expression }) => expression !== undefined);
  if (isComputed) return "add_functional_index";
  if (!hasRowKey(table) && isRowKey(index, table)) return "add_primary_key";
  return index.type === "SPATIAL" ? "add_locking_index" : "add_index";
}

/** InnoDB keeps the rows of a table without a primary key by its first unique index over columns without NULL. */
function isRowKey({ unique, parts }: Index, { columns }: Table): boolean {
  return (
    unique &&
    parts.every(
      ({ column, prefix }) =>
        prefix === undefined &&
        columns.some(({ name, nullable }) => !nullable && fold(name) === fold(column ?? "")),
    )
  );
}

function hasRowKey(table: Table): boolean {
  return table.primaryKey !== undefined || table.indexes.some((index) => isRowKey(index, table));
}

export function indexDropDeed(index: Index, table: Table): Deed {
  const others = { ...table, indexes: table.indexes.filter((other) => other !== index) };
  if (isRowKey(index, table) && !hasRowKey(others)) return "drop_primary_key";
  return index.parts.some(({ expression }) => expression !== undefined)
    ? "drop_functional_index"
    : "drop_index";
}
