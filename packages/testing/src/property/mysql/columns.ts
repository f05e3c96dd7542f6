import type { Flavour } from "@atlas/dev-database";
import fc from "fast-check";

/** A type that a column may have, with the values that fit it. */
interface Type {
  readonly sql: string;
  /** As SQL writes them behind DEFAULT. */
  readonly defaults?: readonly string[];
  readonly onUpdate?: string;
  readonly only?: Flavour;
  /** An index of it holds but its beginning. */
  readonly isLong?: true;
  /** No index holds it, but one of its own type. */
  readonly isWithoutKey?: true;
}

const texts = ["'it''s'", "''", "'NULL'", "(lower('X\\'y'))"];
const now = ["CURRENT_TIMESTAMP", "'2020-02-29 12:00:00'"];

/** The types of each column. Each may follow each other, as no row stands in the way. */
const types: Readonly<Record<string, readonly Type[]>> = {
  number: [
    { sql: "int", defaults: ["0", "-7", "(1 + 2)"] },
    { sql: "bigint unsigned", defaults: ["7", "18446744073709551615"] },
    { sql: "smallint(5) unsigned zerofill", defaults: ["3"] },
    { sql: "tinyint", defaults: ["-1"] },
    { sql: "bool", defaults: ["true", "0"] },
    { sql: "mediumint(9)", defaults: ["0"] },
  ],
  amount: [
    { sql: "decimal(8,2)", defaults: ["1.50", "0", "(1.5 * 2)"] },
    { sql: "decimal(12,4) unsigned", defaults: ["1"] },
    { sql: "float", defaults: ["1.5"] },
    { sql: "double", defaults: ["1e10", "-0.5"] },
    { sql: "float(7,3)", defaults: ["1.25"] },
  ],
  word: [
    { sql: "varchar(10)", defaults: texts },
    { sql: "varchar(300)", defaults: texts },
    { sql: "char(7) COLLATE utf8mb4_bin", defaults: texts },
    { sql: "varchar(20) CHARACTER SET latin1 COLLATE latin1_german1_ci", defaults: texts },
    { sql: "varchar(20) CHARACTER SET ascii", defaults: texts },
    { sql: "text", defaults: ["('x')"], isLong: true },
    {
      sql: "tinytext CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
      defaults: ["('é\\\\')"],
      isLong: true,
    },
    { sql: "char(5)", defaults: texts },
  ],
  "some day": [
    { sql: "date", defaults: ["'2020-02-29'"] },
    { sql: "datetime", defaults: now, onUpdate: "CURRENT_TIMESTAMP" },
    { sql: "datetime(3)", defaults: ["CURRENT_TIMESTAMP(3)"], onUpdate: "CURRENT_TIMESTAMP(3)" },
    { sql: "timestamp", defaults: now, onUpdate: "CURRENT_TIMESTAMP" },
    { sql: "timestamp(6)", defaults: ["CURRENT_TIMESTAMP(6)"], onUpdate: "CURRENT_TIMESTAMP(6)" },
    { sql: "time(2)", defaults: ["'10:00:00'"] },
    { sql: "year", defaults: ["2020"] },
  ],
  Mood: [
    { sql: "enum('ok','it''s','d,e')", defaults: ["'ok'", "'it''s'"] },
    { sql: "enum('ok','so-so','it''s','d,e')", defaults: ["'d,e'"] },
    { sql: "set('x','y','ok')", defaults: ["'x,y'", "''"] },
    { sql: "varchar(9)", defaults: ["'ok'"] },
  ],
  bytes: [
    { sql: "binary(4)", defaults: ["'abcd'"] },
    { sql: "varbinary(9)", defaults: ["x'00ff'", "''"] },
    { sql: "bit(5)", defaults: ["b'101'"] },
    { sql: "blob", isLong: true },
    { sql: "longblob", isLong: true },
  ],
  document: [
    { sql: "json", defaults: ["(json_object())"], isWithoutKey: true },
    { sql: "longtext", defaults: ["('{}')"], isLong: true },
  ],
  place: [
    { sql: "point", isWithoutKey: true },
    { sql: "geometry", isWithoutKey: true },
    { sql: "polygon SRID 4326", only: "mysql", isWithoutKey: true },
    { sql: "linestring", isWithoutKey: true },
  ],
  "o`dd": [
    { sql: "char(36) CHARACTER SET ascii" },
    { sql: "inet6", only: "mariadb", defaults: ["'::1'"] },
    { sql: "uuid", only: "mariadb" },
    { sql: "varchar(50) COMPRESSED", only: "mariadb", isWithoutKey: true },
    { sql: "vector(3)", only: "mysql", isWithoutKey: true },
    { sql: "binary(16)" },
  ],
};

export const columnNames = Object.keys(types);

const comments = ["A comment", 'It\'s "two"\n\\lines; ${not} a template %{', "é日"];

interface Column {
  readonly type: number;
  readonly nullable: boolean;
  readonly value: number;
  readonly onUpdate: boolean;
  readonly comment: number;
  readonly invisible: boolean;
}

export type Columns = Readonly<Record<string, Column | null>>;

const column: fc.Arbitrary<Column> = fc.record({
  type: fc.nat(7),
  nullable: fc.boolean(),
  value: fc.nat(5),
  onUpdate: fc.boolean(),
  comment: fc.nat(8),
  invisible: fc.nat(7).map((one) => one === 7),
});

/** Some of the columns that a table may have. */
export const someColumns: fc.Arbitrary<Columns> = fc
  .tuple(...columnNames.map(() => fc.option(column, { freq: 1 })))
  .map((chosen) => Object.fromEntries(columnNames.map((name, at) => [name, chosen[at] ?? null])));

export function typeOf(name: string, { type }: Column, flavour: Flavour): Type {
  const fitting = (types[name] ?? []).filter(({ only = flavour }) => only === flavour);
  return fitting[type % fitting.length] ?? { sql: "int" };
}

export function columnSql(name: string, column: Column, flavour: Flavour): string {
  const { sql, defaults = [], onUpdate } = typeOf(name, column, flavour);
  const value = defaults[column.value];
  const comment = comments[column.comment];
  // A timestamp without either has values of its own on old servers.
  const isNullable = column.nullable || (value === undefined && sql.startsWith("timestamp"));
  return [
    `${ident(name)} ${sql.replace(/ SRID .*/, "")}`,
    isNullable ? "NULL" : "NOT NULL",
    sql.includes(" SRID ") ? sql.slice(sql.indexOf("SRID")) : "",
    column.invisible ? "INVISIBLE" : "",
    value === undefined ? "" : `DEFAULT ${value}`,
    onUpdate !== undefined && column.onUpdate ? `ON UPDATE ${onUpdate}` : "",
    comment === undefined ? "" : `COMMENT ${literal(comment)}`,
  ]
    .filter((word) => word !== "")
    .join(" ");
}

export function ident(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

export function literal(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\n", "\\n")}'`;
}
