import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { format } from "../format.ts";
import { parse } from "../parse.ts";
import { printBlocks } from "./print.ts";
import type { PrintedAttribute, PrintedBlock, PrintedEntry } from "./printed.ts";
import { listOf, quoted, rawSql, referenceTo } from "./printed-values.ts";

type Attributes = Readonly<Record<string, string>>;

const block = (
  type: string,
  label: string | undefined,
  attributes: Attributes,
  ...blocks: readonly PrintedBlock[]
): PrintedBlock => {
  const body: readonly PrintedEntry[] = Object.entries(attributes).map(([name, value]): PrintedAttribute => ({
    name,
    value,
  }));
  return { type, labels: label === undefined ? [] : [label], body: [...body, ...blocks] };
};
const column = (name: string, isNull: boolean, type: string, rest: Attributes = {}): PrintedBlock =>
  block("column", name, { null: String(isNull), type, ...rest });
const columnsOf = (...names: readonly string[]): Attributes => ({
  columns: listOf(names.map((name) => referenceTo(["column", name]))),
});
const primaryKey = block("primary_key", undefined, columnsOf("id"));
const table = (name: string, schema: string, ...parts: readonly PrintedBlock[]): PrintedBlock =>
  block("table", name, { schema: referenceTo(["schema", schema]) }, ...parts);
const bound = "default_schema";
const standard = { comment: quoted("standard public schema") };

const mysql = (columns: readonly PrintedBlock[]): readonly PrintedBlock[] => [
  table(
    "users",
    bound,
    ...columns,
    primaryKey,
    block("index", "email", { unique: "true", ...columnsOf("email") }),
  ),
  block("schema", bound, { charset: quoted("utf8mb4"), collate: quoted("utf8mb4_0900_ai_ci") }),
];
const mysqlId = column("id", false, "int", { auto_increment: "true" });
const varchar = (name: string): PrintedBlock => column(name, false, "varchar(255)");
const sqlite = (...more: readonly PrintedBlock[]): readonly PrintedBlock[] => [
  table(
    "users",
    bound,
    column("id", true, "integer", { auto_increment: "true" }),
    column("name", true, "text"),
    ...more,
    primaryKey,
  ),
  block("schema", bound, {}),
];
const character = (name: string): PrintedBlock => column(name, false, "character_varying(255)");

/** Hashes that were published for these states. */
const vectors: Readonly<Record<string, readonly [hash: string, blocks: readonly PrintedBlock[]]>> = {
  "a table of PostgreSQL": [
    "lhl512tzvwQXJ9lroGuRNzGS6fiic8r9ohGMV+/Ij0w=",
    [
      table("t1", "public", column("id", false, "integer"), column("c1", true, "integer"), primaryKey),
      block("schema", "public", standard),
    ],
  ],
  "a table of CockroachDB": [
    "wa4lDTCrIsbIcV5zmh/yjjBZjoIXi8aF9BcrMJxMUco=",
    [
      table(
        "users",
        "public",
        column("id", false, "bigint", { default: rawSql("unique_rowid()") }),
        ...["name", "email", "short_bio"].map(character),
        primaryKey,
        block("index", "users_email_key", { unique: "true", ...columnsOf("email") }),
        block("storage_params", undefined, { schema_locked: "true" }),
      ),
      block("schema", "public", {}),
    ],
  ],
  "a table of MySQL": [
    "oAoRLC2AXyGha6pKDollSqBB5ovjB+qK78aAN9dkOow=",
    mysql([mysqlId, ...["name", "email", "short_bio"].map(varchar)]),
  ],
  "a table of MySQL with one more column": [
    "mlBKa2H4Mt7J8uStzuFj6Ps0XRIB9z3EuZPfOw6BeIA=",
    mysql([mysqlId, ...["name", "email", "short_bio", "phone"].map(varchar)]),
  ],
  "a table of MySQL with one column less": [
    "UmrKZN7GNsjWxLOq6VJ3vejqnvBQU9BeoDZlL/2LTKU=",
    mysql([mysqlId, ...["name", "email"].map(varchar)]),
  ],
  "an empty schema of PostgreSQL": [
    "PKrr2qiovsNurI70kgT+AW3rInDu74E1PSOSHgh8CrA=",
    [block("schema", bound, standard)],
  ],
  "a table in a schema of PostgreSQL": [
    "Szdpl/ADvG8kKrXBERSxjvU/I1nprpBejpPX7fLoWmc=",
    [table("t1", bound, column("c1", false, "text")), block("schema", bound, standard)],
  ],
  "a table of SQLite": ["vJYpErjN4kWJpw4nRaJcEX3xx/jExj4a05Ll3Y7gXr4=", sqlite()],
  "a table of SQLite with one more column": [
    "B5OVckDEeHcaSdYCUMEfYe8CZN85ahLkef44hfwCe2g=",
    sqlite(column("email", false, "text", { default: quoted("unknown") })),
  ],
};

describe("the printed form of", () => {
  for (const [name, [hash, blocks]] of Object.entries(vectors))
    it(`${name} has the published hash, and stays as it is when it is laid out`, () => {
      const text = printBlocks(blocks);
      assert.equal(createHash("sha256").update(text).digest("base64"), hash);
      assert.doesNotThrow(() => parse({ name: "x.hcl", text }));
      assert.equal(format({ name: "x.hcl", text }), text);
    });
});
