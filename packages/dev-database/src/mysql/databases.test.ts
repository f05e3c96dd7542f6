import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, describe, it } from "node:test";

import { Secret } from "@atlas/core";

import { createDevDatabases } from "../databases.ts";
import type { DevDatabase, DevDatabaseRequest } from "../types.ts";
import { openMysqlSession, type MysqlSession, type Row } from "./session.ts";
import { testBuilds } from "./test-builds.ts";

const databases = createDevDatabases();
after(() => databases[Symbol.asyncDispose]());

function request(url: string | undefined, more: Partial<DevDatabaseRequest> = {}): DevDatabaseRequest {
  return {
    url: url === undefined ? undefined : new Secret(url),
    dialect: undefined,
    targetVersion: undefined,
    bound: false,
    ...more,
  };
}

function socketOf({ url }: DevDatabase): string {
  return /@([^?]+)/.exec(url.reveal())?.[1] ?? "";
}

function sessionOn(database: DevDatabase): Promise<MysqlSession> {
  const schema = /[?]database=(\w+)/.exec(database.url.reveal())?.[1];
  return openMysqlSession(socketOf(database), { schema });
}

/** Runs statements in a session of their own and returns the rows of the last. */
async function ask(database: DevDatabase, sql: string): Promise<readonly Row[]> {
  await using session = await sessionOn(database);
  return (await session.run(sql)).at(-1) ?? [];
}

const ownSchemas = `SELECT schema_name AS name FROM information_schema.schemata
  WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1`;

