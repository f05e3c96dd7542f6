import { after, describe, it } from "node:test";
import { readCases } from "../corpus/cases.ts";
import { closeServers, testMajors } from "../databases.ts";
import { Batch, SharedServer } from "./batch.ts";
import { roundTrip, type Unwritten } from "./round-trip.ts";
import { VocabularyRecord } from "./vocabulary-record.ts";

/** What only a database of its own can hold, or names a schema. */
const needsDatabase =
  /\b(?:SCHEMA|EXTENSION|ROLE|PUBLICATION|SUBSCRIPTION|SERVER|CAST|WRAPPER|EVENT TRIGGER|DEFAULT PRIVILEGES)\b|\bpublic\./i;

/** Schemas that are brought to the server together: enough to be fast, few enough to find one that fails. */
const batchSize = 60;

after(closeServers);

describe("a schema in HCL", () => {
  for (const major of testMajors([16]))
    describe(`on PostgreSQL ${major}`, () => {
      const schemas = [...schemasFor(major)];
      const alone = schemas.filter(([, sql]) => needsDatabase.test(sql));
      const together = schemas.filter(([, sql]) => !needsDatabase.test(sql));
      const server = new SharedServer(major);
      const record = new VocabularyRecord();
      after(() => server.close());

      for (const [name, sql] of alone)
        it(`says all of ${name}`, async (context) =>
          tell(context, await server.use((driver) => roundTrip(driver, sql, record))));

      for (let at = 0; at < together.length; at += batchSize) {
        const batch = new Batch(server, together.slice(at, at + batchSize), record);
        for (const [name] of together.slice(at, at + batchSize))
          it(`says all of ${name}`, async (context) => tell(context, await batch.outcome(name)));
      }

      // Others have a part of what these two have.
      if (major === 16 || major === 18)
        it("uses the words that are recorded", () => record.check(`postgres-${major}`));
    });
});

/** What is not written in HCL yet is named: no skip, as nothing can be done about it where tests run. */
function tell(context: { diagnostic(message: string): void }, kinds: Unwritten): void {
  if (kinds.length > 0) context.diagnostic(`not written in HCL yet: ${kinds.join(", ")}`);
}

/** Every schema of the corpus once, by name: many cases share an end. */
function schemasFor(major: number): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, direction, minVersion, from, to } of readCases("postgres")) {
    if (minVersion > major || direction !== "forward") continue;
    for (const [end, sql] of [
      ["from", from],
      ["to", to],
    ] as const)
      if (sql.trim() && !names.has(sql)) names.set(sql, `${name} (${end})`);
  }
  return new Map([...names].map(([sql, name]) => [name, sql]));
}
