import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type Plan, type Policy } from "@atlas/core";
import { makePlan, settleRenames } from "@atlas/engine";
import { renameHints } from "@atlas/sql";
import { type CorpusCase, readCases } from "./corpus/cases.ts";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "./databases.ts";
import { checkFacts, type FactCheck } from "./facts.ts";
import { online } from "./postgres/online-run.ts";

after(closeServers);

for (const major of testMajors([16])) {
  const server = postgresServer(major);
  // Every change of every kind: a claim that nobody looked at is worth nothing.
  const cases = readCases("postgres").filter(
    ({ minVersion, refused, knownGap }) =>
      minVersion <= major && refused === undefined && knownGap === undefined,
  );

  describe(`on ${server.label} no step does more harm than it says:`, { concurrency: 3 }, () => {
    for (const sample of cases)
      it(`${sample.name} ${sample.direction}`, async (test) => {
        const checks = await factsOf(sample);
        for (const { sql, stronger } of checks)
          for (const claim of stronger) test.diagnostic(`more careful than needed: ${claim}: ${sql}`);
        assert.deepEqual(
          checks.filter((check) => check.weaker.length > 0).map(({ sql, weaker }) => ({ sql, weaker })),
          [],
        );
      });
  });

  /** Under the default policy, and under `online` where that leads another way. */
  async function factsOf(sample: CorpusCase): Promise<readonly FactCheck[]> {
    await using target = await server.open();
    await using pattern = await server.open();
    await seed(target, sample);
    if (sample.to.trim()) await pattern.raw(sample.to);
    const [ordinary, gentle] = await plansOf(sample, target, pattern, [defaultPolicy, online]);
    const checks = ordinary ? await checkFacts(target.url.secret.reveal(), ordinary) : [];
    if (!gentle || textOf(gentle) === textOf(ordinary)) return checks;
    await using second = await server.open();
    await seed(second, sample);
    return [...checks, ...(await checkFacts(second.url.secret.reveal(), gentle))];
  }

  async function plansOf(
    sample: CorpusCase,
    target: TestDatabase,
    pattern: TestDatabase,
    policies: readonly Policy[],
  ): Promise<readonly Plan[]> {
    await using one = await target.connect();
    await using other = await pattern.connect();
    const [from, to] = [await one.inspect({ schemas: [] }), await other.inspect({ schemas: [] })];
    const hints = renameHints(sample.to, server.dialect.syntax);
    const { renames } = await settleRenames(server.dialect, from, to, { policy: defaultPolicy, hints });
    return policies.map((policy) => makePlan(server.dialect, from, to, { policy, indent: "", renames }));
  }
}

async function seed(target: TestDatabase, sample: CorpusCase): Promise<void> {
  if (sample.from.trim()) await target.raw(sample.from);
  if (sample.seed) await target.raw(sample.seed);
}

function textOf(plan: Plan | undefined): string {
  return plan?.steps.map(({ sql }) => sql).join("\n") ?? "";
}
