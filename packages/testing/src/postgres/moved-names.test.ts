import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { postgres } from "@atlas/dialect-postgres";
import { applyPlan, makePlan, normalize, provePlan, settleRenames } from "@atlas/engine";
import { renameHints, splitStatements } from "@atlas/sql";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

/** What is there, what is declared, and what the rows are then. */
const cases: Readonly<
  Record<string, { readonly from: string; readonly to: string; readonly rows: readonly unknown[] }>
> = {
  "a column whose name another one gets": {
    from: "CREATE TABLE t (a integer); INSERT INTO t VALUES (1);",
    to: "CREATE TABLE t (a integer DEFAULT 7,\n-- atlas:renamed_from a\nb integer);",
    rows: [{ a: 7, b: 1 }],
  },
  "columns that move on by one": {
    from: "CREATE TABLE t (a integer, b integer, c integer); INSERT INTO t VALUES (1, 2, 3);",
    to: `CREATE TABLE t (
      -- atlas:renamed_from a
      b integer,
      -- atlas:renamed_from b
      c integer,
      -- atlas:renamed_from c
      d integer);`,
    rows: [{ b: 1, c: 2, d: 3 }],
  },
  "a table whose name another one gets": {
    from: "CREATE TABLE s (id integer, name text); INSERT INTO s VALUES (1, 'a');",
    to: "-- atlas:renamed_from s\nCREATE TABLE t (id integer, name text);\nCREATE TABLE s (login text);",
    rows: [{ id: 1, name: "a" }],
  },
};

for (const major of testMajors([13, 18])) {
  const server = postgresServer(major);
  describe(`${server.label}: an old name that is wanted again`, () => {
    for (const [title, { from, to, rows }] of Object.entries(cases))
      it(`leaves its rows to ${title}, once`, async () => {
        await using target = await server.open();
        await target.raw(from);
        await using driver = await target.connect();
        await using dev = await server.open();
        await using other = await dev.connect();
        const scratch = { driver: other, isPrivate: false };
        const source = splitStatements(to, "to.sql", postgres.syntax);
        const desired = await normalize(scratch, source, { schemas: [] });
        const lead = async (): Promise<number> => {
          const present = await driver.inspect({ schemas: [] });
          const { renames } = await settleRenames(postgres, present, desired, {
            policy: { skip: [] },
            hints: renameHints(to, postgres.syntax),
          });
          const plan = makePlan(postgres, present, desired, { policy: { skip: [] }, indent: "", renames });
          const proof = await provePlan(postgres, plan, present, desired, scratch, { skip: [] });
          assert.deepEqual(proof, { proven: true });
          assert.deepEqual(
            plan.steps.flatMap(({ loses }) => loses),
            [],
          );
          await applyPlan(driver, plan);
          return plan.steps.length;
        };
        assert.notEqual(await lead(), 0);
        assert.deepEqual((await target.raw("SELECT * FROM t"))[0], rows);
        assert.equal(await lead(), 0);
      });
  });
}
