import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Secret } from "@atlas/core";
import { Client } from "pg";

import { startPostgres } from "./server.ts";

async function ask(url: Secret<string>, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url.reveal() });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** Whether the condition comes true within two seconds. */
async function comesTrue(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 2000; waitedMs += 20) {
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

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

describe("a PostgreSQL server of our own", () => {
  it("leaves neither a process nor a folder behind", async () => {
    const server = await startPostgres({ major: 18 });
    assert.ok(isAlive(server.pid));
    await server[Symbol.asyncDispose]();
    assert.equal(isAlive(server.pid), false);
    assert.equal(await exists(server.dir), false);
  });

  it("ends with its parent, even when that is killed", async () => {
    const program = `
      import { startPostgres } from ${JSON.stringify(import.meta.resolve("./server.ts"))};
      const { pid, dir } = await startPostgres({ major: 18 });
      console.log(JSON.stringify({ pid, dir }));
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(parent.stdout, "data");
    // Written by the program above.
    const { pid, dir } = JSON.parse(String(line)) as { pid: number; dir: string };
    assert.ok(isAlive(pid));
    parent.kill("SIGKILL");
    assert.ok(await comesTrue(() => !isAlive(pid)), "the server still runs");
    assert.ok(await comesTrue(async () => !(await exists(dir))), "its folder is still there");
  });

  it("does not keep its parent from ending", async () => {
    const program = `
      import { startPostgres } from ${JSON.stringify(import.meta.resolve("./server.ts"))};
      console.log((await startPostgres({ major: 18 })).pid);
    `;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [[pid], [code]] = await Promise.all([once(parent.stdout, "data"), once(parent, "exit")]);
    assert.equal(code, 0);
    assert.ok(await comesTrue(() => !isAlive(Number(pid))), "the server still runs");
  });

  it("takes a password through TCP, and nobody without it", async () => {
    const password = new Secret("it's a 'secret' / %");
    await using server = await startPostgres({ major: 16, listen: { port: 0, password } });
    assert.equal(new URL(server.url.reveal()).hostname, "127.0.0.1");
    assert.equal(await ask(server.url, "SELECT 1"), 1);
    const wrong = new Secret(`postgres://postgres:wrong@127.0.0.1:${server.port}/postgres?sslmode=disable`);
    await assert.rejects(ask(wrong, "SELECT 1"), { code: "28P01" });
  });

  it("comes back with its data after it was killed", async () => {
    await using server = await startPostgres({ major: 18 });
    await ask(server.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    const { pid } = server;
    await server.kill();
    assert.equal(server.isRunning, false);
    await server.restart();
    assert.notEqual(server.pid, pid);
    assert.equal(await ask(server.url, "SELECT answer FROM kept"), 42);
  });

  it("keeps its data in a given folder for the next server", async () => {
    const parent = await mkdtemp(join(tmpdir(), "atlas-test-"));
    await chmod(parent, 0o755);
    const dataDir = join(parent, "production");
    try {
      {
        await using first = await startPostgres({ major: 17, dataDir });
        await ask(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
      }
      await using second = await startPostgres({ major: 17, dataDir });
      assert.equal(await ask(second.url, "SELECT answer FROM kept"), 42);
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });

  it("takes settings of the caller", async () => {
    await using server = await startPostgres({
      major: 18,
      settings: { wal_level: "logical", max_wal_senders: 4 },
    });
    assert.equal(await ask(server.url, "SHOW wal_level"), "logical");
  });

  it("tells what the server wrote when it does not start", async () => {
    const starting = startPostgres({ major: 18, settings: { shared_buffers: "lots" } });
    await assert.rejects(starting, (error: { code: string; details: { said: string } }) => {
      assert.equal(error.code, "E_DEV_UNAVAILABLE");
      assert.match(error.details.said, /invalid value for parameter "shared_buffers": "lots"/);
      return true;
    });
  });
});
