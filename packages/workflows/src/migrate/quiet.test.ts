import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Dialect, State } from "@atlas/core";
import { leavesSchema } from "./quiet.ts";

// All that is asked of a dialect.
const dialect = (transactionalDdl: boolean) => ({ features: { transactionalDdl } }) as Dialect;
const plain: State = {
  dialect: "postgres",
  version: "16",
  scope: { schemas: [], bound: null },
  objects: [],
  unmanaged: [],
};
const coded: State = {
  ...plain,
  objects: [{ kind: "function", schema: "public", name: "f()" }],
};

describe("whether a statement leaves the schema as it is", () => {
  it("is certain of rows where nothing can be called", () => {
    for (const text of ["INSERT INTO t VALUES (1);", "update t set a = 1", "SELECT 1;\n", "SET x = 1"])
      assert.equal(leavesSchema(text, plain, dialect(true)), "certain", text);
  });

  it("is likely where code may be called, or something made", () => {
    assert.equal(leavesSchema("INSERT INTO t VALUES (1)", coded, dialect(true)), "likely");
    assert.equal(leavesSchema("INSERT INTO t VALUES (1)", undefined, dialect(true)), "likely");
    for (const text of [
      "SELECT * INTO a FROM b",
      "EXPLAIN ANALYZE CREATE TABLE a AS SELECT 1",
      "SELECT 1; DROP TABLE t;",
    ])
      assert.equal(leavesSchema(text, plain, dialect(true)), "likely", text);
  });

  it("is certain of rows where no code may change a schema", () => {
    assert.equal(leavesSchema("INSERT INTO t VALUES (1)", coded, dialect(false)), "certain");
    assert.equal(leavesSchema("SELECT a INTO @a FROM t", coded, dialect(false)), "certain");
  });

  it("is not said of all else", () => {
    for (const text of [
      "ALTER TABLE t ADD c int",
      "CALL p()",
      "DO $$ $$",
      "SET STATEMENT lock_wait_timeout = 1 FOR DROP TABLE t",
      "BEGIN NOT ATOMIC DROP TABLE t; END",
      "/*!50001 DROP TABLE t */",
      "INSERT INTO t VALUES (1); DROP TABLE t",
    ])
      assert.equal(leavesSchema(text, plain, dialect(false)), "no", text);
  });
});
