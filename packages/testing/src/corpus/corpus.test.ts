import { after, describe, it } from "node:test";
import { closeServers, mysqlServers, postgresServer, sqliteServer, testMajors, type TestServer } from "../databases.ts";
import { type CorpusCase, isFor, readCases, refusalOn } from "./cases.ts";
import { runCase } from "./runner.ts";

const postgresCases = readCases("postgres");
const isCi = process.env["CI"] === "true";
const wantsAll = isCi || process.env["ATLAS_TEST_MAJORS"] !== undefined;

after(closeServers);

describe("the corpus", () => {
  for (const major of testMajors(isCi ? [13, 16, 18] : [18])) {
    // On a developer's machine a second server sees only what the first is too old for.
    const isSecond = !wantsAll && major !== 16;
    const cases = postgresCases.filter(
      ({ minVersion }) => minVersion <= major && (!isSecond || minVersion > 16),
    );
    runAll(postgresServer(major), cases);
  }
  runAll(sqliteServer, readCases("sqlite"));
  const leading = mysqlServers().map(({ label }) => label);
  const all = mysqlServers({ withOlder: true });
  for (const server of all) {
    const cases = readCases("mysql").filter((sample) => isFor(sample, server));
    if (leading.includes(server.label)) runAll(server, cases);
    // What lies between the oldest and the newest differs in nothing that neither has.
    else if (all.find(({ flavour }) => flavour === server.flavour) === server)
      runAll(
        server,
        cases.filter(({ direction }) => direction === "forward"),
      );
  }
});

function runAll(server: TestServer, cases: readonly CorpusCase[]): void {
  describe(`on ${server.label}`, { concurrency: 3 }, () => {
    for (const sample of cases) {
      const outcome =
        sample.knownGap !== undefined
          ? "is a known gap"
          : refusalOn(sample, server.major) !== undefined
            ? "is refused"
            : "arrives and keeps the rows";
      it(`${sample.name} ${sample.direction} ${outcome}`, () => runCase(server, sample));
    }
  });
}
