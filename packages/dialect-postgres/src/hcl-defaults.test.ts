import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Table } from "./kinds/table/index.ts";
import { postgres } from "./dialect.ts";

/** Defaults as the model holds them, with the HCL that says the same. */
const pairs: readonly (readonly [type: string, sql: string, hcl: string])[] = [
  ["text", "'x'", '"x"'],
  ["text", "'it''s ${here}'", '"it\'s $${here}"'],
  ["text", "''", '""'],
  ["text", "now()", 'sql("now()")'],
  ["text", "'7'", '"7"'],
  // A text in quotes would lose them.
  ["text", "'\"x\"'", String.raw`sql("'\"x\"'")`],
  ["jsonb", "'\"x\"'", String.raw`sql("'\"x\"'")`],
  ["jsonb", "'{}'", '"{}"'],
  ["integer", "0", "0"],
  ["integer", "-1", "-1"],
  ["bigint", "9223372036854775807", "9223372036854775807"],
  ["numeric(6,2)", "4.2", "4.2"],
  ["numeric(6,2)", "0.00", "0.00"],
  ["numeric", "0.12345678901234567890", "0.12345678901234567890"],
  ["numeric", "'NaN'", '"NaN"'],
  ["integer", "(1 + 1)", 'sql("(1 + 1)")'],
  ["boolean", "true", "true"],
  ["boolean", "false", "false"],
  ["interval", "'03:00:00'::interval", "sql(\"'03:00:00'::interval\")"],
  ["timestamptz", "CURRENT_TIMESTAMP", 'sql("CURRENT_TIMESTAMP")'],
  ["date", "'2020-01-01'", '"2020-01-01"'],
  ["text[]", "'{}'", '"{}"'],
  ["uuid", "gen_random_uuid()", 'sql("gen_random_uuid()")'],
  ["bit(3)", "B'101'::\"bit\"", String.raw`sql("B'101'::\"bit\"")`],
  ["bytea", "'\\xff'", String.raw`"\\xff"`],
  ["public.posint", "0", "0"],
];

/** What people write, and the SQL it stands for. */
const readings: readonly (readonly [type: string, hcl: string, sql: string | undefined])[] = [
  ["text", "7", "'7'"],
  ["text", "true", "'true'"],
  ["int", '"5"', "5"],
  ["bool", '"true"', "true"],
  ["text", "\"'x'\"", "'x'"],
  ["text", String.raw`"\"x\""`, "'x'"],
  ["money", "5", "'5'"],
  ["text", "null", undefined],
];

describe("a default in HCL", () => {
  for (const [type, sql, hcl] of pairs)
    it(`of ${type} ${sql} is written ${hcl}, and read as the same`, () => {
      assert.equal(printed(type, sql), hcl);
      assert.equal(read(`sql(${JSON.stringify(type)})`, hcl), sql);
    });

  for (const [type, hcl, sql] of readings)
    it(`of ${type} ${hcl} is ${sql ?? "none"}`, () => assert.equal(read(type, hcl), sql));
});

const schema = `schema "public" {\n}\n`;

function read(type: string, value: string): string | undefined {
  const text = `table "t" {
  schema = schema.public
  column "c" {
    type    = ${type}
    default = ${value}
  }
}
${schema}`;
  const declared = postgres.hcl?.read([{ name: "t.hcl", text }], { bound: true, variables: {} });
  // The text declares one table.
  const table = declared?.objects[0] as Table | undefined;
  return table?.columns[0]?.default;
}

function printed(type: string, value: string): string | undefined {
  const text = `table "t" {\n  schema = schema.public\n  column "c" {\n    type = text\n  }\n}\n${schema}`;
  const declared = postgres.hcl?.read([{ name: "t.hcl", text }], { bound: true, variables: {} });
  // As above.
  const table = declared?.objects[0] as Table;
  const columns = table.columns.map((column) => ({ ...column, type, default: value }));
  const state = { dialect: "postgres", version: "16.0", scope: { bound: "public", schemas: [] } };
  const said = postgres.hcl?.print({ ...state, objects: [{ ...table, columns } as Table], unmanaged: [] });
  return /^ +default += (.*)$/m.exec(said ?? "")?.[1];
}
