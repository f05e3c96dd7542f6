import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Secret } from "@atlas/core";
import { createDevDatabases, startMysql } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { ApplyError, applyPlan } from "@atlas/engine";
import { mysqlServers } from "../databases.ts";
import { CutProxy } from "./cut-proxy.ts";
import { rowsOf } from "./mysql-changes.ts";
import { DisturbedTarget, password } from "./mysql-target.ts";

for (const kind of mysqlServers())
  describe(`an apply that is disturbed on ${kind.label}`, () => {
    const stack = new AsyncDisposableStack();
    let target: DisturbedTarget;
    let port = 0;
    let plan: readonly string[] = [];
    let rows: unknown;

    before(async () => {
      const listen = { port: 0, password: new Secret(password) };
      const server = stack.use(await startMysql({ build: kind.build, listen }));
      target = new DisturbedTarget(server, kind, stack.use(createDevDatabases()));
      port = server.port ?? 0;
      await target.reset();
      plan = await target.plan();
      rows = await target.rows(rowsOf);
    });
    after(() => stack.disposeAsync());

    /** In whatever order, and without whose stored code is: only the plan that drops it knows. */
    const withoutOwners = (statements: readonly string[]): readonly string[] =>
      statements.map((sql) => sql.replace(/ DEFINER=`\w+`@`\w+`/, "")).toSorted();

    /** The next run does what is left, in the words of the first, and then there is nothing to do. */
    const finishes = async (done: number): Promise<void> => {
      assert.deepEqual(withoutOwners(await target.plan()), withoutOwners(plan.slice(done)));
      assert.equal((await target.apply()).outcome, done === plan.length ? "synced" : "applied");
      assert.equal((await target.apply()).outcome, "synced");
      assert.deepEqual(await target.rows(rowsOf), rows);
    };

    const statuses = (error: unknown): readonly string[] => {
      assert.ok(error instanceof ApplyError, String(error));
      return error.report.steps.map((step) => step.status);
    };

    const upTo = (done: number): readonly string[] =>
      plan.map((_, index) => (index < done ? "applied" : "not_applied"));

    for (const when of ["before", "after"] as const)
      it(`knows how far it got when the connection breaks ${when} any statement reaches the server`, async () => {
        for (const [index, text] of plan.entries()) {
          await target.reset();
          await using proxy = await CutProxy.start(port);
          const cut = (): void => void (proxy.cut = { text, when });
          const error: unknown = await target.apply({ port: proxy.port, decide: cut }).then(
            () => assert.fail("it went through"),
            (reason: unknown) => reason,
          );
          const done = when === "after" ? index + 1 : index;
          assert.deepEqual(statuses(error), upTo(done), text);
          assert.ok(error instanceof ApplyError);
          assert.equal(error.code, "E_CONNECTION_LOST");
          const isAway = /^DROP (?:FUNCTION|PROCEDURE|TRIGGER)/.test(plan[done - 1] ?? "");
          assert.equal(error.hint?.includes("as it was: CREATE DEFINER="), isAway, text);
          await finishes(done);
        }
      });

    it("keeps what was applied, and names it, when rows stand in the way of a statement", async () => {
      await target.reset();
      const decide = async (): Promise<void> =>
        void (await target.rows("INSERT INTO books VALUES (4, 7, 'Nobody wrote this')"));
      const at = plan.findIndex((sql) => sql.includes("FOREIGN KEY"));
      await assert.rejects(target.apply({ decide }), (error) => {
        assert.deepEqual(statuses(error), upTo(at));
        return error instanceof ApplyError && error.code === "E_APPLY" && /books/.test(error.message);
      });
      await target.rows("DELETE FROM books WHERE id = 4");
      await finishes(at);
    });

    it("waits for a table in short turns, so that others get through, and goes on once it is free", async () => {
      await target.reset();
      await using holder = await target.session();
      const decide = async (): Promise<void> =>
        void (await holder.run("START TRANSACTION; SELECT * FROM books"));
      const run = target.apply({ decide });
      await someoneWaits(target);
      // Who comes after an ALTER that waits, waits with it; so it gives up after a while and comes again.
      const reading = await target.rows("SELECT COUNT(*) AS n FROM books");
      assert.deepEqual(reading, [{ n: 3 }]);
      await holder.run("COMMIT");
      const { report } = await run;
      assert.ok(report?.steps.every(({ status }) => status === "applied"));
      await finishes(plan.length);
    });

    it("says how far it got when a table does not get free", async () => {
      await target.reset();
      await using holder = await target.session();
      const at = plan.findIndex((sql) => sql.startsWith("ALTER TABLE `books`"));
      await holder.run("START TRANSACTION; SELECT * FROM books");
      await using driver = await mysql.connect(mysql.parseUrl(new Secret(target.urlOf("target"))));
      const { proposal } = await target.apply({ dryRun: true });
      const options = { lockTimeoutMs: 1_000, lockRetries: 1 };
      await assert.rejects(applyPlan(driver, proposal.plan, options), (error) => {
        assert.deepEqual(statuses(error), upTo(at));
        return error instanceof ApplyError && error.code === "E_LOCK_TIMEOUT" && error.hint !== undefined;
      });
      await holder.run("COMMIT");
      await finishes(at);
    });
  });

/** Until a session waits for another to let go of a table. */
async function someoneWaits(target: DisturbedTarget): Promise<void> {
  const waiting =
    "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE state LIKE 'Waiting for table metadata lock%'";
  while ((await target.rows(waiting))[0]?.["n"] === 0) await pause(50);
}
