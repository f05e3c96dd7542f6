import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type Plan, scriptText, type State } from "@atlas/core";
import { applyPlan, fingerprint, makePlan, printPlan, printSteps } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import fc from "fast-check";
import type { Census } from "../corpus/census-postgres.ts";
import type { TestDatabase, TestServer } from "../databases.ts";

/**
 * Checks what holds for any two schemas, on a real server.
 *
 * A failure prints the seed and path of the smallest schemas it was found with. `ATLAS_TEST_SEED` and
 * `ATLAS_TEST_PATH` run them again, `ATLAS_TEST_RUNS` says how many are tried (default 40).
 *
 * @param options.plans - how many pairs of schemas are planned for. Default: `runs`.
 */
export function testLaws(
  server: TestServer,
  schemas: fc.Arbitrary<string>,
  census: (database: TestDatabase) => Promise<Census>,
  options: { readonly runs?: number; readonly plans?: number } = {},
): void {
  const check = <Values>(property: fc.IAsyncPropertyWithHooks<Values>, runs = options.runs): Promise<void> =>
    checkProperty(property, runs === undefined ? {} : { runs });
  const plan = (from: State, to: State): Plan =>
    makePlan(server.dialect, from, to, { policy: { skip: [] }, indent: "" });

  describe(`on ${server.label}`, () => {
    it("two databases made in the same way do not differ", () =>
      check(
        fc.asyncProperty(schemas, async (schema) => {
          await using one = await server.open();
          await using other = await server.open();
          const left = await made(one, schema);
          const right = await made(other, schema);
          assert.deepEqual(statements(plan(left, right)), []);
          assert.equal(fingerprint(left, server.dialect.kinds), fingerprint(right, server.dialect.kinds));
        }),
      ));

    it("the plan from one schema to another leads there", () =>
      check(
        fc.asyncProperty(schemas, schemas, async (from, to) => {
          await using target = await server.open();
          await using pattern = await server.open();
          const present = await made(target, from);
          const wanted = await made(pattern, to);
          const steps = unlessRefused(() => plan(present, wanted));
          if (!steps) return;
          await using driver = await target.connect();
          await applyPlan(driver, steps, { lockRetries: 0 });
          const reached = await driver.inspect({ schemas: [] });
          assert.deepEqual(statements(plan(reached, wanted)), []);
          assert.equal(fingerprint(reached, server.dialect.kinds), fingerprint(wanted, server.dialect.kinds));
          assert.deepEqual(await census(target), await census(pattern));
        }),
        options.plans,
      ));

    it("what is printed of a schema makes that schema", () =>
      check(
        fc.asyncProperty(schemas, async (schema) => {
          await using original = await server.open();
          await using copy = await server.open();
          const state = await made(original, schema);
          await using driver = await copy.connect();
          const empty = await driver.inspect({ schemas: [] });
          const own = new Set(empty.objects.map((object) => JSON.stringify(object)));
          const declared = {
            ...state,
            objects: state.objects.filter((object) => !own.has(JSON.stringify(object))),
          };
          const text = printPlan(server.dialect, declared, "  ").steps.map(scriptText).join("");
          await driver.runScript(splitStatements(text, "printed.sql", server.dialect.syntax));
          assert.deepEqual(statements(plan(await driver.inspect({ schemas: [] }), state)), []);
          assert.deepEqual(await census(copy), await census(original));
        }),
      ));

    it("what is written of a schema in HCL makes that schema, of which the same is written", () =>
      check(
        fc.asyncProperty(schemas, async (schema) => {
          await using original = await server.open();
          await using copy = await server.open();
          const state = await made(original, schema);
          const { hcl } = server.dialect;
          assert.ok(hcl);
          const bound = state.scope.bound !== null;
          // Each of the two databases has a name of its own.
          const called = bound ? "main" : undefined;
          const text = hcl.print(state, called);
          const { objects } = hcl.read([{ name: "schema.hcl", text }], { bound, variables: {} });
          const declared: State = { ...state, objects, unmanaged: [] };
          await using driver = await copy.connect();
          await driver.runScript(
            printSteps(server.dialect, declared, "").map((step, index) => ({
              text: step.sql,
              file: "schema.hcl",
              line: index + 1,
              column: 1,
            })),
          );
          const reached = await driver.inspect({ schemas: [] });
          assert.deepEqual(statements(plan(reached, state)), []);
          assert.equal(hcl.print(reached, called), text);
          assert.deepEqual(await census(copy), await census(original));
        }),
      ));
  });
}

/** What no statement could do is refused by name, and nothing is touched. */
function unlessRefused(makes: () => Plan): Plan | undefined {
  try {
    return makes();
  } catch (error) {
    if (error instanceof AtlasError && error.code === "E_UNSUPPORTED_CHANGE") return undefined;
    throw error;
  }
}

async function made(database: TestDatabase, schema: string): Promise<State> {
  if (schema) await database.raw(schema);
  await using driver = await database.connect();
  return await driver.inspect({ schemas: [] });
}

function statements(plan: Plan): readonly string[] {
  return plan.steps.map((step) => step.sql);
}

/** Tries a law as often as the environment says; where it says nothing `runs` times, by default 40. */
export async function checkProperty<Values>(
  property: fc.IAsyncPropertyWithHooks<Values>,
  options: { readonly runs?: number } = {},
): Promise<void> {
  const { ATLAS_TEST_PATH: path, ATLAS_TEST_RUNS: runs, CI } = process.env;
  // A change is judged by the same examples each time; new ones are looked for everywhere else.
  const seed = process.env["ATLAS_TEST_SEED"] ?? (CI ? "20261122" : undefined);
  await fc.assert(property, {
    numRuns: Number(runs ?? options.runs ?? 40),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
    // Time to find a smaller example, in milliseconds; what was found by then is reported.
    interruptAfterTimeLimit: 120_000,
  });
}
