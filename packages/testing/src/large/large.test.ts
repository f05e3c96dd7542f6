import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Dialect, Plan, State } from "@atlas/core";
import { applyPlan, makePlan, printPlan, printSteps } from "@atlas/engine";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";
import { shopSchema } from "./postgres-schema.ts";

/** Numbers of tables; the largest only where there is time. */
const sizes = [140, 1_000, ...(process.env["CI"] ? [10_000] : [])];

describe("large schemas of all kinds", () => {
  after(() => closeServers());
  const [major = 16] = testMajors([16]).toReversed();
  const server = postgresServer(major);
  const { dialect } = server;

  for (const size of sizes)
    it(`${size} tables on ${server.label}: SQL and HCL of a database make the same database`, async () => {
      await using original = await server.open();
      await original.raw(shopSchema(size));
      const state = await read(original);
      assert.deepEqual(
        state.unmanaged.filter(({ isTrait }) => !isTrait),
        [],
      );
      const tables = state.objects.filter(({ kind }) => kind === "table").length;
      assert.ok(Math.abs(tables - size) < size / 5, `${tables} tables`);

      await using copy = await server.open();
      {
        await using driver = await copy.connect();
        await applyPlan(driver, planOf(dialect, await driver.inspect({ schemas: [] }), state));
      }
      const again = await read(copy);
      assertSame(dialect, state, again);
      assert.equal(printPlan(dialect, again, "").to, printPlan(dialect, state, "").to);

      const text = dialect.hcl?.print(state) ?? "";
      await using fromHcl = await server.open();
      const declared = dialect.hcl?.read([{ name: "schema.hcl", text }], { bound: false, variables: {} });
      assert.ok(declared);
      const wanted: State = { ...state, objects: declared.objects, unmanaged: [] };
      {
        await using driver = await fromHcl.connect();
        await driver.runScript(
          printSteps(dialect, wanted, "").map((step, index) => ({
            text: step.sql,
            file: "schema.hcl",
            line: index + 1,
            column: 1,
          })),
        );
      }
      const third = await read(fromHcl);
      assertSame(dialect, state, third);
      assert.equal(dialect.hcl?.print(third), text);
    });
});

async function read(database: TestDatabase): Promise<State> {
  await using driver = await database.connect();
  return await driver.inspect({ schemas: [] });
}

function planOf(dialect: Dialect, from: State, to: State): Plan {
  return makePlan(dialect, from, to, { policy: { skip: [] }, indent: "" });
}

function assertSame(dialect: Dialect, one: State, other: State): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const)
    assert.deepEqual(
      planOf(dialect, from, to)
        .steps.slice(0, 20)
        .map(({ sql }) => sql),
      [],
    );
}
