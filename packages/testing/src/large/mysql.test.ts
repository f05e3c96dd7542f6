import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  type Dialect,
  type Driver,
  emptyState,
  type Plan,
  scriptText,
  type SqlStatement,
  type State,
} from "@atlas/core";
import { applyPlan, makePlan, printSteps } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, mysqlServers, type MysqlTestServer, type TestDatabase } from "../databases.ts";
import { mysqlShopSchema } from "./mysql-schema.ts";

/** Numbers of tables; the largest only where there is time. */
const sizes = [140, ...(process.env["CI"] ? [1_000] : [])];

describe("large schemas of all kinds of MySQL and MariaDB", () => {
  after(() => closeServers());

  for (const server of mysqlServers())
    for (const size of sizes)
      it(`${size} tables on ${server.label}: SQL and HCL of a server make the same server`, async () => {
        const { dialect, flavour } = server;
        const state = await made(server, async (_driver, database) => {
          await database.raw(mysqlShopSchema(size, flavour));
        });
        assert.deepEqual(
          state.unmanaged.filter(({ isTrait }) => !isTrait),
          [],
        );
        const tables = state.objects.filter(({ kind }) => kind === "table").length;
        assert.ok(Math.abs(tables - size) < size / 5, `${tables} tables`);

        // What is printed is read as the statements that are run.
        const script = printSteps(dialect, state, "").map(scriptText).join("");
        const read = splitStatements(script, "schema.sql", dialect.syntax);
        const planned = planOf(dialect, emptyState(state), state);
        assert.deepEqual(
          textsOf(read),
          planned.steps.map(({ sql }) => sql),
        );
        const fromSql = await made(server, async (driver) => {
          const plan = planOf(dialect, await driver.inspect({ schemas: [] }), state);
          await applyPlan(driver, plan, { lockRetries: 0 });
        });
        assertSame(dialect, state, fromSql);
        assert.equal(printSteps(dialect, fromSql, "").map(scriptText).join(""), script);

        const text = dialect.hcl.print(state);
        const { objects } = dialect.hcl.read([{ name: "schema.hcl", text }], { bound: false, variables: {} });
        const steps = printSteps(dialect, { ...emptyState(state), objects }, "");
        const fromHcl = await made(server, (driver) =>
          driver.runScript(splitStatements(steps.map(scriptText).join(""), "schema.hcl", dialect.syntax)),
        );
        assertSame(dialect, withoutCounters(state), fromHcl);
        assert.equal(dialect.hcl.print(fromHcl), text);
      });
});

/** What a whole server holds after the work; another one may be had once it was read. */
async function made(
  server: MysqlTestServer,
  work: (driver: Driver, database: TestDatabase) => Promise<void>,
): Promise<State> {
  await using database = await server.open({ bound: false });
  await using driver = await database.connect();
  await work(driver, database);
  return await driver.inspect({ schemas: [] });
}

/** HCL does not say where counters have come to. */
function withoutCounters(state: State): State {
  return { ...state, objects: state.objects.map((object) => ({ ...object, autoIncrement: undefined })) };
}

function planOf(dialect: Dialect, from: State, to: State): Plan {
  return makePlan(dialect, from, to, { policy: { skip: [] }, indent: "" });
}

function textsOf(statements: readonly SqlStatement[]): readonly string[] {
  return statements.map(({ text }) => text);
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
