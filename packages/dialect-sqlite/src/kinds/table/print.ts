import { fold, ident, inParentheses } from "../../text.ts";
import type { Column, Conflict, ForeignKey, Index, KeyPart, PrimaryKey, Table } from "./model.ts";

/**
 * CREATE TABLE without its indexes.
 *
 * @param indent - put before each definition on a line of its own; empty: all on one line.
 */
export function createTableSql(table: Table, indent: string): string {
  const { primaryKey } = table;
  const withColumn = primaryKey && (primaryKey.autoincrement || primaryKey.notRowid) ? primaryKey : undefined;
  const definitions = [
    ...table.columns.map((column) =>
      columnSql(
        column,
        fold(withColumn?.parts[0]?.column ?? "") === fold(column.name) ? withColumn : undefined,
      ),
    ),
    ...(primaryKey && !withColumn
      ? [
          `${named(primaryKey.name)}PRIMARY KEY (${partsSql(primaryKey.parts)})${conflictSql(primaryKey.conflict)}`,
        ]
      : []),
    ...table.uniques.map(
      (key) => `${named(key.name)}UNIQUE (${partsSql(key.parts)})${conflictSql(key.conflict)}`,
    ),
    ...table.foreignKeys.map(foreignKeySql),
    ...table.checks.map(
      (check) => `${named(check.name)}CHECK ${check.expression}${conflictSql(check.conflict)}`,
    ),
  ];
  const body =
    indent === ""
      ? `(${definitions.join(", ")})`
      : `(\n${definitions.map((line) => indent + line).join(",\n")}\n)`;
  const options = [...(table.withoutRowid ? ["WITHOUT ROWID"] : []), ...(table.strict ? ["STRICT"] : [])];
  return `CREATE TABLE ${ident(table.name)} ${body}${options.length > 0 ? ` ${options.join(", ")}` : ""}`;
}

/** @param primaryKey - when it has to be declared with the column. */
export function columnSql(column: Column, primaryKey?: PrimaryKey): string {
  const words = [ident(column.name)];
  if (column.type !== "") words.push(typeSql(column.type));
  words.push((column.notNull ? "NOT NULL" : "NULL") + conflictSql(column.notNullConflict));
  if (column.default !== undefined) words.push(`DEFAULT ${column.default}`);
  if (column.collation !== undefined) words.push(collationSql(column.collation));
  if (primaryKey) {
    const order = primaryKey.parts[0]?.descending ? " DESC" : "";
    const tail = conflictSql(primaryKey.conflict) + (primaryKey.autoincrement ? " AUTOINCREMENT" : "");
    words.push(`${named(primaryKey.name)}PRIMARY KEY${order}${tail}`);
  }
  if (column.generated)
    words.push(`AS ${column.generated.expression} ${column.generated.stored ? "STORED" : "VIRTUAL"}`);
  return words.join(" ");
}

/** A type with a known name in lower case: `decimal(10,2)`. */
export function typeSql(type: string): string {
  const open = type.indexOf("(");
  const name = open < 0 ? type : type.slice(0, open).trimEnd();
  const lower = fold(name);
  return (knownTypes.has(lower) ? lower : name) + (open < 0 ? "" : type.slice(open));
}

const knownTypes = new Set(
  (
    "bool,boolean,blob,int,int2,int8,integer,tinyint,smallint,mediumint,bigint,uint64,unsigned big int,real,double," +
    "double precision,float,numeric,decimal,char,character,varchar,varying character,nchar,native character," +
    "nvarchar,text,clob,json,jsonb,date,datetime,time,timestamp,uuid,any"
  ).split(","),
);

export function createIndexSql(index: Index, table: string): string {
  const where = index.where === undefined ? "" : ` WHERE ${index.where}`;
  const unique = index.unique ? "UNIQUE " : "";
  return `CREATE ${unique}INDEX ${ident(index.name)} ON ${ident(table)} (${partsSql(index.parts)})${where}`;
}

function partsSql(parts: readonly KeyPart[]): string {
  return parts
    .map((part) => {
      const what = part.column === undefined ? inParentheses(part.expression ?? "") : ident(part.column);
      const collation = part.collation === undefined ? "" : ` ${collationSql(part.collation)}`;
      return what + collation + (part.descending ? " DESC" : "");
    })
    .join(", ");
}

function foreignKeySql(key: ForeignKey): string {
  const names = (list: readonly string[]): string => `(${list.map(ident).join(", ")})`;
  return [
    `${named(key.name)}FOREIGN KEY ${names(key.columns)} REFERENCES ${ident(key.refTable)}`,
    ...(key.refColumns.length > 0 ? [names(key.refColumns)] : []),
    ...(key.match === undefined ? [] : [`MATCH ${ident(key.match)}`]),
    `ON UPDATE ${key.onUpdate ?? "NO ACTION"}`,
    `ON DELETE ${key.onDelete ?? "NO ACTION"}`,
    ...(key.deferred ? ["DEFERRABLE INITIALLY DEFERRED"] : []),
  ].join(" ");
}

function collationSql(name: string): string {
  return `COLLATE ${/^[A-Za-z]\w*$/.test(name) ? name : ident(name)}`;
}

function named(name: string | undefined): string {
  return name === undefined ? "" : `CONSTRAINT ${ident(name)} `;
}

function conflictSql(conflict: Conflict | undefined): string {
  return conflict === undefined ? "" : ` ON CONFLICT ${conflict}`;
}
