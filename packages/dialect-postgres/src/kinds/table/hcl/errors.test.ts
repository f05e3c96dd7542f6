import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { postgres } from "../../../dialect.ts";

/** The body of a table `t` with the columns `id` and `name`, beside a table `u` with `id` and `name`. */
const mistakes: readonly (readonly [message: string, body: string])[] = [
  ['missing definition for index "i"', 'index "i" {\n}'],
  [
    'multiple definitions for index "i", use "columns" or "on"',
    'index "i" {\n columns = [column.id]\n on {\n column = column.id\n }\n}',
  ],
  ['"column" or "expr" are required for index "i" at position 0', 'index "i" {\n on {\n desc = true\n }\n}'],
  [
    'cannot use both "column" and "expr" in index "i" at position 1',
    'index "i" {\n on {\n column = column.id\n }\n on {\n column = column.id\n expr = "id + 1"\n }\n}',
  ],
  [
    'unexpected empty INCLUDE in index "i" definition',
    'index "i" {\n columns = [column.id]\n include = []\n}',
  ],
  [
    'cannot use both "nulls_first" and "nulls_last" in index "i" at position 0',
    'index "i" {\n on {\n column = column.id\n nulls_first = true\n nulls_last = true\n }\n}',
  ],
  [
    'sqlspec: number of referencing and referenced columns do not match for foreign-key "f"',
    'foreign_key "f" {\n columns = [column.id]\n ref_columns = [table.u.column.id, table.u.column.name]\n}',
  ],
  [
    'sqlspec: more than 1 table was referenced for foreign-key "f"',
    'foreign_key "f" {\n columns = [column.id, column.name]\n ref_columns = [table.u.column.id, column.id]\n}',
  ],
  ['missing ref_columns of foreign_key "f"', 'foreign_key "f" {\n columns = [column.id]\n}'],
  ['column "id" was not found in table t', 'index "i" {\n columns = [table.u.column.id]\n}'],
  [
    'multiple as definitions for column "c"',
    'column "c" {\n type = int\n as = "id + 1"\n as {\n expr = "id"\n }\n}',
  ],
  ['NOT NULL constraint is required for serial column "c"', 'column "c" {\n type = serial\n null = true\n}'],
  ['missing type of column "c"', 'column "c" {\n null = true\n}'],
  ['unexpected attribute "typ" in column "c"', 'column "c" {\n typ = int\n}'],
  ['unexpected attribute "colums" in unique "u"', 'unique "u" {\n colums = [column.id]\n}'],
  ['missing columns of unique "u"', 'unique "u" {\n}'],
  ["missing columns of primary_key", "primary_key {\n}"],
  ['missing expr of check "k"', 'check "k" {\n}'],
  ['missing op of exclude "x" at position 0', 'exclude "x" {\n on {\n column = column.id\n }\n}'],
  ["missing name of index", "index {\n columns = [column.id]\n}"],
  [
    "both replica_identity and replica_identity_index are set",
    'replica_identity = FULL\nreplica_identity_index = "i"',
  ],
];

describe("a mistake in a table block", () => {
  for (const [message, body] of mistakes)
    it(`is told: ${message}`, () =>
      assert.throws(
        () => read(body),
        (error: { code?: string; message?: string; hint?: string; place?: { line: number } }) => {
          assert.equal(error.message, message);
          assert.equal(error.code, "E_HCL");
          assert.ok(error.hint, "says what to do");
          assert.ok((error.place?.line ?? 0) >= 9, "says where");
          return true;
        },
      ));
});

const columns = `schema = schema.public
  column "id" {
    type = int
  }
  column "name" {
    type = text
  }`;

function read(body: string): unknown {
  const text = `table "t" {
  ${columns}
${body}
}
table "u" {
  ${columns}
}
schema "public" {
}
`;
  return postgres.hcl?.read([{ name: "t.hcl", text }], { bound: true, variables: {} });
}
