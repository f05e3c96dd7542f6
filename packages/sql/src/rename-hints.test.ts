import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SqlSyntax } from "@atlas/core";
import { renameHints } from "./rename-hints.ts";

const syntax: SqlSyntax = {
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: true,
  identifierQuotes: ['"'],
  nestedComments: true,
  hashComments: false,
  compoundStatements: [],
  atomicBodies: true,
};

describe("renameHints", () => {
  it("reads hints of tables, columns, constraints and indexes from the comments right before them", () => {
    const text = `
      -- atlas:renamed_from people
      CREATE TABLE app.users (
        id int,
        -- atlas:renamed_from "First Name"
        name text,
        -- atlas:renamed_from old_check
        CONSTRAINT new_check CHECK (id > 0)
      );
      -- atlas:renamed_from i_old
      CREATE UNIQUE INDEX IF NOT EXISTS i_new ON app.users (name);`;
    assert.deepEqual(renameHints(text, syntax), [
      { kind: "table", schema: "app", name: "users", from: "people" },
      { kind: "column", schema: "app", table: "users", name: "name", from: "First Name" },
      { kind: "constraint", schema: "app", table: "users", name: "new_check", from: "old_check" },
      { kind: "index", schema: "app", table: "users", name: "i_new", from: "i_old" },
    ]);
  });

  it("finds the first column, and leaves texts and other statements alone", () => {
    const text = `SELECT '-- atlas:renamed_from x';
      CREATE TABLE t ( -- atlas:renamed_from a
        b int);
      -- atlas:renamed_from v
      CREATE VIEW w AS SELECT 1;`;
    assert.deepEqual(renameHints(text, syntax), [{ kind: "column", table: "t", name: "b", from: "a" }]);
  });
});
