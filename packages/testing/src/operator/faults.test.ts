import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { skipWithout, useControlPlane } from "../control-plane/index.ts";
import { CutProxy } from "../faults/cut-proxy.ts";
import { runSql, ScriptServer } from "../scripts/servers.ts";
import { freePort } from "./free-port.ts";
import { columnsOf, installCrds, schema, World } from "./world.ts";

const plane = await useControlPlane();

describe(
  "an operator when things fail",
  { skip: skipWithout(plane), concurrency: 3, timeout: 180_000 },
  () => {
    if (plane.unavailable !== undefined) return;
    const server = new ScriptServer(16);

    before(async () => {
      await installCrds(plane);
      await server.start();
    });
    after(async () => {
      await server[Symbol.asyncDispose]();
      await plane[Symbol.asyncDispose]();
    });

    it("finishes what it was killed in the middle of, and does nothing twice", async () => {
      const world = await World.open(plane, server);
      const { url } = await server.freshDatabase();
      await runSql(url, recordingDdl);
      const bound = `${url}&search_path=public`;
      // Each statement is committed by itself, so that the kill falls between two of them.
      const resource = (sql: string) => schema("killed", { url: bound, schema: { sql }, txMode: "none" });
      await world.apply(resource("CREATE TABLE a (id int); CREATE TABLE b (id int);"));
      {
        await using operator = await world.operator();
        await world.ready("killed");
        await runSql(url, "TRUNCATE audit.ddl");
        await using _lock = await holdTable(url, "b");
        await world.apply(resource("CREATE TABLE a (id int, x int); CREATE TABLE b (id int, x int);"));
        await world.until("the first statement is done and the second waits", async () =>
          (await runSql(url, waitingForLock)).startsWith("1"),
        );
        assert.equal(await columnsOf(url, "a"), "id x");
        await operator.kill();
      }
      await using _next = await world.operator();
      await world.readyAt("killed", 2);
      assert.equal(await columnsOf(url, "b"), "id x");
      assert.equal(await runSql(url, "SELECT what FROM audit.ddl ORDER BY 1"), "public.a\npublic.b\n");
    });

    it("brings a database up to date that was down at first, without being asked again", async () => {
      const world = await World.open(plane, server);
      const { url, port } = await server.freshDatabase();
      const address = await freePort();
      const away = url.replace(`:${port}/`, `:${address}/`);
      await using _operator = await world.operator();
      const table = "CREATE TABLE users (id int);";
      await world.apply(schema("late", { url: away, schema: { sql: table }, backoffLimit: 2 }));
      await world.until("it says why", async () =>
        /connect|ECONNREFUSED/i.test((await world.condition("late"))?.message ?? ""),
      );
      assert.equal((await world.condition("late"))?.status, "False");
      await pause(15_000);
      await using _up = await CutProxy.start(port, address);
      await world.ready("late");
      assert.equal(await columnsOf(url, "users"), "id");
    });

    it("says that the connection broke during a change, and makes the change all the same", async () => {
      const world = await World.open(plane, server);
      const { url, port } = await server.freshDatabase();
      await using proxy = await CutProxy.start(port);
      const through = url.replace(`:${port}/`, `:${proxy.port}/`);
      await using operator = await world.operator();
      const resource = (sql: string) => schema("cut", { url: through, schema: { sql } });
      await world.apply(resource("CREATE TABLE users (id int);"));
      await world.ready("cut");
      proxy.cut = { text: "ALTER TABLE", when: "before" };
      await world.apply(resource("CREATE TABLE users (id int, name text);"));
      await world.readyAt("cut", 2);
      assert.equal(proxy.cuts, 1);
      assert.equal(await columnsOf(url, "users"), "id name");
      const failures = operator.logged("reconciled").filter((line) => line["outcome"] === "failed");
      assert.deepEqual(
        failures.map((line) => line["reason"]),
        ["ApplyingSchema"],
      );
      assert.ok((await world.events("cut")).includes("TransientErr"));
    });

    it("does not let resources that wait for one database hold up the others", async () => {
      const world = await World.open(plane, server);
      const [shared, other] = [await server.freshDatabase(), await server.freshDatabase()];
      const table = (name: string) => `CREATE TABLE ${name} (id int);`;
      await using _operator = await world.operator("--max-concurrent-reconciles=2");
      for (const name of ["one", "two", "three"]) await runSql(shared.url, `CREATE SCHEMA ${name}`);
      const within = (name: string, sql: string) =>
        schema(name, { url: `${shared.url}&search_path=${name}`, schema: { sql } });
      await world.apply(within("one", table("t")));
      await world.ready("one");
      await using lock = await holdTable(shared.url, "one.t");
      await world.apply(within("one", "CREATE TABLE t (id int, x int);"));
      await world.until("the first waits inside its database", async () =>
        (await runSql(shared.url, waitingForLock)).startsWith("1"),
      );
      await world.apply(within("two", table("t")), within("three", table("t")));
      await world.apply(schema("other", { url: other.url, schema: { sql: table("t") } }));
      await world.ready("other", 20);
      assert.notEqual((await world.condition("two"))?.status, "True");
      await lock[Symbol.asyncDispose]();
      for (const name of ["one", "two", "three"]) await world.ready(name);
    });
  },
);

/** Writes down each table that a command altered; in a schema of its own, which no resource declares. */
const recordingDdl = `CREATE SCHEMA audit;
  CREATE TABLE audit.ddl (what text);
  CREATE FUNCTION audit.record() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO audit.ddl SELECT object_identity FROM pg_event_trigger_ddl_commands()
        WHERE command_tag = 'ALTER TABLE';
    END $$;
  CREATE EVENT TRIGGER recording ON ddl_command_end EXECUTE FUNCTION audit.record();`;

const waitingForLock = `SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Keeps a table from being altered until disposed. */
async function holdTable(url: string, table: string): Promise<AsyncDisposable> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS SHARE MODE`);
  let held = true;
  return {
    [Symbol.asyncDispose]: async () => {
      if (held) await client.end();
      held = false;
    },
  };
}
