import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { State } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { lineOf, noAnalysisSettings } from "@atlas/lint";
import { analyzePlan } from "@atlas/workflows";
import { closeServers, postgresServer, sqliteServer, type TestServer } from "../databases.ts";

after(closeServers);

async function stateOf(server: TestServer, sql: string): Promise<State> {
  await using database = await server.open();
  await database.raw(sql);
  await using driver = await database.connect();
  return await driver.inspect({ schemas: [] });
}

/** Each finding with the line of its statement's beginning and the first words of it. */
async function findings(server: TestServer, from: string, to: string): Promise<readonly string[]> {
  const [before, after] = [await stateOf(server, from), await stateOf(server, to)];
  const { dialect } = server;
  const plan = makePlan(dialect, before, after, { policy: { skip: [] }, indent: "" });
  const report = analyzePlan(plan, before, after, dialect, { settings: noAnalysisSettings });
  return (report?.reports ?? []).flatMap(({ diagnostics }) =>
    diagnostics.map(({ code, start }) => {
      const text = report?.text ?? "";
      const line = text.split("\n")[lineOf(text, start) - 1] ?? "";
      return `${code}: ${line.split(" ").slice(0, 2).join(" ")}`;
    }),
  );
}

describe("the analysis of a plan", () => {
  it("gives each difference to the statement that makes it", async () => {
    const from =
      "CREATE TABLE users (id int, name text); CREATE TABLE pets (id int); CREATE TABLE old (id int)";
    const to =
      "CREATE TABLE users (id int); CREATE TABLE pets (id int, age int NOT NULL); CREATE INDEX i ON pets (id)";
    assert.deepEqual((await findings(postgresServer(16), from, to)).toSorted(), [
      "DS102: DROP TABLE",
      "DS103: ALTER TABLE",
      "MF103: ALTER TABLE",
      "PG101: CREATE INDEX",
    ]);
  });

  it("finds nothing in what only comes", async () => {
    assert.deepEqual(
      await findings(
        sqliteServer,
        "CREATE TABLE a (id int)",
        "CREATE TABLE a (id int); CREATE TABLE b (id int)",
      ),
      [],
    );
  });
});
