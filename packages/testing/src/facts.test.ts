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

/** Of the other kinds so many cases each, as they come by name; `ATLAS_TEST_FACTS=all`: all of them. */
const samplesOfAKind = process.env["ATLAS_TEST_FACTS"] === "all" ? Infinity : 1;

for (const major of testMajors([16])) {
  const server = postgresServer(major);
  const all = readCases("postgres").filter(
    ({ minVersion, refused, knownGap }) =>
      minVersion <= major && refused === undefined && knownGap === undefined,
  );
  const others = Map.groupBy(
    all.filter(({ name }) => !touchesTables.test(name)),
    ({ name }) => name.split("--", 1)[0],
  );
  const cases = [
    ...all.filter(({ name }) => touchesTables.test(name)),
    // In both directions.
    ...[...others.values()].flatMap((of) => of.slice(0, samplesOfAKind * 2)),
  ];

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
