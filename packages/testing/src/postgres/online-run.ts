import assert from "node:assert/strict";
import type { Driver, Plan, Policy, State } from "@atlas/core";
import { applyPlan, makePlan, normalize, provePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { checkFacts } from "../facts.ts";
import type { TestDatabase, TestServer } from "../databases.ts";

export const online: Policy = { skip: [], online: true };

interface Sides {
  readonly from: State;
  readonly to: State;
}

/** Plans from what the target is to what a text says, and tries the plan on a dev database. */
export async function planFor(
  server: TestServer,
  target: TestDatabase,
  text: string,
  policy: Policy,
): Promise<Plan> {
  await using dev = await server.open();
  await using driver = await target.connect();
  await using devDriver = await dev.connect();
  const scratch = { driver: devDriver, isPrivate: true };
  const { from, to } = await readSides(driver, devDriver, server, text);
  const plan = makePlan(server.dialect, from, to, { policy, indent: "" });
  const proof = await provePlan(server.dialect, plan, from, to, scratch, policy);
  assert.deepEqual(proof, { proven: true });
  return plan;
}

async function readSides(driver: Driver, dev: Driver, server: TestServer, text: string): Promise<Sides> {
  const from = await driver.inspect({ schemas: [] });
  const statements = splitStatements(text, "to.sql", server.dialect.syntax);
  return { from, to: await normalize({ driver: dev, isPrivate: false }, statements, { schemas: [] }) };
}

/** Plans, proves and applies; with this policy and with none there is nothing left to do. */
export async function lead(
  server: TestServer,
  target: TestDatabase,
  text: string,
  policy: Policy,
  settledUnder: readonly Policy[] = [policy, { skip: [] }],
): Promise<readonly string[]> {
  const plan = await planFor(server, target, text, policy);
  await using driver = await target.connect();
  await applyPlan(driver, plan, { lockRetries: 0 });
  await assertSettled(server, target, text, settledUnder);
  return plan.steps.map(({ sql }) => sql);
}

/** Nothing is left to do under any of these policies. */
export async function assertSettled(
  server: TestServer,
  target: TestDatabase,
  text: string,
  policies: readonly Policy[],
): Promise<void> {
  await using dev = await server.open();
  await using driver = await target.connect();
  await using devDriver = await dev.connect();
  const { from, to } = await readSides(driver, devDriver, server, text);
  for (const policy of policies) {
    const { steps } = makePlan(server.dialect, from, to, { policy, indent: "" });
    assert.deepEqual(
      steps.map(({ sql }) => sql),
      [],
      "planning again is empty",
    );
  }
}

/** Runs a plan statement by statement and compares the locks that are seen with those that were announced. */
export async function assertFacts(target: TestDatabase, plan: Plan): Promise<void> {
  const checks = await checkFacts(target.url.secret.reveal(), plan);
  assert.deepEqual(
    checks.filter(({ weaker }) => weaker.length > 0),
    [],
  );
}
