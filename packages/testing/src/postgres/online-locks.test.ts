import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Step } from "@atlas/core";
import { Client } from "pg";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";
import { online, planFor } from "./online-run.ts";

after(closeServers);

const users = "CREATE TABLE users (id int PRIMARY KEY, age int);";
const indexed = `${users} CREATE INDEX users_age ON users (age);`;

/** Modes that let others read and write. */
const gentle = new Set(["AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock"]);

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  describe(`while it runs on ${server.label}, others write:`, () => {
    for (const [from, to, word] of [
      [users, indexed, "CREATE INDEX CONCURRENTLY"],
      [indexed, users, "DROP INDEX CONCURRENTLY"],
      [users, "CREATE TABLE users (id int PRIMARY KEY, age int UNIQUE);", "CREATE UNIQUE INDEX CONCURRENTLY"],
    ] as const)
      it(word, async () => {
        await using target = await server.open();
        await target.raw(`${from} INSERT INTO users VALUES (1, 1);`);
        const { steps } = await planFor(server, target, to, online);
        const step = steps.find(({ sql }) => sql.startsWith(word));
        assert.ok(step);
        assert.equal(step.blocks, "ddl");
        assert.equal(step.transactional, false);
        for (const mode of await locksWhile(target, step)) assert.ok(gentle.has(mode), mode);
      });
  });
}

/** The locks on the table while a statement waits for a writer; meanwhile another one writes. */
async function locksWhile(target: TestDatabase, step: Step): Promise<readonly string[]> {
  const [writer, runner] = [0, 1].map(() => new Client({ connectionString: target.url.secret.reveal() })) as [
    Client,
    Client,
  ]; // Two of them, as the list says.
  await writer.connect();
  await runner.connect();
  try {
    await writer.query("BEGIN");
    await writer.query("INSERT INTO users VALUES (2, 2)");
    // It waits for the writer, and the writer for nobody.
    const running = runner.query(step.sql);
    const { rows: own } = await writer.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    let modes: readonly string[] = [];
    while (modes.length === 0) {
      await pause(20);
      const [rows = []] = await target.raw(
        `SELECT DISTINCT l.mode FROM pg_locks l
         WHERE l.relation = 'users'::regclass AND l.granted AND l.pid <> ${own[0]?.pid ?? 0}
           AND EXISTS (SELECT FROM pg_locks w WHERE w.pid = l.pid AND NOT w.granted)`,
      );
      modes = rows.map(({ mode }) => String(mode));
    }
    await target.raw("SET lock_timeout = '2s'; INSERT INTO users VALUES (3, 3)");
    await writer.query("COMMIT");
    await running;
    return modes;
  } finally {
    await writer.end();
    await runner.end();
  }
}
