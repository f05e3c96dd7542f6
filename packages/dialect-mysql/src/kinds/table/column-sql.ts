import { AtlasError } from "@atlas/core";
import { inParentheses } from "../../expressions.ts";
import { type Server, supports } from "../../flavour.ts";
import { doubleQuoted, ident } from "../../text.ts";
import { isCharacterType, isNumericType, typeFamily, typeParts } from "../../types.ts";
import { charsetKey, charsetOfCollation, collationKey, fold } from "./equal.ts";
import type { Column, Default, Table } from "./model.ts";

/**
 * A column as CREATE TABLE and ALTER TABLE have it: name, type, character set, expression, NULL, default, then what
 * stands behind in any order.
 *
 * @param table - the table as it will be; what it says of the character set is not said again.
 * @throws {AtlasError} `E_INPUT` for a character set of a column that has none.
 */
export function columnSql(table: Table, column: Column, server: Server): string {
  return `${ident(column.name)} ${definitionSql(table, column, server)}`;
}

function definitionSql(table: Table, column: Column, server: Server): string {
  const { charset, collation } = ownCharset(table, column);
  if (column.rowPeriod !== undefined)
    return [
      column.type,
      `GENERATED ALWAYS AS ROW ${column.rowPeriod}`,
      ...(column.invisible ? ["INVISIBLE"] : []),
      ...comment(column),
    ].join(" ");
  const isOfType = supports(server, "refSystemId");
  return [
    column.type,
    // MariaDB takes it for a part of the type.
    ...(column.srid === undefined || !isOfType ? [] : [`REF_SYSTEM_ID=${column.srid}`]),
    ...(charset === undefined ? [] : [`CHARSET ${charset}`]),
    // MariaDB takes a collation only before the expression.
    ...(column.generated && collation !== undefined ? [`COLLATE ${collation}`] : []),
    ...(column.compressed === undefined ? [] : [column.compressed]),
    ...generated(column),
    ...(column.generated && !supports(server, "generatedNull")
      ? []
      : [column.nullable ? "NULL" : "NOT NULL"]),
    ...(column.default ? [`DEFAULT ${defaultSql(column.default, column.type)}`] : []),
    ...(column.onUpdate === undefined ? [] : [`ON UPDATE ${column.onUpdate}`]),
    ...(column.autoIncrement ? ["AUTO_INCREMENT"] : []),
    ...(column.srid === undefined || isOfType ? [] : [`SRID ${column.srid}`]),
    ...(column.invisible ? ["INVISIBLE"] : []),
    ...comment(column),
    ...(!column.generated && collation !== undefined ? [`COLLATE ${collation}`] : []),
    ...(column.withoutSystemVersioning ? ["WITHOUT SYSTEM VERSIONING"] : []),
    ...columnCheckSql(table, column, server),
  ].join(" ");
}

function comment({ comment: text = "" }: Column): readonly string[] {
  return text === "" ? [] : [`COMMENT ${doubleQuoted(text)}`];
}

function generated({ generated: computed }: Column): readonly string[] {
  return computed
    ? [`AS ${inParentheses(computed.expression)} ${computed.stored ? "STORED" : "VIRTUAL"}`]
    : [];
}

/** What the column has to say as its table does not say it. */
function ownCharset(
  table: Table,
  column: Column,
): { readonly charset?: string; readonly collation?: string } {
  const { charset, collation } = column;
  if (!isCharacterType(column.type)) {
    const attribute = charset === undefined ? (collation === undefined ? undefined : "COLLATE") : "CHARSET";
    if (attribute === undefined || hasUsualCharset(column)) return {};
    throw new AtlasError(
      "E_INPUT",
      `column "${column.name}" of type ${column.type} does not support the ${attribute} attribute`,
      {
        details: { table: table.name, column: column.name },
        hint: "Leave the attribute out: only columns of text have a character set.",
      },
    );
  }
  const tableCharset = charsetKey(table.charset ?? charsetOfCollation(table.collation));
  const isTables = charset === undefined || charsetKey(charset) === tableCharset;
  const isTablesCollation =
    collation === undefined || collationKey(collation) === collationKey(table.collation);
  return {
    ...(!isTables && { charset }),
    ...((!isTables || !isTablesCollation) && collation !== undefined && { collation }),
  };
}

/** JSON is text of one character set, and servers say so of columns that nobody said it of. */
function hasUsualCharset({ type }: Column): boolean {
  return fold(type) === "json";
}

/** MariaDB has checks that stand with a column; those of JSON come by themselves, but in old versions. */
function columnCheckSql(table: Table, column: Column, server: Server): readonly string[] {
  const check = table.checks.find(({ column: of }) => of !== undefined && fold(of) === fold(column.name));
  if (check) return [`CHECK ${inParentheses(check.expression)}`];
  const isJson = fold(column.type) === "json" && supports(server, "jsonAlias");
  return isJson && !supports(server, "jsonCheck") ? [`CHECK (json_valid(${ident(column.name)}))`] : [];
}

/** A default as SQL writes it behind `DEFAULT`. @param type - of its column. */
export function defaultSql(value: Default, type: string): string {
  if ("literal" in value) {
    const { literal } = value;
    // In a column of text the same characters are a text.
    const isBare =
      (!isCharacterType(type) && /^(?:0x[0-9a-f]+|b'[01]*')$/i.test(literal)) ||
      (isNumericType(type) && isNumber(literal));
    return isBare ? literal : doubleQuoted(literal);
  }
  const { sql } = value;
  const isTimestamp = typeFamily(type) === "time" && /^current_timestamp(\(\d*\))?$/i.test(sql);
  if (isTimestamp || sql.startsWith("(") || isNumber(sql) || /^(?:0x[0-9a-f]+|[bx]'[0-9a-f]*')$/i.test(sql))
    return sql;
  return /^(?:'.*'|".*"|null)$/is.test(sql) ? sql : inParentheses(sql);
}

function isNumber(text: string): boolean {
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text);
}

/** Bytes that a value of a `varchar` or `varbinary` may take; `undefined`: of another type. */
export function varyingBytes(column: Column, charset: string | undefined): number | undefined {
  const { name, args } = typeParts(column.type) ?? {};
  if (name === "varbinary") return Number(args);
  return name === "varchar" ? Number(args) * (bytesOf.get(charset ?? "") ?? 1) : undefined;
}

/** Bytes that one character may take; of all others one. */
const bytesOf: ReadonlyMap<string, number> = new Map([
  ["utf8mb4", 4],
  ["utf16", 4],
  ["utf16le", 4],
  ["utf32", 4],
  ["gb18030", 4],
  ["utf8mb3", 3],
  ["eucjpms", 3],
  ["ujis", 3],
  ["ucs2", 2],
  ["big5", 2],
  ["cp932", 2],
  ["sjis", 2],
  ["euckr", 2],
  ["gb2312", 2],
  ["gbk", 2],
]);
