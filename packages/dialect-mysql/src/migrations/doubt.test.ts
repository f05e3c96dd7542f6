import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { doubtOf } from "./doubt.ts";

/** What it means that all definitions are as before, and that they are not. */
function verdicts(sql: string): readonly string[] {
  const { unchanged, changed } = doubtOf(sql, "app");
  return [unchanged, changed];
}

describe("a statement of MySQL that a crash has cut off", () => {
  it("is run again where all definitions are as before", () => {
    for (const sql of [
      "CREATE TABLE IF NOT EXISTS t (id int)",
      "CREATE TABLE c AS SELECT * FROM t",
      "ALTER TABLE t ENGINE = InnoDB",
      "ALTER TABLE t DROP INDEX i, ADD INDEX i (c)",
      "RENAME TABLE t TO old, next TO t",
    ])
      assert.deepEqual(verdicts(sql), ["not-done", "done"], sql);
  });

  it("is left to people where it may have lost rows, or undone itself, without a trace", () => {
    for (const sql of [
      "RENAME TABLE a TO x, b TO a, x TO b",
      "ALTER TABLE t DROP COLUMN c, ADD COLUMN `c` int",
      "ALTER TABLE t DROP c, ADD c int",
      "ALTER SEQUENCE s RESTART WITH 1",
    ])
      assert.equal(verdicts(sql)[0], "unclear", sql);
    for (const sql of ["TRUNCATE TABLE t", "CREATE OR REPLACE TABLE t (id int)", "CALL p()"])
      assert.deepEqual(verdicts(sql), ["unclear", "unclear"], sql);
  });

  it("is run again where that does no harm", () => {
    for (const sql of ["ANALYZE TABLE t", "GRANT SELECT ON t TO u", "OPTIMIZE TABLE t"])
      assert.deepEqual(verdicts(sql), ["not-done", "not-done"], sql);
  });
});
