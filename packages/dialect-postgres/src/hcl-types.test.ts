import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Table } from "./kinds/table/index.ts";
import { postgres } from "./dialect.ts";

/** A word of HCL, the canonical SQL it stands for, and how that is written; absent: the same again. */
const words: readonly (readonly [hcl: string, sql: string, printed?: string])[] = [
  ["bit", "bit"],
  ["bit(1)", "bit", "bit"],
  ["bit(2)", "bit(2)"],
  ["bit_varying", "bit varying"],
  ["bit_varying(3)", "bit varying(3)"],
  ["boolean", "boolean"],
  ["bool", "boolean", "boolean"],
  ["smallint", "smallint"],
  ["int2", "smallint", "smallint"],
  ["integer", "integer"],
  ["int", "integer", "integer"],
  ["int4", "integer", "integer"],
  ["bigint", "bigint"],
  ["int8", "bigint", "bigint"],
  ["numeric", "numeric"],
  ["decimal", "numeric", "numeric"],
  ["numeric(5)", "numeric(5)"],
  ["decimal(5,2)", "numeric(5,2)", "numeric(5,2)"],
  ["numeric(3,-2)", "numeric(3,-2)"],
  ["real", "real"],
  ["float4", "real", "real"],
  ["double_precision", "double precision"],
  ["float8", "double precision", "double_precision"],
  ["float", "double precision", "double_precision"],
  ["float(24)", "real", "real"],
  ["float(25)", "double precision", "double_precision"],
  ["character_varying", "character varying"],
  ["character_varying(255)", "character varying(255)"],
  ["varchar(255)", "character varying(255)", "character_varying(255)"],
  ["varchar", "character varying", "character_varying"],
  ["character(2)", "character(2)"],
  ["character", "character(1)", "character(1)"],
  ["char(3)", "character(3)", "character(3)"],
  ["time(3)", "time(3)"],
  ["timetz", "timetz"],
  ["timestamp(6)", "timestamp", "timestamp"],
  ["timestamp(3)", "timestamp(3)"],
  ["timestamptz(0)", "timestamptz(0)"],
  ["interval", "interval"],
  ["interval(3)", "interval(3)"],
  ["interval(6)", "interval", "interval"],
  ["second", "interval second"],
  ["second(3)", "interval second(3)"],
  ["day_to_second(2)", "interval day to second(2)"],
  ["hour_to_second", "interval hour to second"],
  ["minute_to_second(1)", "interval minute to second(1)"],
  ["year_to_month", "interval year to month"],
  ["day_to_hour", "interval day to hour"],
  ["day_to_minute", "interval day to minute"],
  ["hour_to_minute", "interval hour to minute"],
  ["year", "interval year"],
  ["month", "interval month"],
  ["day", "interval day"],
  ["hour", "interval hour"],
  ["minute", "interval minute"],
  ...(
    "money bpchar text name bytea date time timestamp timestamptz json jsonb uuid xml hstore tsvector tsquery " +
    "cidr inet macaddr macaddr8 circle line lseg box path point polygon int4range int8range numrange tsrange " +
    "tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange " +
    "datemultirange xid xid8 oid regclass regcollation regconfig regdictionary regnamespace regoper " +
    "regoperator regproc regprocedure regrole regtype any anyelement anyarray anynonarray anyenum internal " +
    "record trigger event_trigger void unknown"
  )
    .split(" ")
    .map((word) => [word, word] as const),
  ['sql("text[]")', "text[]"],
  ['sql("varchar(9)[3][]")', "character varying(9)[]", 'sql("character varying(9)[]")'],
  ['sql("int8")', "bigint", "bigint"],
  ['sql("geometry(Point,4326)")', "geometry(Point,4326)"],
  ['sql("public.citext")', "public.citext"],
];

