import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type Driver, emptyState, scriptText, type State } from "@atlas/core";
import { applyPlan, makePlan, printSteps, provePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, type MysqlTestServer, mysqlServers, type TestDatabase } from "../databases.ts";
import { type KindCase, kindCases, rich } from "./kind-cases.ts";

after(() => closeServers());

const scope = { schemas: [] };

async function run(driver: Driver, sql: string): Promise<void> {
  await driver.runScript(splitStatements(sql, "test.sql", driver.dialect.syntax));
}

function statements(driver: Driver, from: State, to: State): readonly string[] {
  const plan = makePlan(driver.dialect, from, to, { indent: "", policy: defaultPolicy });
  return plan.steps.map(({ sql }) => sql);
}

/** Plans, tries, applies and looks again: nothing is left to do, and what is printed of both is the same. */
async function bring(driver: Driver, to: State, bench: Driver): Promise<readonly string[]> {
  const from = await driver.inspect(scope);
  const plan = makePlan(driver.dialect, from, to, { indent: "", policy: defaultPolicy });
  const scratch = { driver: bench, isPrivate: false };
  const proof = await provePlan(driver.dialect, plan, from, to, scratch, defaultPolicy);
  assert.deepEqual(proof, { ...proof, proven: true });
  await applyPlan(driver, plan, { lockRetries: 0 });
  const present = await driver.inspect(scope);
  assert.deepEqual(statements(driver, present, to), [], "the second plan is empty");
  assert.equal(driver.dialect.hcl.print(present, "s"), driver.dialect.hcl.print(to, "s"));
  return plan.steps.map(({ sql }) => sql);
}

async function bothWays({ open }: MysqlTestServer, sample: KindCase): Promise<void> {
  await using target = await open();
  await using pattern = await open();
  await using empty = await open();
  await using bench = await empty.connect();
  await using driver = await target.connect();
  await using other = await pattern.connect();
  await run(driver, `${sample.base ?? ""};${sample.from}`);
  await run(other, `${sample.base ?? ""};${sample.to}`);
  const from = await driver.inspect(scope);
  const to = await other.inspect(scope);
  const forth = await bring(driver, to, bench);
  assert.notDeepEqual(forth, [], "the difference is seen");
  for (const shape of sample.plan ?? []) assert.match(forth.join(";\n"), shape);
  const back = await bring(driver, from, bench);
  assert.notDeepEqual(back, [], "the difference is seen the other way");
}

for (const server of mysqlServers()) {
  const isThere = ({ only }: KindCase): boolean => only === undefined || only === server.flavour;

  describe(`each attribute on ${server.label}`, () => {
    for (const sample of kindCases.filter(isThere)) it(sample.name, async () => bothWays(server, sample));
  });

  describe(`all kinds together on ${server.label}`, () => {
    const made = async (database: TestDatabase): Promise<State> => {
      await using driver = await database.connect();
      await run(driver, rich(server.flavour));
      return await driver.inspect(scope);
    };

    it("come back from the SQL that is printed of them", async () => {
      await using source = await server.open();
      await using target = await server.open();
      const state = await made(source);
      await using driver = await target.connect();
      const steps = printSteps(driver.dialect, state, "  ");
      await run(driver, steps.map(scriptText).join(""));
      assert.deepEqual(statements(driver, await driver.inspect(scope), state), []);
    });

    it("come back from the HCL that is printed of them", async () => {
      await using source = await server.open();
      await using target = await server.open();
      const state = await made(source);
      await using driver = await target.connect();
      const { hcl } = driver.dialect;
      const text = hcl.print(state, "main");
      const read = hcl.read([{ name: "a.hcl", text }], { bound: true, variables: {} });
      const declared: State = { ...state, objects: read.objects, unmanaged: [] };
      for (const { sql } of printSteps(driver.dialect, declared, "")) await driver.execute(sql);
      const present = await driver.inspect(scope);
      assert.deepEqual(statements(driver, present, state), []);
      assert.equal(hcl.print(present, "main"), text);
    });

    it("go when they are not desired", async () => {
      await using source = await server.open();
      const state = await made(source);
      await using driver = await source.connect();
      const plan = makePlan(driver.dialect, state, emptyState(state), { indent: "", policy: defaultPolicy });
      await applyPlan(driver, plan, { lockRetries: 0 });
      assert.deepEqual((await driver.inspect(scope)).objects, []);
    });
  });
}
