import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Policy, State } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { lineOf, noAnalysisSettings } from "@atlas/lint";
import { analyzePlan, planFindings } from "@atlas/workflows";
import { closeServers, postgresServer, sqliteServer, type TestServer } from "../databases.ts";

after(closeServers);

async function stateOf(server: TestServer, sql: string): Promise<State> {
  await using database = await server.open();
  await database.raw(sql);
  await using driver = await database.connect();
  return await driver.inspect({ schemas: [] });
}

/** Each finding with the line of its statement's beginning and the first words of it. */
async function findings(
  server: TestServer,
  from: string,
  to: string,
  skip: Policy["skip"] = [],
  more: Partial<Policy> = {},
): Promise<readonly string[]> {
  const [before, after] = [await stateOf(server, from), await stateOf(server, to)];
  const { dialect } = server;
  const plan = makePlan(dialect, before, after, { policy: { skip, ...more }, indent: "" });
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

  it("tells indexes that come without blocking from those that go with it", async () => {
    const from = "CREATE TABLE pets (id int, age int); CREATE INDEX i ON pets (id)";
    const to = "CREATE TABLE pets (id int, age int); CREATE INDEX j ON pets (age)";
    const concurrently = { concurrentIndex: { create: true, drop: false } };
    assert.deepEqual(await findings(postgresServer(16), from, to, [], concurrently), ["PG102: DROP INDEX"]);
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

  it("leaves out what the policy leaves out of the plan", async () => {
    const from = "CREATE TABLE users (id int, name text); CREATE TABLE old (id int); CREATE SCHEMA s";
    const to = "CREATE TABLE users (id int, age int)";
    const skip = ["drop_column", "drop_table", "drop_schema"] as const;
    assert.deepEqual(await findings(postgresServer(16), from, to, skip), []);
    assert.deepEqual(
      (
        await findings(postgresServer(16), `${from}; CREATE TABLE s.t (id int)`, to, [
          "drop_column",
          "drop_schema",
        ])
      ).toSorted(),
      ["DS102: DROP TABLE", "DS102: DROP TABLE"],
    );
  });

  it("takes a name in other letters for the same column where the family does", async () => {
    const [from, to] = ['CREATE TABLE t (id int, "V" text)', 'CREATE TABLE t (id int, "v" text)'];
    assert.deepEqual(await findings(sqliteServer, from, to), ["BC102: CREATE TABLE"]);
    assert.deepEqual((await findings(postgresServer(16), from, to)).slice(0, 1), ["DS103: ALTER TABLE"]);
  });

  it("counts lines as the statements are printed, each under its comment", async () => {
    const [before, after] = [
      await stateOf(sqliteServer, "CREATE TABLE a (id int, name text)"),
      await stateOf(sqliteServer, "CREATE TABLE a (id int, age int NOT NULL)"),
    ];
    const { dialect } = sqliteServer;
    const plan = makePlan(dialect, before, after, { policy: { skip: [] }, indent: "" });
    const report = analyzePlan(plan, before, after, dialect, { settings: noAnalysisSettings });
    const found = report ? planFindings(plan.steps, report) : [];
    const lines = (report?.text ?? "").split("\n");
    assert.ok(found.length > 0);
    for (const { line, step } of found) {
      assert.equal(
        lines[line - 1],
        `${plan.steps[step]?.sql.split("\n", 1)[0]}${plan.steps[step]?.sql.includes("\n") ? "" : ";"}`,
      );
      assert.match(lines[line - 2] ?? "", /^-- /);
    }
  });
});
