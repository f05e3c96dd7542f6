import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changesOf } from "./statement-changes.ts";
import { mysqlSyntax } from "./statements/samples.ts";
import { column, model, table } from "./testing/models.ts";

const users = table("users", [column("id")]);
const wide = table("users", [column("id"), column("name")]);

describe("a table that is replaced", () => {
  const told = (statement: string, to = users): readonly string[] =>
    changesOf(model([users]), model([to]), statement, mysqlSyntax).map(({ type }) => type);

  it("is lost with its rows, even where the new one is like it", () => {
    assert.deepEqual(told("CREATE OR REPLACE TABLE users (id int)"), ["drop_table", "add_table"]);
    assert.deepEqual(told("create or replace table `Users` (id int, name int)", wide), [
      "drop_table",
      "add_table",
    ]);
  });

  it("is another one, or is none", () => {
    assert.deepEqual(told("CREATE OR REPLACE TABLE pets (id int)"), []);
    assert.deepEqual(told("CREATE OR REPLACE VIEW users AS SELECT 1"), []);
    assert.deepEqual(told("ALTER TABLE users ADD COLUMN name int", wide), ["modify_table"]);
  });
});
