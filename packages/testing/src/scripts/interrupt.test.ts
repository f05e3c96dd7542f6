import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { runSql, ScriptServer } from "./servers.ts";

const program = join(import.meta.dirname, "../../../../bin/atlas");

describe("an interrupt during schema apply", () => {
  const server = new ScriptServer(16);
  after(() => server[Symbol.asyncDispose]());

  it("cancels the statement on the server and says which statements stay", async () => {
    const { stdout, stderr, code } = await interruptApply(server, "none");
    assert.equal(code, 1);
    assert.match(stdout, /\ninterrupt received, wait for exit or \^C to terminate\n/);
    assert.match(stderr, /^1 of 2 statements were applied and stay:$/m);
    assert.match(stderr, /^ {2}applied {6}modify "aaa" table$/m);
    assert.match(stderr, /^ {2}not applied {2}modify "users" table$/m);
    assert.match(stderr, /code: E_CANCELLED/);
  });

  it("rolls a transaction back and says that nothing was applied", async () => {
    const { stderr, code } = await interruptApply(server, "file");
    assert.equal(code, 1);
    assert.match(stderr, /^Nothing was applied: the database is as it was before\.$/m);
  });
});

/** Interrupts an apply while its second statement waits for a table that someone else has locked. */
async function interruptApply(server: ScriptServer, txMode: string) {
  const { url, name } = await server.freshDatabase();
  const work = await mkdtemp(join(tmpdir(), "atlas-interrupt-"));
  const blocker = new Client({ connectionString: url });
  await blocker.connect();
  try {
    await runSql(url, "CREATE TABLE aaa (id int); CREATE TABLE users (id int)");
    await writeFile(
      join(work, "schema.sql"),
      "CREATE TABLE aaa (id int, name text);\nCREATE TABLE users (id int, name text);\n",
    );
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE users IN SHARE MODE");
    const child = spawn(
      program,
      [
        "schema",
        "apply",
        "-u",
        url,
        "--to",
        "file://schema.sql",
        "--dev-url",
        "docker://postgres/16/dev",
      ].concat(["--auto-approve", "--tx-mode", txMode]),
      { cwd: work, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] },
    );
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const closed = once(child, "close");
    while (child.exitCode === null && (await waiting(url, name)) === 0) await pause(50);
    child.kill("SIGINT");
    await closed;
    return { stdout, stderr, code: child.exitCode };
  } finally {
    await blocker.end();
    await rm(work, { recursive: true, force: true });
  }
}

/** How many sessions wait for a lock on a table. */
async function waiting(url: string, database: string): Promise<number> {
  return Number(
    await runSql(
      url,
      `SELECT count(*) FROM pg_stat_activity WHERE datname = '${database}' AND wait_event_type = 'Lock' AND wait_event = 'relation'`,
    ),
  );
}
