import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { natureOf, setsSession } from "./natures.ts";

describe("a statement of PostgreSQL", () => {
  it("is known by its words where no transaction holds it", () => {
    const alone = [
      "CREATE INDEX CONCURRENTLY i ON t (c);",
      "-- why\ncreate unique index\n  concurrently if not exists i on t (c)",
      "DROP INDEX CONCURRENTLY i",
      "REINDEX TABLE CONCURRENTLY t",
      "REINDEX (VERBOSE) DATABASE d",
      "REINDEX (CONCURRENTLY) INDEX i",
      "VACUUM",
      "VACUUM (FULL) t;",
      "CLUSTER;",
      "CREATE DATABASE d;",
      "ALTER SYSTEM SET work_mem = '1MB'",
      "ALTER TABLE p DETACH PARTITION q CONCURRENTLY;",
      "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
      "ALTER TYPE e ADD VALUE 'x'",
      "CALL p()",
      "DO $$ BEGIN COMMIT; END $$",
    ];
    for (const text of alone) assert.equal(natureOf(text), "alone", text);
  });

  it("is held by a transaction otherwise, whatever stands in its texts", () => {
    const held = [
      "CREATE INDEX i ON t (c)",
      "CREATE TABLE vacuum (x int)",
      "CLUSTER t USING i;",
      "INSERT INTO t VALUES ('a; COMMIT; b')",
      "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;",
      "SAVEPOINT s",
      "ROLLBACK TO SAVEPOINT s",
      "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
      "DO $$ BEGIN PERFORM 1; END $$;",
      "",
    ];
    for (const text of held) assert.equal(natureOf(text), "transactional", text);
  });

  it("controls transactions also where a delimiter holds it together with others", () => {
    for (const text of [
      "BEGIN;",
      "start transaction",
      "COMMIT AND CHAIN",
      "END;",
      "ROLLBACK",
      "ABORT",
      "SELECT 1;\nCOMMIT;",
    ])
      assert.equal(natureOf(text), "control", text);
  });

  it("sets something of the session, and not of the transaction", () => {
    for (const text of [
      "SET search_path = x",
      "SET SESSION ROLE r;",
      "RESET ALL",
      "SELECT pg_catalog.set_config('search_path', '', false);",
    ])
      assert.ok(setsSession(text), text);
    for (const text of ["SET LOCAL x = 1", "SET CONSTRAINTS ALL DEFERRED", "SELECT 1", "UPDATE t SET x = 1"])
      assert.ok(!setsSession(text), text);
  });
});
