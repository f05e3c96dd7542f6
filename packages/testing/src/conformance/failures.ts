import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type Dialect } from "@atlas/core";
import { applyPlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { type ConformanceOptions, failureOf, planOf, stateOf, statusesOf, tablesOf } from "./support.ts";

/** What is left, and what is said, when work is cancelled or fails. */
export function testFailures(dialect: Dialect, options: ConformanceOptions): void {
  const { open } = options;

  describe("cancelling", () => {
    it("before a statement keeps it from running", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const signal = AbortSignal.abort();
      await assert.rejects(driver.execute("CREATE TABLE t (id integer)", { signal }), {
        code: "E_CANCELLED",
      });
      assert.deepEqual(tablesOf(await stateOf(driver)), []);
    });

    const { slowStatement } = options;
    if (slowStatement !== undefined) {
      it("stops a statement that runs, and the connection lives on", async () => {
        await using database = await open();
        await using driver = await database.connect();
        const started = performance.now();
        const signal = AbortSignal.timeout(200);
        await assert.rejects(driver.execute(slowStatement, { signal }), { code: "E_CANCELLED" });
        assert.ok(performance.now() - started < 20_000, "the server was left to finish");
        assert.deepEqual(tablesOf(await stateOf(driver)), []);
      });

      it("a statement that takes too long says so", async () => {
        await using database = await open();
        await using driver = await database.connect();
        await assert.rejects(driver.execute(slowStatement, { statementTimeoutMs: 100 }), {
          code: "E_TIMEOUT",
        });
      });
    }

    const isWhole = dialect.features.transactionalDdl;
    it(`a plan half-way leaves ${isWhole ? "nothing of its transaction" : "what was done, and says so"}`, async () => {
      await using database = await open();
      await using driver = await database.connect();
      const abort = new AbortController();
      const error = await failureOf(
        applyPlan(driver, planOf(dialect, ["CREATE TABLE a (id integer)", "CREATE TABLE b (id integer)"]), {
          signal: abort.signal,
          onStepEnd: () => abort.abort(),
        }),
      );
      assert.equal(error.code, "E_CANCELLED");
      assert.deepEqual(statusesOf(error), [isWhole ? "not_applied" : "applied", "not_applied"]);
      assert.deepEqual(tablesOf(await stateOf(driver)), isWhole ? [] : ["a"]);
    });
  });

  describe("a statement that fails", () => {
    const steps = [
      "CREATE TABLE a (id integer)",
      "CREATE TABLE kept (id integer)",
      "CREATE TABLE b (id integer)",
    ];

    if (dialect.features.transactionalDdl)
      it("takes its transaction with it, and the report says so", async () => {
        await using database = await open();
        await database.raw("CREATE TABLE kept (id integer)");
        await using driver = await database.connect();
        const error = await failureOf(applyPlan(driver, planOf(dialect, steps)));
        assert.equal(error.report.error?.step, 1);
        assert.deepEqual(statusesOf(error), ["not_applied", "not_applied", "not_applied"]);
        assert.deepEqual(tablesOf(await stateOf(driver)), ["kept"]);
      });

    it("leaves what was done before it when every statement is by itself, and the report says so", async () => {
      await using database = await open();
      await database.raw("CREATE TABLE kept (id integer)");
      await using driver = await database.connect();
      const error = await failureOf(applyPlan(driver, planOf(dialect, steps), { oneByOne: true }));
      assert.deepEqual(statusesOf(error), ["applied", "not_applied", "not_applied"]);
      assert.deepEqual(tablesOf(await stateOf(driver)), ["a", "kept"]);
    });

    it("in a script is named with its place", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const script = "CREATE TABLE a (id integer);\n\n  CREATE TABLE a (id integer);\n";
      const error = await driver.runScript(splitStatements(script, "schema.sql", dialect.syntax)).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof AtlasError);
      assert.equal(error.code, "E_SQL");
      assert.equal(error.place?.file, "schema.sql");
      assert.equal(error.place.line, 3);
      assert.equal(error.details["index"], 1);
    });
  });
}
