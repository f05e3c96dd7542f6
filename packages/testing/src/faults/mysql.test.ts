import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases, startMysql } from "@atlas/dev-database";
import { ApplyError } from "@atlas/workflows";
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
          await finishes(done);
        }
      });
  });
