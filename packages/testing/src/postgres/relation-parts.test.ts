import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  AtlasError,
  type DatabaseUrl,
  excludeFrom,
  type Plan,
  type Policy,
  Secret,
  type State,
} from "@atlas/core";
import { postgres } from "@atlas/dialect-postgres";
import { applyPlan, makePlan } from "@atlas/engine";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

const trigger =
  "CREATE TRIGGER g BEFORE UPDATE OF v ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();";

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  async function stateOf(database: TestDatabase, sql: string): Promise<State> {
    if (sql !== "") await database.raw(sql);
    await using driver = await database.connect();
    return await driver.inspect({ schemas: [] });
  }

  async function statesOf(from: string, to: string): Promise<readonly [State, State]> {
    await using database = await server.open();
    await using pattern = await server.open();
    return [await stateOf(database, from), await stateOf(pattern, to)];
  }

  async function planBetween(from: string, to: string, policy: Policy = { skip: [] }): Promise<Plan> {
    return makePlan(postgres, ...(await statesOf(from, to)), { policy, indent: "" });
  }

  const sqlOf = (plan: Plan): readonly string[] => plan.steps.map(({ sql }) => sql);

  describe(`${server.label}: triggers, rules and policies`, () => {
    it("need no statement when their table goes, and come back with its undo", async () => {
      await using database = await server.open();
      const from = await stateOf(
        database,
        `CREATE TABLE t (v int); ${trigger} CREATE RULE r AS ON DELETE TO t DO NOTHING; CREATE POLICY p ON t;`,
      );
      await using pattern = await server.open();
      const plan = makePlan(postgres, from, await stateOf(pattern, ""), { policy: { skip: [] }, indent: "" });
      assert.deepEqual(sqlOf(plan), ['DROP TABLE "public"."t"']);
      assert.deepEqual(
        plan.steps[0]?.sources.map(({ change }) => change),
        ["drop_table", "drop_policy", "drop_trigger", "drop_rule"],
      );
      await using driver = await database.connect();
      await applyPlan(driver, plan);
      await database.raw((plan.steps[0]?.undo ?? []).join(";\n"));
      assert.deepEqual((await driver.inspect({ schemas: [] })).objects, from.objects);
    });

    it("are away from their table only inside of a transaction, and the plan says so", async () => {
      const policy = "CREATE POLICY p ON t AS RESTRICTIVE USING (v > 0);";
      const plan = await planBetween(
        `CREATE TABLE t (v int); ${policy}`,
        `CREATE TABLE t (v bigint); ${policy}`,
      );
      assert.deepEqual(
        plan.steps.map(({ suspends, transactional }) => [suspends?.name, transactional]),
        [
          ["p", true],
          [undefined, true],
          [undefined, true],
        ],
      );
    });

    it("may be left out of a plan by a policy", async () => {
      const skip: Policy = { skip: ["add_trigger"] };
      const plan = await planBetween("CREATE TABLE t (v int);", `CREATE TABLE t (v int); ${trigger}`, skip);
      assert.deepEqual(
        [plan.steps, plan.skipped],
        [
          [],
          [
            {
              change: "add_trigger",
              subject: { kind: "trigger", schema: "public", table: "t", name: "g" },
            },
          ],
        ],
      );
    });

    it("are named as lost where they were excluded and go with their table", async () => {
      const [whole, to] = await statesOf(`CREATE TABLE t (v int); ${trigger}`, "");
      const from = excludeFrom(whole, ["*.*[type=trigger]"], postgres.kinds);
      const kept = whole.objects.filter((object) => !from.objects.includes(object));
      const plan = makePlan(postgres, from, to, { policy: { skip: [] }, indent: "", kept });
      assert.deepEqual(
        plan.steps.map(({ loses }) => loses),
        [['table "public.t"', 'trigger "public.t.g"']],
      );
    });

    it("stand in the way where they were excluded and would have to be made again", async () => {
      const [whole, to] = await statesOf(
        `CREATE TABLE t (v int); ${trigger}`,
        `CREATE TABLE t (v bigint); ${trigger}`,
      );
      const without = (state: State): State =>
        excludeFrom(state, ["public.t.g[type=trigger]"], postgres.kinds);
      const kept = whole.objects.filter(({ kind }) => kind === "trigger");
      assert.throws(
        () => makePlan(postgres, without(whole), without(to), { policy: { skip: [] }, indent: "", kept }),
        (error) => error instanceof AtlasError && error.code === "E_UNSUPPORTED_CHANGE",
      );
    });

    it("carry no schema in a state that is bound to one", async () => {
      await using database = await server.open();
      await database.raw(`CREATE TABLE t (v int); CREATE POLICY p ON t USING (v IN (SELECT v FROM t));
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE RULE r AS ON DELETE TO t DO DELETE FROM t;
        CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f();`);
      await using driver = await postgres.connect(boundTo(database, "public"));
      const state = await driver.inspect({ schemas: [] });
      await using pattern = await server.open();
      await using other = await postgres.connect(boundTo(pattern, "public"));
      const plan = makePlan(postgres, await other.inspect({ schemas: [] }), state, {
        policy: { skip: [] },
        indent: "",
      });
      assert.deepEqual(sqlOf(plan).slice(2), [
        'CREATE RULE "r" AS ON DELETE TO "t" DO DELETE FROM t',
        'CREATE TRIGGER "g" AFTER INSERT ON "t" FOR EACH STATEMENT EXECUTE FUNCTION "f"()',
        'CREATE POLICY "p" ON "t" AS PERMISSIVE FOR ALL TO PUBLIC USING (v IN ( SELECT t_1.v\n   FROM t t_1))',
      ]);
    });
  });
}

function boundTo(database: TestDatabase, schema: string): DatabaseUrl {
  const url = new URL(database.url.secret.reveal());
  url.searchParams.set("search_path", schema);
  return postgres.parseUrl(new Secret(url.href));
}
