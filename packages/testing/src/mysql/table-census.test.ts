import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, emptyState } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, mysqlServers, type TestDatabase } from "../databases.ts";
import { tableOptions } from "./table-options.ts";

after(() => closeServers());

const scope = { schemas: [] };

/** What the server says of the table `t`, without where counters have come to and with one blank for any white space. */
async function shown(database: TestDatabase): Promise<string> {
  const [[row = {}] = []] = await database.raw("SHOW CREATE TABLE t");
  const schema = database.url.bound ?? "";
  return String(row["Create Table"])
    .replaceAll(`\`${schema}\`.`, "")
    .replaceAll(/\s+/g, " ")
    .replace(/ AUTO_INCREMENT=\d+/, "");
}

for (const server of mysqlServers())
  describe(`what a table of ${server.label} can say`, () => {
    for (const { sql, names = [], isSameText = names.length === 0, before } of tableOptions(server))
      it(`is made again or named: ${sql}`, async () => {
        await using database = await server.open();
        await using other = await server.open();
        for (const one of [database, other]) {
          await one.raw("ALTER DATABASE CHARACTER SET utf8mb4");
          if (before !== undefined) await one.raw(before);
        }
        await using driver = await database.connect();
        await driver.runScript(splitStatements(sql, "schema.sql", server.dialect.syntax));
        const state = await driver.inspect(scope);
        assert.deepEqual(
          state.unmanaged.map(({ name }) => name).toSorted(),
          names.map((name) => `${name} of t`).toSorted(),
        );
        const table = state.objects.find(({ name }) => name === "t");
        assert.ok(table);
        const only = { ...state, objects: [table], unmanaged: [] };
        const plan = makePlan(server.dialect, emptyState(only), only, { indent: "", policy: defaultPolicy });
        for (const step of plan.steps) await other.raw(step.sql);
        if (isSameText) assert.equal(await shown(other), await shown(database));
        await using again = await other.connect();
        const { objects } = await again.inspect(scope);
        assert.deepEqual(
          objects.find(({ name }) => name === "t"),
          table,
        );
      });
  });
