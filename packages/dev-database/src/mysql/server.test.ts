import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Secret } from "@atlas/core";
import { createConnection } from "mysql2/promise";

import { exists } from "../files.ts";
import { testBuilds } from "./test-builds.ts";
import { startMysql, type MysqlServer } from "./server.ts";
import { openMysqlSession } from "./session.ts";

async function ask(server: MysqlServer, sql: string): Promise<unknown> {
  await using session = await openMysqlSession(server.socketPath);
  return Object.values((await session.run(sql)).at(-1)?.[0] ?? {})[0];
}

/** Whether the condition comes true within five seconds. */
async function comesTrue(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 5000; waitedMs += 20) {
    if (await condition()) return true;
    await sleep(20);
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A program that starts a server as its child, and goes on after that as told. */
function parentOf(path: string, then: string) {
  const program = `
    import { findBuilds } from ${JSON.stringify(import.meta.resolve("./builds.ts"))};
    import { startMysql } from ${JSON.stringify(import.meta.resolve("./server.ts"))};
    const build = findBuilds({ env: process.env }).find(({ path }) => path === ${JSON.stringify(path)});
    const { pid, dir } = await startMysql({ build });
    console.log(JSON.stringify({ pid, dir }));
    ${then}
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

for (const [label, build] of testBuilds())
  describe(`a server of our own: ${label}`, () => {
    it("has the defaults of its kind, and leaves neither a process nor a folder behind", async () => {
      const server = await startMysql({ build });
      assert.ok(String(await ask(server, "SELECT VERSION()")).startsWith(build.version));
      assert.match(String(await ask(server, "SELECT @@sql_mode")), /STRICT_TRANS_TABLES/);
      assert.equal(
        await ask(server, "SELECT @@lower_case_table_names"),
        process.platform === "darwin" ? 2 : 0,
      );
      assert.equal(await ask(server, "SELECT @@skip_networking"), 1);
      await server[Symbol.asyncDispose]();
      assert.equal(isAlive(server.pid), false);
      assert.equal(await exists(server.dir), false);
    });

    it("ends with its parent, even when that is killed", async () => {
      const parent = parentOf(build.path, "setInterval(() => {}, 1000);");
      const [line] = await once(parent.stdout, "data");
      // Written by the program above.
      const { pid, dir } = JSON.parse(String(line)) as { pid: number; dir: string };
      assert.ok(isAlive(pid));
      parent.kill("SIGKILL");
      assert.ok(await comesTrue(() => !isAlive(pid)), "the server still runs");
      assert.ok(await comesTrue(async () => !(await exists(dir))), "its folder is still there");
    });

    it("does not keep its parent from ending", async () => {
      const parent = parentOf(build.path, "");
      const [[line], [code]] = await Promise.all([once(parent.stdout, "data"), once(parent, "exit")]);
      assert.equal(code, 0);
      // Written by the program above.
      const { pid } = JSON.parse(String(line)) as { pid: number };
      assert.ok(await comesTrue(() => !isAlive(pid)), "the server still runs");
    });

    it("takes a password through TCP, and nobody without it", async () => {
      const password = new Secret("it's a 'secret' / %");
      await using server = await startMysql({ build, listen: { port: 0, password } });
      const url = new URL(server.url.reveal());
      assert.equal(url.hostname, "127.0.0.1");
      const address = { host: "127.0.0.1", port: Number(url.port), user: "root" };
      const connection = await createConnection({ ...address, password: decodeURIComponent(url.password) });
      const [rows] = await connection.query("SELECT CURRENT_USER() AS me");
      assert.deepEqual(rows, [{ me: "root@%" }]);
      await connection.end();
      const refused = { code: "ER_ACCESS_DENIED_ERROR" };
      await assert.rejects(createConnection({ ...address, password: "wrong" }), refused);
      await assert.rejects(createConnection(address), refused);
    });

    it("comes back with its data after it was killed", async () => {
      await using server = await startMysql({ build });
      await ask(server, "CREATE DATABASE kept; CREATE TABLE kept.t SELECT 42 AS answer");
      const { pid } = server;
      await server.kill();
      assert.equal(server.isRunning, false);
      await server.restart();
      assert.notEqual(server.pid, pid);
      assert.equal(await ask(server, "SELECT answer FROM kept.t"), 42);
    });

    it("keeps its data in a given folder for the next server", async () => {
      const parent = await mkdtemp(join(tmpdir(), "atlas-test-"));
      await chmod(parent, 0o755);
      const dataDir = join(parent, "production");
      try {
        {
          await using first = await startMysql({ build, dataDir });
          await ask(first, "CREATE DATABASE kept; CREATE TABLE kept.t SELECT 42 AS answer");
        }
        await using second = await startMysql({ build, dataDir });
        assert.equal(await ask(second, "SELECT answer FROM kept.t"), 42);
      } finally {
        await rm(parent, { recursive: true, force: true });
      }
    });

    it("takes settings of the caller", async () => {
      await using server = await startMysql({ build, settings: { "sql-mode": "ANSI_QUOTES" } });
      assert.equal(await ask(server, "SELECT @@sql_mode"), "ANSI_QUOTES");
    });

    it("tells what the server wrote when it does not start", async () => {
      const starting = startMysql({ build, settings: { "no-such-setting": 1 } });
      await assert.rejects(starting, (error: { code: string; details: { said: string } }) => {
        assert.equal(error.code, "E_DEV_UNAVAILABLE");
        assert.match(error.details.said, /unknown variable 'no-such-setting=1'/);
        return true;
      });
    });
  });
