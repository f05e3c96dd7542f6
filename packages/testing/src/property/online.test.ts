import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type Plan, refKey, refOf, type State, type Step } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import fc from "fast-check";
import { censusOfPostgres } from "../corpus/census-postgres.ts";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";
import { checkFacts } from "../facts.ts";
import { online } from "../postgres/online-run.ts";
import { checkProperty } from "./laws.ts";
import { postgresSchemas } from "./postgres-schemas.ts";

after(closeServers);

/** What PostgreSQL has no gentle form for: values of all rows that are written in place, and what a domain asks. */
const withoutGentleForm = /^ALTER DOMAIN |ALTER COLUMN "[^"]+" TYPE |ADD COLUMN /;

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  describe(`on ${server.label} a plan between two schemas under diff { online = true }`, () => {
    it("leads there, does no more harm than it says, and holds nobody up for long", () =>
      checkProperty(
        fc.asyncProperty(postgresSchemas, postgresSchemas, async (from, to) => {
          await using target = await server.open();
          await using pattern = await server.open();
          const present = await made(target, from);
          const wanted = await made(pattern, to);
          const { steps, ...plan } = planOf(present, wanted);

          const tables = new Set(present.objects.map((object) => refKey(refOf(object))));
          // On what the plan itself makes nobody works yet.
          const working = steps.filter(({ table }) => !table || tables.has(refKey(table)));
          assert.deepEqual(
            working.filter(holdsUp).map(({ sql }) => sql),
            [],
          );
          const checks = await checkFacts(target.url.secret.reveal(), { ...plan, steps });
          assert.deepEqual(
            checks.filter(({ weaker }) => weaker.length > 0),
            [],
          );
          await using driver = await target.connect();
          const reached = await driver.inspect({ schemas: [] });
          for (const policy of [online, defaultPolicy])
            assert.deepEqual(statements(planOf(reached, wanted, policy)), []);
          assert.deepEqual(await censusOfPostgres(target), await censusOfPostgres(pattern));
        }),
        { runs: 25 },
      ));
  });

  function planOf(from: State, to: State, policy = online): Plan {
    return makePlan(server.dialect, from, to, { policy, indent: "" });
  }
}

/** Takes as long as a table is large, and others wait meanwhile. */
function holdsUp({ sql, blocks, rewrites, scans }: Step): boolean {
  const blocksWork = blocks === "writes" || blocks === "everything";
  return blocksWork && (rewrites || scans) && !withoutGentleForm.test(sql);
}

async function made(database: TestDatabase, schema: string): Promise<State> {
  if (schema) await database.raw(schema);
  await using driver = await database.connect();
  return await driver.inspect({ schemas: [] });
}

function statements(plan: Plan): readonly string[] {
  return plan.steps.map((step) => step.sql);
}
