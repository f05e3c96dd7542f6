import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Driver, State } from "@atlas/core";
import { applyPlan, makePlan, normalize, printSteps, provePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

const one = `CREATE ROLE managed_group;
CREATE ROLE managed_app LOGIN PASSWORD 'hunter2' CREATEDB CONNECTION LIMIT 3 VALID UNTIL '2030-01-01 00:00:00+00';
GRANT managed_group TO managed_app WITH ADMIN OPTION;
ALTER ROLE managed_app SET search_path TO "a b", public;
ALTER ROLE managed_app SET work_mem TO '8MB';
COMMENT ON ROLE managed_app IS 'it''s';
CREATE TABLE t (id integer);
GRANT SELECT ON t TO managed_app;`;

const other = `DO $$ BEGIN CREATE ROLE managed_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE ROLE managed_group NOINHERIT;
CREATE ROLE managed_third BYPASSRLS;
GRANT managed_group TO managed_app;
ALTER ROLE managed_app SET statement_timeout TO '5s';
CREATE TABLE t (id integer);
GRANT SELECT ON t TO managed_third;`;

/** Roles of the whole server that are none of this test stay out of it. */
function ours(state: State): State {
  return {
    ...state,
    objects: state.objects.filter(({ kind, name }) => kind !== "role" || name.startsWith("managed_")),
  };
}

const policy = { skip: [] } as const;

for (const major of testMajors([16]))
  describe(`roles of a schema on PostgreSQL ${major}`, () => {
    const server = postgresServer(major);
    const read = async (driver: Driver, sql: string): Promise<State> =>
      normalize({ driver, isPrivate: true }, splitStatements(sql, "s.sql", server.dialect.syntax), {
        schemas: [],
      });
    const present = async (driver: Driver): Promise<State> =>
      ours(await driver.inspect({ schemas: [], shared: true }));

    it("are made, altered and dropped, beside a dev database on the same server", async () => {
      await using target = await server.open();
      await using dev = await server.open();
      await using driver = await target.connect();
      await using scratch = await dev.connect();
      const empty = await present(driver);
      const nothing: State = { ...empty, objects: empty.objects.filter(({ kind }) => kind === "schema") };
      try {
        for (const sql of [one, other, one]) {
          const from = await present(driver);
          const to = await read(scratch, sql);
          const plan = makePlan(server.dialect, from, to, { policy, indent: "" });
          assert.doesNotMatch(JSON.stringify(plan), /hunter2/);
          const proof = await provePlan(
            server.dialect,
            plan,
            from,
            to,
            { driver: scratch, isPrivate: true },
            policy,
          );
          assert.deepEqual(proof, { proven: true });
          await applyPlan(driver, plan, { lockRetries: 0 });
          const again = makePlan(server.dialect, await present(driver), to, { policy, indent: "" });
          assert.deepEqual(
            again.steps.map((step) => step.sql),
            [],
          );
        }
        const [rows = []] = await target.raw(
          `SELECT rolname, rolconfig, rolconnlimit, rolvaliduntil IS NULL AS forever, shobj_description(oid, 'pg_authid') AS comment
          FROM pg_roles WHERE rolname ~ '^managed_' ORDER BY 1`,
        );
        assert.deepEqual(rows, [
          {
            rolname: "managed_app",
            rolconfig: ['search_path="a b", public', "work_mem=8MB"],
            rolconnlimit: 3,
            forever: false,
            comment: "it's",
          },
          { rolname: "managed_group", rolconfig: null, rolconnlimit: -1, forever: true, comment: null },
        ]);
      } finally {
        const plan = makePlan(server.dialect, await present(driver), nothing, { policy, indent: "" });
        await applyPlan(driver, plan, { lockRetries: 0 });
      }
      const [left] = await target.raw("SELECT rolname FROM pg_roles WHERE rolname ~ '^managed_|away'");
      assert.deepEqual(left, []);
    });

    it("come back from HCL", async () => {
      await using dev = await server.open();
      await using driver = await dev.connect();
      for (const sql of [one, other]) {
        const state = await read(driver, sql);
        const text = server.dialect.hcl.print(state);
        const declared = server.dialect.hcl.read([{ name: "s.hcl", text }], { bound: false, variables: {} });
        const steps = printSteps(server.dialect, { ...state, objects: declared.objects, unmanaged: [] }, "");
        const again = await read(driver, `${steps.map((step) => step.sql).join(";\n")};`);
        assert.deepEqual(again.objects, state.objects);
        assert.equal(server.dialect.hcl.print(again), text);
      }
    });

    it("are read for two at a time who declare the same", async () => {
      await using first = await server.open();
      await using second = await server.open();
      await using driver = await first.connect();
      await using another = await second.connect();
      const states = await Promise.all([read(driver, one), read(another, one)]);
      for (const state of states)
        assert.deepEqual(
          state.objects.filter(({ kind }) => kind === "role").map(({ name }) => name),
          ["managed_app", "managed_group"],
        );
    });
  });
