import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { doubtOf } from "./doubt.ts";
import { givesOneResult, locksTables, natureOf, setsSession } from "./natures.ts";

describe("a statement of MySQL", () => {
  it("is known by its words where it commits", () => {
    const commits = [
      "CREATE TABLE t (id int);",
      "# why\ncreate or replace view v as select 1",
      "/*!40000 ALTER TABLE `t` DISABLE KEYS */;",
      "DROP TABLE t",
      "RENAME TABLE t TO u",
      "TRUNCATE t",
      "GRANT SELECT ON *.* TO u",
      "ANALYZE TABLE t",
      "SET PASSWORD = 'x'",
      "FLUSH TABLES",
    ];
    for (const text of commits) assert.equal(natureOf(text), "commits", text);
  });

  it("is held by a transaction otherwise", () => {
    const held = [
      "INSERT INTO t VALUES ('a\\'; COMMIT; b')",
      "CREATE TEMPORARY TABLE t (id int)",
      "DROP TEMPORARY TABLE t",
      "SET @x = 1",
      "LOCK TABLES t WRITE",
      "SAVEPOINT s",
      "ROLLBACK TO SAVEPOINT s",
      "WITH x AS (SELECT 1) SELECT * FROM x",
    ];
    for (const text of held) assert.equal(natureOf(text), "transactional", text);
  });

  it("controls transactions, or runs nobody knows what", () => {
    for (const text of ["BEGIN;", "START TRANSACTION", "COMMIT", "ROLLBACK"])
      assert.equal(natureOf(text), "control", text);
    for (const text of ["CALL p()", "EXECUTE s", "BEGIN NOT ATOMIC SELECT 1; END"])
      assert.equal(natureOf(text), "alone", text);
    assert.ok(givesOneResult("SELECT 1;"));
    assert.ok(!givesOneResult("CALL p();"));
    assert.ok(!givesOneResult("SELECT 1; SELECT 2"));
  });

  it("sets something of the session, or locks tables", () => {
    for (const text of [
      "SET NAMES utf8mb4",
      "/*!40101 SET NAMES utf8 */;",
      "USE x",
      "SET FOREIGN_KEY_CHECKS = 0",
      "PREPARE s FROM 'x'",
    ])
      assert.ok(setsSession(text), text);
    for (const text of ["SET GLOBAL x = 1", "SET @@GLOBAL.x = 1", "SELECT 1"])
      assert.ok(!setsSession(text), text);
    assert.ok(locksTables("LOCK TABLES `t` WRITE;"));
    assert.ok(!locksTables("UNLOCK TABLES"));
  });

  it("is settled by its definitions, by saying it again, or by people", () => {
    const verdicts = (text: string) => {
      const { changed, unchanged } = doubtOf(text, "s");
      return [changed, unchanged];
    };
    assert.deepEqual(verdicts("ALTER TABLE t ADD c int"), ["done", "not-done"]);
    assert.deepEqual(verdicts("ANALYZE TABLE t"), ["not-done", "not-done"]);
    assert.deepEqual(verdicts("TRUNCATE TABLE t"), ["unclear", "unclear"]);
    assert.deepEqual(verdicts("DROP TABLE a, b"), ["unclear", "not-done"]);
    assert.deepEqual(verdicts("CALL p()"), ["unclear", "unclear"]);
  });
});
