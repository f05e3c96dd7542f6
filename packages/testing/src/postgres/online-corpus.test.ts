import { after, describe, it } from "node:test";
import { readCases } from "../corpus/cases.ts";
import { runCase } from "../corpus/runner.ts";
import { closeServers, postgresServer, testMajors } from "../databases.ts";
import { online } from "./online-run.ts";

after(closeServers);

/** Kinds with steps of an online form; where all majors are tested, also those whose steps stand among them. */
const touchesTables = !process.env["ATLAS_TEST_MAJORS"]
  ? /^(?!.*hostile)(primary-key|unique|check|foreign-key|index|partition|materialized)/
  : /^(?!.*hostile)(table|column|identity|serial|primary-key|unique|exclusion|check|foreign-key|index|partition|inherit|materialized|not-null|domain|enum|policy|trigger|view|rename)/;

for (const major of testMajors([16])) {
  const server = postgresServer(major);
  const cases = readCases("postgres").filter(
    ({ name, minVersion, refused, knownGap }) =>
      touchesTables.test(name) && minVersion <= major && refused === undefined && knownGap === undefined,
  );

  describe(
    `online on ${server.label}, a case of the corpus arrives and keeps the rows:`,
    { concurrency: 3 },
    () => {
      for (const sample of cases)
        it(`${sample.name} ${sample.direction}`, () => runCase(server, sample, online));
    },
  );
}
