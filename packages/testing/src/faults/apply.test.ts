import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { AtlasError, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { ApplyError, type ApplyRequest, applySchema, type ApplyResult } from "@atlas/workflows";
import { Client } from "pg";
import { runSql, ScriptServer } from "../scripts/servers.ts";
import { CutProxy } from "./cut-proxy.ts";

const before = "CREATE TABLE a (id int); CREATE TABLE b (id int); INSERT INTO b VALUES (1), (2)";
const desired = "CREATE TABLE a (id int, x int);\nCREATE TABLE b (id int, y int);\n";
const columnsOf = `SELECT string_agg(attrelid::regclass || '.' || attname, ' ' ORDER BY 1)
  FROM (SELECT attrelid, attname FROM pg_attribute
    WHERE attrelid IN ('a'::regclass, 'b'::regclass) AND attnum > 0 AND NOT attisdropped ORDER BY 1, attnum) t`;

describe("an apply that is disturbed", () => {
  const server = new ScriptServer(16);
  const devDatabases = createDevDatabases();
  after(async () => {
    await server[Symbol.asyncDispose]();
    await devDatabases[Symbol.asyncDispose]();
  });

  async function database(): Promise<string> {
    const { url } = await server.freshDatabase();
    await runSql(url, before);
    return url;
  }

  function apply(
    url: string,
    decide?: () => Promise<void>,
    change?: Partial<ApplyRequest>,
  ): Promise<ApplyResult> {
    const request: ApplyRequest = {
      url: new Secret(url),
      to: [{ type: "text", name: "schema.sql", text: desired }],
      devUrl: new Secret("embedded://postgres/16/dev"),
      policy: { skip: [] },
      indent: "",
      txMode: "file",
      dryRun: false,
      lockTimeoutMs: 1_000,
      schemas: [],
      exclude: [],
      ...change,
    };
    const deps = { dialects: [postgres], devDatabases, cacheDir: undefined };
    const agree = async () => {
      await decide?.();
      return { verdict: "approved" } as const;
    };
    return applySchema(request, deps, agree, { signal: new AbortController().signal });
  }

  async function finishes(url: string): Promise<void> {
    await apply(url);
    assert.equal(await runSql(url, columnsOf), "a.id a.x b.id b.y\n");
    assert.equal(await runSql(url, "SELECT count(*)::int FROM b"), "2\n");
    assert.equal((await apply(url)).outcome, "synced");
  }

  function statuses(error: unknown): readonly string[] {
    assert.ok(error instanceof ApplyError, String(error));
    return error.report.steps.map((step) => step.status);
  }

  it("changes nothing when the process is killed half-way, and the next run finishes", async () => {
    const url = await database();
    const folder = await mkdtemp(join(tmpdir(), "atlas-killed-"));
    await using blocker = await lockTable(url, "b");
    try {
      await writeFile(join(folder, "schema.sql"), desired);
      const child = spawn(
        process.execPath,
        [
          join(import.meta.dirname, "../../../../apps/cli/src/main.ts"),
          "schema",
          "apply",
          "--url",
          url,
          "--to",
          "file://schema.sql",
          "--dev-url",
          "docker://postgres/16/dev",
          "--auto-approve",
        ],
        { cwd: folder, stdio: "ignore" },
      );
      await someoneWaits(url);
      child.kill("SIGKILL");
      await once(child, "close");
      await blocker.release();
      await nobodyElse(url);
      assert.equal(await runSql(url, columnsOf), "a.id b.id\n");
      await finishes(url);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("says that nothing was applied when the server ends the connection", async () => {
    const url = await database();
    await using blocker = await lockTable(url, "b");
    const run = apply(url);
    const failed = assert.rejects(run, (error) => {
      assert.deepEqual(statuses(error), ["not_applied", "not_applied"]);
      return error instanceof AtlasError && error.code === "E_CONNECTION_LOST";
    });
    const pid = await someoneWaits(url);
    await runSql(url, `SELECT pg_terminate_backend(${pid})`);
    await failed;
    await blocker.release();
    assert.equal(await runSql(url, columnsOf), "a.id b.id\n");
    await finishes(url);
  });

  for (const [when, status, columns] of [
    ["after", "applied", "a.id a.x b.id b.y\n"],
    ["before", "not_applied", "a.id b.id\n"],
  ] as const)
    it(`finds out that it was ${status} when the connection breaks ${when} the commit reaches the server`, async () => {
      const url = await database();
      const { port } = await server.start();
      await using proxy = await CutProxy.start(port ?? 0);
      const run = apply(url.replace(`:${port}/`, `:${proxy.port}/`), async () => {
        proxy.cut = { text: "COMMIT", when };
      });
      await assert.rejects(run, (error) => {
        assert.deepEqual(statuses(error), [status, status]);
        return true;
      });
      assert.equal(proxy.cuts, 1);
      assert.equal(await runSql(url, columnsOf), columns);
      await finishes(url);
    });

  for (const [when, status, columns] of [
    ["after", "applied", "a.id a.x b.id\n"],
    ["before", "not_applied", "a.id b.id\n"],
  ] as const)
    it(`finds out that a step by itself was ${status} when the connection breaks ${when} it reaches the server`, async () => {
      const url = await database();
      const { port } = await server.start();
      await using proxy = await CutProxy.start(port ?? 0);
      const cut = async (): Promise<void> => void (proxy.cut = { text: "ALTER", when });
      await assert.rejects(
        apply(url.replace(`:${port}/`, `:${proxy.port}/`), cut, { txMode: "none" }),
        (error) => {
          assert.deepEqual(statuses(error), [status, "not_applied"]);
          return true;
        },
      );
      assert.equal(await runSql(url, columnsOf), columns);
      await finishes(url);
    });

  it("refuses a plan whose database changed since, before the first statement", async () => {
    const url = await database();
    const run = apply(url, async () => void (await runSql(url, "ALTER TABLE a ADD COLUMN other int")));
    await assert.rejects(run, (error) => error instanceof AtlasError && error.code === "E_DRIFT");
    assert.equal(await runSql(url, columnsOf), "a.id a.other b.id\n");
  });

  it("waits for a table in short turns, so that others get through, and finishes once it is free", async () => {
    const url = await database();
    await using blocker = await lockTable(url, "b");
    const run = apply(url);
    await someoneWaits(url);
    await pause(6_000);
    await blocker.release();
    assert.equal((await run).outcome, "applied");
    await finishes(url);
  });

  it("names who holds the lock when another run is at work", async () => {
    const url = await database();
    await using other = await postgres.connect(postgres.parseUrl(new Secret(url)), {
      applicationName: "other run",
    });
    await using _lock = await other.lock("atlas_schema_apply");
    await assert.rejects(
      apply(url),
      (error) =>
        error instanceof AtlasError && error.code === "E_LOCK_TIMEOUT" && /other run/.test(allOf(error)),
    );
    assert.equal(await runSql(url, columnsOf), "a.id b.id\n");
  });

  it("waits for nobody who holds another lock, nor where it is told to take none", async () => {
    for (const lock of [{ lockName: "of_our_own" }, { skipLock: true }]) {
      const url = await database();
      await using other = await postgres.connect(postgres.parseUrl(new Secret(url)), {});
      await using _lock = await other.lock("atlas_schema_apply");
      assert.equal((await apply(url, undefined, lock)).outcome, "applied");
    }
  });

  it("waits for who holds the lock that it is told to take", async () => {
    const url = await database();
    await using other = await postgres.connect(postgres.parseUrl(new Secret(url)), {});
    await using _lock = await other.lock("of_our_own");
    await assert.rejects(
      apply(url, undefined, { lockName: "of_our_own" }),
      (error) => error instanceof AtlasError && error.code === "E_LOCK_TIMEOUT",
    );
  });

  it("keeps what was applied and says what was not when a statement fails in transaction mode none", async () => {
    const url = await database();
    const text = "CREATE TABLE a (id int, x int);\nCREATE TABLE b (id int UNIQUE);\n";
    await runSql(url, "INSERT INTO b VALUES (1)");
    const to = [{ type: "text", name: "schema.sql", text } as const];
    await assert.rejects(apply(url, undefined, { to, txMode: "none" }), (error) => {
      assert.deepEqual(statuses(error), ["applied", "not_applied"]);
      return true;
    });
    assert.equal(await runSql(url, columnsOf), "a.id a.x b.id\n");
  });
});

function allOf(error: AtlasError): string {
  return `${error.message} ${error.hint ?? ""} ${JSON.stringify(error.details)}`;
}

/** A session that keeps everybody from changing a table. */
async function lockTable(url: string, table: string) {
  const client = new Client({ connectionString: url, application_name: "blocker" });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
  const release = async (): Promise<void> => {
    if (client.listenerCount("end") === 0) await client.end().catch(() => {});
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** The process number of a session that waits for a table lock, once there is one. */
async function someoneWaits(url: string): Promise<number> {
  for (;;) {
    const pid = await runSql(
      url,
      "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() LIMIT 1",
    );
    if (pid !== "") return Number(pid);
    await pause(50);
  }
}

async function nobodyElse(url: string): Promise<void> {
  const others =
    "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  while ((await runSql(url, others)) !== "0\n") await pause(50);
}
