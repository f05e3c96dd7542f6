import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type Driver, type Policy, type State } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import {
  closeServers,
  isSince,
  type MysqlTestServer,
  mysqlServers,
  type TestDatabase,
} from "../databases.ts";
import { runAsClaimed } from "./algorithm.ts";
import { type TableCase, tableCases } from "./table-cases.ts";

after(() => closeServers());

const scope = { schemas: [] };

interface Side extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly driver: Driver;
}

async function side({ open }: MysqlTestServer, sql: string): Promise<Side> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await open());
  const driver = stack.use(await database.connect());
  await driver.runScript(splitStatements(sql, "test.sql", driver.dialect.syntax));
  const kept = stack.move();
  return { database, driver, [Symbol.asyncDispose]: async () => kept.disposeAsync() };
}

function planOf(driver: Driver, from: State, to: State, policy: Policy) {
  return makePlan(driver.dialect, from, to, { indent: "", policy }).steps;
}

/** Makes the change step by step, each as it claims to be made; then nothing is left to do. */
async function bring(one: Side, to: State, server: MysqlTestServer, policy: Policy) {
  const from = await one.driver.inspect(scope);
  const steps = planOf(one.driver, from, to, policy);
  const complaints: string[] = [];
  for (const step of steps) complaints.push(...(await runAsClaimed(one.database, step, server)));
  const present = await one.driver.inspect(scope);
  const left = planOf(one.driver, present, to, policy).map(({ sql }) => sql);
  assert.deepEqual(left, [], "the second plan is empty");
  assert.deepEqual(complaints, [], "statements are made as they claim");
  return steps;
}

async function bothWays(server: MysqlTestServer, sample: TableCase, policy: Policy): Promise<void> {
  const { base = "", seed = "" } = sample;
  await using one = await side(server, `${base}${sample.from}`);
  await using other = await side(server, `${base}${sample.to}`);
  const from = await one.driver.inspect(scope);
  const to = await other.driver.inspect(scope);
  if (seed !== "") await one.database.raw(seed);
  const forth = await bring(one, to, server, policy);
  assert.notDeepEqual(forth, [], "the difference is seen");
  if (policy === defaultPolicy && isSince(server, sample.planSince))
    for (const shape of sample.plan ?? []) assert.match(forth.map(({ sql }) => sql).join("\n"), shape);
  if (sample.rows) assert.deepEqual((await one.database.raw("SELECT * FROM t")).at(-1), sample.rows);
  if (sample.oneWay) return;
  assert.notDeepEqual(await bring(one, from, server, policy), [], "the difference is seen the other way");
}

/** Undoing each step, the last first, leads back to where the plan began. */
async function thereAndBack(server: MysqlTestServer, sample: TableCase): Promise<void> {
  const { base = "" } = sample;
  await using one = await side(server, `${base}${sample.from}`);
  await using other = await side(server, `${base}${sample.to}`);
  const from = await one.driver.inspect(scope);
  const steps = planOf(one.driver, from, await other.driver.inspect(scope), defaultPolicy);
  if (steps.some(({ undo }) => undo.length === 0)) return;
  for (const { sql } of steps) await one.database.raw(sql);
  for (const { undo } of steps.toReversed()) for (const sql of undo) await one.database.raw(sql);
  const left = planOf(one.driver, await one.driver.inspect(scope), from, defaultPolicy);
  assert.deepEqual(
    left.map(({ sql }) => sql),
    [],
  );
}

for (const server of mysqlServers()) {
  const mine = tableCases.filter(
    ({ only, since }) => (only === undefined || only === server.flavour) && isSince(server, since),
  );

  describe(`changes of tables on ${server.label}`, () => {
    for (const sample of mine) it(sample.name, async () => bothWays(server, sample, defaultPolicy));
  });

  describe(`changes of tables that hold nobody up on ${server.label}`, () => {
    for (const sample of mine)
      it(sample.name, async () => bothWays(server, sample, { skip: [], online: true }));
  });

  describe(`changes of tables taken back on ${server.label}`, () => {
    for (const sample of mine) it(sample.name, async () => thereAndBack(server, sample));
  });
}
