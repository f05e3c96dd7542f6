import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { closeServers, mysqlServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

const program = join(import.meta.dirname, "../../../../bin/atlas");
const [major = 16] = testMajors([16]);

describe("a dev database that was given", () => {
  it("is as it was after the process was killed in the middle of a replay", async () => {
    await using database = await postgresServer(major).open();
    await validateUntil(database, "SELECT pg_sleep(20);", running.postgres, "SIGKILL");
    await using driver = await database.connect();
    // The server notices at the end of the statement that nobody is there any more.
    await database.raw(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()",
    );
    while ((await driver.dirt()) !== undefined) await pause(50);
  });

  const [server] = mysqlServers();
  it("is emptied when the process is told to end, where nothing can be rolled back", async (test) => {
    if (!server) return test.skip("there is no MySQL or MariaDB here");
    await using database = await server.open();
    await validateUntil(database, "SELECT SLEEP(20);", running.mysql, "SIGINT");
    await using driver = await database.connect();
    assert.equal(await driver.dirt(), undefined);
  });
});

/** Counts the sessions that have come to the slow statement. */
const running = {
  postgres:
    "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()",
  mysql:
    "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(20)%' AND INFO NOT LIKE '%PROCESSLIST%'",
};

/** Validates two files of which the second is slow, and ends the process when it is there. */
async function validateUntil(
  database: Pick<TestDatabase, "url" | "raw">,
  slow: string,
  asked: string,
  signal: "SIGKILL" | "SIGINT",
): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "atlas-killed-"));
  try {
    await mkdir(join(work, "migrations"));
    await writeFile(join(work, "migrations/1.sql"), "CREATE TABLE a (id int);\n");
    await writeFile(join(work, "migrations/2.sql"), `CREATE TABLE b (id int);\n${slow}\n`);
    await run(work, ["migrate", "hash"]).closed;
    const { child, closed } = run(work, ["migrate", "validate", "--dev-url", database.url.secret.reveal()]);
    while (child.exitCode === null) {
      const [rows] = await database.raw(asked);
      if (Number(rows?.[0]?.["n"]) > 0) break;
      await pause(50);
    }
    assert.equal(child.exitCode, null, "it came to the slow statement");
    child.kill(signal);
    await closed;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function run(cwd: string, args: readonly string[]) {
  const child = spawn(program, args, { cwd, stdio: "ignore" });
  return { child, closed: once(child, "close") };
}
