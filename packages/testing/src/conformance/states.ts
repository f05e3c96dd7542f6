import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Dialect, State } from "@atlas/core";
import { applyPlan, fingerprint, printPlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { type ConformanceOptions, plan, sqlOf, stateOf, tablesOf, withoutOwn } from "./support.ts";

/** What is read, printed and compared. */
export function testStates(dialect: Dialect, options: ConformanceOptions): void {
  const { open } = options;

  describe("a state", () => {
    it("is the same again when it is printed, applied and read", async () => {
      await using original = await open();
      await using copy = await open();
      await original.raw(options.richSchema);
      await using reader = await original.connect();
      const state = await stateOf(reader);

      await using driver = await copy.connect();
      await applyPlan(driver, plan(dialect, await stateOf(driver), state));
      const again = await stateOf(driver);
      assert.deepEqual(sqlOf(plan(dialect, again, state)), []);
      assert.equal(fingerprint(again, dialect.kinds), fingerprint(state, dialect.kinds));
    });

    it("prints the same SQL as the copy that this SQL makes", async () => {
      await using original = await open();
      await using copy = await open();
      await original.raw(options.richSchema);
      await using reader = await original.connect();
      const printed = sqlOf(printPlan(dialect, withoutOwn(await stateOf(reader)), "  "));
      await using driver = await copy.connect();
      await driver.runScript(splitStatements(printed.join(";\n"), "printed.sql", dialect.syntax));
      assert.deepEqual(sqlOf(printPlan(dialect, withoutOwn(await stateOf(driver)), "  ")), printed);
    });

    it("survives JSON", async () => {
      await using database = await open();
      await database.raw(options.richSchema);
      await using driver = await database.connect();
      const state = await stateOf(driver);
      assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
    });

    it("costs the same number of round trips whatever the number of tables", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const trips = async (): Promise<number> => {
        const before = driver.roundTrips;
        await stateOf(driver);
        return driver.roundTrips - before;
      };
      await database.raw("CREATE TABLE t0 (id integer)");
      const few = await trips();
      for (let index = 1; index < 30; index++)
        await database.raw(`CREATE TABLE t${index} (id integer PRIMARY KEY, v text)`);
      assert.equal(await trips(), few);
    });

    it("has an empty plan to one that was made in the same way", async () => {
      await using one = await open();
      await using other = await open();
      const states: State[] = [];
      for (const database of [one, other]) {
        await database.raw(options.richSchema);
        await using driver = await database.connect();
        states.push(await stateOf(driver));
      }
      const [left, right] = states;
      assert.ok(left && right);
      assert.deepEqual(sqlOf(plan(dialect, left, right)), []);
      assert.equal(fingerprint(left, dialect.kinds), fingerprint(right, dialect.kinds));
    });

    if (dialect.features.transactionalDdl)
      it("is read as a transaction sees it", async () => {
        await using database = await open();
        await using driver = await database.connect();
        await driver.begin();
        await driver.execute("CREATE TABLE t (id integer)");
        assert.deepEqual(tablesOf(await stateOf(driver)), ["t"]);
        await driver.rollback();
        assert.deepEqual(tablesOf(await stateOf(driver)), []);
      });
  });
}
