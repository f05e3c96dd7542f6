import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, excludeFrom, type Plan, type State } from "@atlas/core";
import { postgres } from "@atlas/dialect-postgres";
import { makePlan, provePlan } from "@atlas/engine";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  /** The plan between two schemas, each on an empty database; the first stays there. */
  async function planBetween(
    from: string,
    to: string,
    check: (plan: Plan, database: TestDatabase) => Promise<void> | void = () => {},
  ): Promise<Plan> {
    await using database = await server.open();
    const present = await stateOf(database, from);
    await using pattern = await server.open();
    const plan = makePlan(postgres, present, await stateOf(pattern, to), {
      policy: { skip: [] },
      indent: "",
    });
    await check(plan, database);
    return plan;
  }

  async function stateOf(database: TestDatabase, sql: string): Promise<State> {
    if (sql !== "") await database.raw(sql);
    await using driver = await database.connect();
    return await driver.inspect({ schemas: [] });
  }

  const refuses = (from: string, to: string, ...names: readonly string[]): Promise<void> =>
    assert.rejects(
      planBetween(from, to),
      (error) =>
        error instanceof AtlasError &&
        error.code === "E_UNSUPPORTED_CHANGE" &&
        names.every((name) => error.message.includes(name)),
    );

  describe(`${server.label}: what is not managed`, () => {
    it("keeps the type of a typed table, and the plan says for whose sake", async () => {
      const plan = await planBetween("CREATE TYPE pair AS (a int); CREATE TABLE pairs OF pair;", "");
      assert.deepEqual(plan.steps, []);
      assert.deepEqual(
        plan.skipped.map(({ subject, neededBy }) => [subject.name, neededBy]),
        [["pair", "typed table public.pairs"]],
      );
    });

    it("keeps its schema, and the plan says for whose sake", async () => {
      const plan = await planBetween(
        "CREATE SCHEMA a; CREATE TABLE a.t (x int); CREATE CONVERSION a.latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;",
        "",
        async (made, database) => {
          await using driver = await database.connect();
          const from = await driver.inspect({ schemas: [] });
          await using dev = await server.open();
          await using other = await dev.connect();
          const to = await other.inspect({ schemas: [] });
          const scratch = { driver: other, isPrivate: false };
          const proof = await provePlan(postgres, made, from, to, scratch, { skip: [] });
          assert.deepEqual(proof, { proven: true });
        },
      );
      assert.deepEqual(
        plan.steps.map((step) => step.sql),
        ['DROP TABLE "a"."t"'],
      );
      assert.deepEqual(plan.skipped, [
        {
          change: "drop_schema",
          subject: { kind: "schema", schema: "", name: "a" },
          neededBy: "conversion a.latin",
        },
      ]);
    });

    it("keeps the extension and the schema that an operator class stands on", async () => {
      const plan = await planBetween(
        `CREATE SCHEMA a; CREATE EXTENSION citext SCHEMA a;
          CREATE OPERATOR CLASS a.plain FOR TYPE a.citext USING hash AS OPERATOR 1 a.=, FUNCTION 1 a.citext_hash(a.citext);`,
        "",
      );
      assert.deepEqual(
        plan.skipped.map(({ change, neededBy }) => [change, neededBy]),
        [
          ["drop_schema", "operator family a.plain"],
          ["drop_extension", "operator class a.plain"],
        ],
      );
    });

    it("keeps the table that a cast converts the rows of", async () => {
      const plan = await planBetween("CREATE TABLE t (x int); CREATE CAST (t AS text) WITH INOUT;", "");
      assert.deepEqual(plan.steps, []);
      assert.deepEqual(
        plan.skipped.map(({ change, neededBy }) => [change, neededBy]),
        [["drop_table", "cast (public.t AS text)"]],
      );
    });

    it("stands in the way of a view that would be made again", async () => {
      const view = "CREATE VIEW v AS SELECT x FROM t;";
      await refuses(
        `CREATE TABLE t (x int); ${view} CREATE CAST (v AS text) WITH INOUT;`,
        "CREATE TABLE t (x int); CREATE VIEW v AS SELECT x::text AS x FROM t;",
        "cast (public.v AS text)",
      );
    });

    it("stands in the way of a column that changes under it", async () => {
      await refuses(
        "CREATE TYPE e AS ENUM ('a', 'b'); CREATE CAST (e AS varchar) WITH INOUT AS ASSIGNMENT;",
        "CREATE TYPE e AS ENUM ('a');",
        "cast (public.e AS character varying)",
      );
    });

    it("stands in the way also when it is excluded, and so does an excluded view", async () => {
      await using database = await server.open();
      const whole = await stateOf(
        database,
        `CREATE TABLE t (x int, y int); CREATE VIEW v AS SELECT x FROM t; CREATE VIEW w AS SELECT y FROM t;
         CREATE TRIGGER g INSTEAD OF UPDATE ON w FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();`,
      );
      const refusesWithout = async (pattern: string, desired: string, name: string): Promise<void> => {
        await using other = await server.open();
        const exclude = (state: State): State => excludeFrom(state, [pattern], postgres.kinds);
        const from = exclude(whole);
        const to = exclude(await stateOf(other, desired));
        const kept = whole.objects.filter((object) => !from.objects.includes(object));
        const options = { policy: { skip: [] }, indent: "", kept, keptUnmanaged: whole.unmanaged };
        assert.throws(
          () => makePlan(postgres, from, to, options),
          (error) =>
            error instanceof AtlasError &&
            error.code === "E_UNSUPPORTED_CHANGE" &&
            error.message.includes(name),
        );
      };
      const views = "CREATE VIEW v AS SELECT x FROM t; CREATE VIEW w AS SELECT y FROM t;";
      await refusesWithout("public.v", `CREATE TABLE t (x bigint, y int); ${views}`, 'view "public.v"');
      await refusesWithout(
        "public.*[type=trigger]",
        `CREATE TABLE t (x int, y bigint); ${views}`,
        'trigger "public.w.g"',
      );
    });

    it("does not take the place of what is managed: its rows would go and nothing come", async () => {
      await refuses(
        "CREATE TYPE row AS (x int); CREATE TABLE t (x int);",
        "CREATE TYPE row AS (x int); CREATE TABLE t OF row;",
        'table "public.t" cannot become typed table public.t',
      );
    });

    it("does not stand in the way of a composite type that gains an attribute", async () => {
      await planBetween(
        "CREATE TYPE c AS (a int); CREATE CAST (c AS text) WITH INOUT;",
        "CREATE TYPE c AS (a int, b int);",
      );
    });
  });
}
