import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Dialect, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { applySchema, type ApplyRequest } from "@atlas/workflows";
import type { TestDatabase } from "../databases.ts";
import { type ConformanceOptions, stateOf, tablesOf } from "./support.ts";

/** The way of a schema through the workflow, and the dev databases it needs. */
export function testApplying(dialect: Dialect, options: ConformanceOptions): void {
  const { open } = options;

  describe("applying a schema", () => {
    it("is refused when the database changed since the plan was made, and changes nothing", async () => {
      await using database = await open();
      await database.raw("CREATE TABLE t (id integer)");
      await using devDatabases = createDevDatabases();
      const deps = { dialects: [dialect], devDatabases, cacheDir: undefined };
      const drifting = applySchema(
        applyRequest(database, options.devUrl, "CREATE TABLE t (id integer, v text)"),
        deps,
        async () => {
          await database.raw("CREATE TABLE intruder (id integer)");
          return { verdict: "approved" };
        },
        { signal: new AbortController().signal },
      );
      await assert.rejects(drifting, { code: "E_DRIFT" });
      await using driver = await database.connect();
      assert.deepEqual(tablesOf(await stateOf(driver)), ["intruder", "t"]);
    });

    it("finds nothing to do the second time", async () => {
      await using database = await open();
      await using devDatabases = createDevDatabases();
      const deps = { dialects: [dialect], devDatabases, cacheDir: undefined };
      const request = applyRequest(database, options.devUrl, options.richSchema);
      const outcomes: string[] = [];
      for (let round = 0; round < 2; round++) {
        const result = await applySchema(request, deps, async () => ({ verdict: "approved" }), {
          signal: new AbortController().signal,
        });
        outcomes.push(result.outcome);
      }
      assert.deepEqual(outcomes, ["applied", "synced"]);
    });
  });

  describe("a dev database", () => {
    it("is clean at first, dirty with anything in it, and clean again when it was cleaned", async () => {
      await using database = await open();
      await using driver = await database.connect();
      assert.equal(await driver.dirt(), undefined);
      await database.raw(options.richSchema);
      assert.match((await driver.dirt()) ?? "", /./);
      await driver.clean();
      assert.equal(await driver.dirt(), undefined);
    });
  });
}

function applyRequest(database: TestDatabase, devUrl: string, schema: string): ApplyRequest {
  return {
    url: database.url.secret,
    to: [{ type: "text", name: "schema.sql", text: schema }],
    devUrl: new Secret(devUrl),
    schemas: [],
    exclude: [],
    policy: { skip: [] },
    indent: "",
    txMode: "file",
    dryRun: false,
    lockTimeoutMs: 10_000,
  };
}