for (const [label, build] of testBuilds()) {
  const { flavour, version } = build;
  const series = version.split(".").slice(0, 2).join(".");

  describe(`a dev database of ${label}`, () => {
    it("is a real server of that version, known before it is started", async () => {
      const wanted = request(`docker://${flavour}/${series}/dev`);
      await using database = await databases.acquire(wanted);
      const [row] = await ask(database, "SELECT VERSION() AS version");
      assert.ok(String(row?.["version"]).startsWith(version));
      assert.equal(database.description, `local ${label}`);
      assert.equal(databases.identify(wanted), database.description);
      assert.equal(database.isPrivate, true);
    });

    it("has the flavour of the target when no URL says otherwise", async () => {
      const target = { dialect: "mysql", targetVersion: build.text, bound: true };
      await using database = await databases.acquire(request(undefined, target));
      assert.equal(database.description, `local ${label}`);
      assert.match(database.url.reveal(), /\?database=dev$/);
    });

    it("is separate from every other use, on one server only where the names differ", async () => {
      await using one = await databases.acquire(request(`docker://${flavour}/${series}/dev`));
      await using same = await databases.acquire(request(`embedded://${flavour}/${series}/dev`));
      await using other = await databases.acquire(request(`docker://${flavour}/${series}/shop`));
      await ask(one, "CREATE TABLE mine (id int)");
      assert.deepEqual(await ask(same, "SHOW TABLES"), []);
      assert.deepEqual(await ask(other, "SHOW TABLES"), []);
      assert.deepEqual(await ask(same, "SELECT DATABASE() AS name"), [{ name: "dev" }]);
      assert.notEqual(socketOf(one), socketOf(same));
      assert.ok([socketOf(one), socketOf(same)].includes(socketOf(other)));
    });

    it("has a name that a schema can have", async () => {
      await using own = createDevDatabases();
      await assert.rejects(own.acquire(request(`docker://${flavour}/${series}/mysql`)), {
        code: "E_DEV_UNAVAILABLE",
        message: `${label} makes no schema "mysql" for the dev database`,
      });
      await using odd = await own.acquire(request(`docker://${flavour}/${series}/it%27s%60a%60%3F`));
      assert.match(odd.url.reveal(), /database=it%27s%60a%60%3F$/);
    });

    it("sees nothing of others where it is bound to no schema, nor they of it", async () => {
      await using bound = await databases.acquire(request(`docker://${flavour}/${series}/dev`));
      await using one = await databases.acquire(request(`docker://${flavour}/${series}`));
      await using other = await databases.acquire(request(`docker://${flavour}/${series}`));
      await ask(one, "CREATE DATABASE mine");
      assert.deepEqual(await ask(one, ownSchemas), [{ name: "mine" }]);
      assert.deepEqual(await ask(other, ownSchemas), []);
      assert.equal((await ask(bound, ownSchemas)).length, 1);
    });

    it("comes empty from a server that was used before, whatever was left there", async () => {
      await using own = createDevDatabases();
      const first = await own.acquire(request(`docker://${flavour}/${series}`));
      await ask(
        first,
        "CREATE DATABASE a; CREATE DATABASE b; CREATE TABLE a.t (id int PRIMARY KEY) ENGINE InnoDB",
      );
      await ask(first, "CREATE TABLE b.u (id int, FOREIGN KEY (id) REFERENCES a.t (id)) ENGINE InnoDB");
      await ask(first, "CREATE USER joe@localhost; CREATE ROLE clerk; GRANT SELECT ON a.* TO joe@localhost");
      await using left = await sessionOn(first);
      await left.run("START TRANSACTION; SELECT * FROM a.t");
      await first[Symbol.asyncDispose]();
      await using second = await own.acquire(request(`docker://${flavour}/${series}`));
      assert.deepEqual(await ask(second, ownSchemas), []);
      assert.deepEqual(await ask(second, "SELECT user FROM mysql.user WHERE user IN ('joe', 'clerk')"), []);
      assert.equal(second.url.reveal(), first.url.reveal());
    });

    it("comes from another server when settings of the last one were changed", async () => {
      await using own = createDevDatabases();
      const first = await own.acquire(request(`docker://${flavour}/${series}/dev`));
      await ask(first, "SET GLOBAL sql_mode = 'ANSI'");
      await first[Symbol.asyncDispose]();
      await using second = await own.acquire(request(`docker://${flavour}/${series}/dev`));
      assert.notEqual(socketOf(second), socketOf(first));
      const [row] = await ask(second, "SELECT @@sql_mode AS mode");
      assert.doesNotMatch(String(row?.["mode"]), /ANSI/);
    });

    it("lies beside one that is in use where its name is of no matter, as long as its server is as it was started", async () => {
      await using own = createDevDatabases();
      const wanted = request(`docker://${flavour}/${series}/dev`);
      await using first = await own.acquire(wanted);
      await ask(first, "CREATE TABLE mine (id int)");
      await using beside = await own.acquire({ ...wanted, anyName: true });
      assert.equal(socketOf(beside), socketOf(first));
      assert.deepEqual(await ask(beside, "SHOW TABLES"), []);
      await using other = await own.acquire(request(`docker://${flavour}/${series}/shop`));
      await ask(other, "SET GLOBAL sql_mode = 'ANSI'");
      const besideOther = { ...request(`docker://${flavour}/${series}/shop`), anyName: true };
      await assert.rejects(own.acquire(besideOther), { code: "E_DEV_UNAVAILABLE" });
    });

    it("is gone after its use, also while a session is left open", async () => {
      await using own = createDevDatabases();
      const used = await own.acquire(request(`docker://${flavour}/${series}/dev`));
      await using left = await sessionOn(used);
      await left.run("CREATE TABLE t (id int) ENGINE InnoDB; START TRANSACTION; SELECT * FROM t");
      await used[Symbol.asyncDispose]();
      await using next = await own.acquire(request(`docker://${flavour}/${series}/shop`));
      assert.equal(socketOf(next), socketOf(used));
      assert.deepEqual(await ask(next, ownSchemas), [{ name: "shop" }]);
    });

    it("comes from a new server when the old one crashed", async () => {
      await using own = createDevDatabases();
      await using first = await own.acquire(request(`docker://${flavour}/${series}/dev`));
      const [row] = await ask(first, "SELECT @@pid_file AS file");
      process.kill(Number(await readFile(String(row?.["file"]), "utf8")), "SIGKILL");
      // Its watchdog tells us a moment later.
      await new Promise((resolve) => setTimeout(resolve, 500));
      await using second = await own.acquire(request(`docker://${flavour}/${series}/dev`));
      assert.notEqual(socketOf(second), socketOf(first));
    });

    it("is not waited for once the work is cancelled, and comes again after a pause", async () => {
      await using own = createDevDatabases({ idleMs: 0 });
      const cancel = new AbortController();
      const waiting = own.acquire(request(`docker://${flavour}/${series}/dev`, { signal: cancel.signal }));
      cancel.abort();
      await assert.rejects(waiting, { code: "E_CANCELLED" });
      for (let round = 1; round <= 2; round++) {
        await using database = await own.acquire(request(`docker://${flavour}/${series}/dev`));
        assert.deepEqual(await ask(database, `SELECT ${round} + 0.0 AS round`), [{ round: `${round}.0` }]);
      }
    });

    it("says aloud, once, when another version serves", async () => {
      const notices: string[] = [];
      await using own = createDevDatabases({ onNotice: (notice) => notices.push(notice) });
      await using _database = await own.acquire(request(`docker://${flavour}/5.5/dev`));
      await using _again = await own.acquire(request(`docker://${flavour}/5.5/shop`));
      await using _same = await own.acquire(request(`docker://${flavour}/${version}/dev`));
      const title = label.split(" ")[0];
      const nearest = notices.join("\n").replace(/\d+\.\d+\.\d+/, "X");
      assert.equal(nearest, `${title} 5.5 was asked for, a local ${title} X serves it`);
    });
  });
}

describe("a dev database for a target that speaks MySQL's protocol and is neither family", () => {
  it("is refused by name", async () => {
    const target = { dialect: "mysql", targetVersion: "8.0.11-TiDB-v7.5.0" };
    await assert.rejects(databases.acquire(request(undefined, target)), {
      code: "E_DEV_UNAVAILABLE",
      message: "no dev database is known for version 8.0.11-TiDB-v7.5.0",
    });
  });
});