describe("a type in HCL", () => {
  for (const [hcl, sql, printed = hcl] of words)
    it(`${hcl} is ${sql}${printed === hcl ? "" : `, written ${printed}`}`, () => {
      assert.equal(columnOf(hcl)?.type, sql);
      assert.equal(printed, written(hcl));
    });

  for (const [hcl, integer, printed] of [
    ["smallserial", "smallint", "smallserial"],
    ["serial2", "smallint", "smallserial"],
    ["serial", "integer", "serial"],
    ["serial4", "integer", "serial"],
    ["bigserial", "bigint", "bigserial"],
    ["serial8", "bigint", "bigserial"],
    ['sql("serial")', "integer", "serial"],
  ] as const)
    it(`${hcl} is ${integer} with a sequence of its own`, () => {
      const column = columnOf(hcl);
      assert.equal(column?.type, integer);
      assert.equal(column?.serial?.sequence, "t_c_seq");
      assert.equal(written(hcl), printed);
    });

  for (const [hcl, sql, typeRef] of [
    ["enum.mood", '"mood"', { kind: "enum", schema: "", name: "mood" }],
    ["domain.email", '"email"', { kind: "domain", schema: "", name: "email" }],
    ["composite.address", '"address"', { kind: "composite", schema: "", name: "address" }],
    ["range.floats", '"floats"', { kind: "range", schema: "", name: "floats" }],
    ["table.other", '"other"', { kind: "table", schema: "", name: "other" }],
    ['sql("mood[]")', "mood[]", { kind: "enum", schema: "", name: "mood" }],
    ['sql("floats_multirange")', "floats_multirange", { kind: "range", schema: "", name: "floats" }],
  ] as const)
    it(`${hcl} is a type of one's own, which the table needs`, () => {
      const column = columnOf(hcl);
      assert.equal(column?.type, sql);
      assert.deepEqual(column?.typeRef, typeRef);
      assert.equal(written(hcl), hcl);
    });

  it("is written in quotes where SQL would take the name for something else", () => {
    for (const [type, printed] of [
      ['"text"', String.raw`sql("\"text\"")`],
      ['"order"[]', String.raw`sql("\"order\"[]")`],
      ['"Mood"[]', String.raw`sql("\"Mood\"[]")`],
      ['"a b"."mood"[]', String.raw`sql("\"a b\".mood[]")`],
      ['"public"."mood"[]', 'sql("public.mood[]")'],
    ] as const)
      assert.equal(printedType(type), printed);
  });

  for (const [hcl, message] of [
    ["foo", 'Unknown column.type; There is no type named "foo".'],
    ["int(3)", 'Type "int" does not accept attributes'],
    ["numeric(1,2,3)", 'too many arguments for type definition "numeric"'],
    ["varchar(x)", 'the argument "x" of type "varchar" is not a whole number'],
    ["float(54)", "postgres: precision for type float must be between 1 and 53: 54"],
  ] as const)
    it(`${hcl} is refused: ${message}`, () => assert.throws(() => columnOf(hcl), { code: "E_HCL", message }));

  it("names the type that was probably meant", () =>
    assert.throws(() => columnOf("intger"), { hint: /integer/ }));
});

const others = `
enum "mood" {
  schema = schema.public
  values = ["ok"]
}
domain "email" {
  schema = schema.public
  type   = text
}
composite "address" {
  schema = schema.public
  field "street" {
    type = text
  }
}
range "floats" {
  schema  = schema.public
  subtype = double_precision
}
table "other" {
  schema = schema.public
}
schema "public" {
}
`;

function readTable(type: string) {
  const text = `table "t" {
  schema = schema.public
  column "c" {
    type = ${type}
  }
}${others}`;
  const declared = postgres.hcl?.read([{ name: "t.hcl", text }], { bound: true, variables: {} });
  return declared?.objects ?? [];
}

function columnOf(type: string) {
  // The text declares a table of this name.
  return (readTable(type).find(({ name }) => name === "t") as Table).columns[0];
}

function written(type: string): string | undefined {
  return typeIn(readTable(type));
}

/** Of a column whose type the document does not declare. */
function printedType(type: string): string | undefined {
  const [table, ...rest] = readTable("text");
  // As above.
  const { columns, ...more } = table as Table;
  const typed = { ...more, columns: columns.map((column) => ({ ...column, type })) };
  return typeIn([typed, ...rest.filter(({ kind }) => kind === "enum")]);
}

function typeIn(objects: ReturnType<typeof readTable>): string | undefined {
  const text = postgres.hcl?.print({
    dialect: "postgres",
    version: "16.0",
    scope: { bound: "public", schemas: [] },
    objects,
    unmanaged: [],
  });
  const start = text?.indexOf('table "t"') ?? 0;
  return /^ +type += (.*)$/m.exec(text?.slice(start) ?? "")?.[1];
}
