import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type Plan, type State } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

const computed = `CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
  CREATE TABLE people (id int, doubled int GENERATED ALWAYS AS (twice(id)) STORED); INSERT INTO people VALUES (1);
  ALTER TABLE people ALTER doubled DROP EXPRESSION;`;

for (const major of testMajors([14, 16])) {
  const server = postgresServer(major);
  describe(`${server.label}, a column that was computed once:`, () => {
    it("is not lost with the function that computed it", async () => {
      await using database = await server.open();
      await database.raw(computed);
      await using driver = await database.connect();
      const from = await driver.inspect({ schemas: [] });
      const { steps, skipped } = planOf(from, without(from, "function"));
      await database.raw(steps.map(({ sql }) => sql).join(";\n"));
      const [rows] = await database.raw("SELECT * FROM people");
      assert.deepEqual(rows, [{ id: 1, doubled: 2 }]);
      assert.equal(skipped.length, major < 15 ? 1 : 0);
    });

    it("lets the function go with its table", async () => {
      await using database = await server.open();
      await database.raw(computed);
      await using driver = await database.connect();
      const from = await driver.inspect({ schemas: [] });
      assert.deepEqual(planOf(from, without(from, "function", "table")).skipped, []);
    });
  });
}

const dialect = postgresServer(16).dialect;

function without(state: State, ...kinds: readonly string[]): State {
  const objects = state.objects.filter(({ kind }) => !kinds.includes(kind));
  return { ...state, objects, unmanaged: [] };
}

function planOf(from: State, to: State): Plan {
  return makePlan(dialect, from, to, { policy: defaultPolicy, indent: "" });
}
