import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { makePlan } from "@atlas/engine";
import { type CorpusCase, readCases } from "./corpus/cases.ts";
import { closeServers, postgresServer, testMajors } from "./databases.ts";
import { checkFacts, type FactCheck } from "./facts.ts";

after(closeServers);

/** Cases whose plans run on tables that are there; a type or comment more of the same kind proves nothing new. */
const touchesTables =
  /^(?!.*(comment|types-|hostile))(table|column|identity|serial|primary-key|unique|exclusion|check|foreign-key|index|enum|domain)--/;

for (const major of testMajors([16])) {
  const server = postgresServer(major);
  const cases = readCases("postgres").filter(
    ({ name, minVersion, refused, knownGap }) =>
      touchesTables.test(name) && minVersion <= major && refused === undefined && knownGap === undefined,
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

  async function factsOf(sample: CorpusCase): Promise<readonly FactCheck[]> {
    await using target = await server.open();
    await using pattern = await server.open();
    if (sample.from.trim()) await target.raw(sample.from);
    if (sample.seed) await target.raw(sample.seed);
    if (sample.to.trim()) await pattern.raw(sample.to);
    await using one = await target.connect();
    await using other = await pattern.connect();
    const [from, to] = [await one.inspect({ schemas: [] }), await other.inspect({ schemas: [] })];
    const plan = makePlan(server.dialect, from, to, { policy: { skip: [] }, indent: "" });
    return await checkFacts(target.url.secret.reveal(), plan);
  }
}
