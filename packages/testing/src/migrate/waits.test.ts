import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, mysqlServers, postgresServer, testMajors } from "../databases.ts";
import { failure, parsed, rowsOf, run } from "./fixture.ts";

after(closeServers);

/** Takes hours, and unlike SLEEP does not take an end for success. */
const endless = `SELECT COUNT(*) FROM ${["a", "b", "c", "d", "e"].map((name) => `information_schema.COLLATIONS ${name}`).join(", ")};`;

for (const server of [...testMajors([16]).map(postgresServer), ...mysqlServers()])
  describe(`migration files that wait on ${server.label}`, () => {
    it("say who keeps them waiting, and are tried again", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await run(driver, [
        parsed(driver, "1.sql", "CREATE TABLE t (id int PRIMARY KEY);\nINSERT INTO t VALUES (1);"),
      ]);
      await using other = await database.connect();
      await other.begin();
      await other.execute("UPDATE t SET id = id");
      const told: string[] = [];
      const file = parsed(driver, "2.sql", "ALTER TABLE t ADD COLUMN c int;\nINSERT INTO t VALUES (2, 2);");
      let tries = 0;
      await run(driver, [file], {
        lockTimeoutMs: 1_000,
        events: {
          onLockWait: (_, statement, blockers) => told.push(`${statement} ${blockers.join()}`),
          onRetry: () => tries++,
        },
        wait: async () => other.rollback(),
      });
      assert.equal(tries, 1);
      assert.match(told[0] ?? "", /^ALTER TABLE t ADD COLUMN c int; .*(?:process|connection) \d+ of /);
      const rows = await rowsOf(driver);
      assert.deepEqual(
        rows.map(({ applied, error }) => [applied, error]),
        [
          [2, ""],
          [2, ""],
        ],
      );
    });

    it("are stopped by a signal and finished by the next run", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const isMysql = driver.dialect.name === "mysql";
      const sleep = isMysql ? endless : "SELECT pg_sleep(20);";
      const controller = new AbortController();
      const text = `CREATE TABLE t (id int);\n${sleep}\nINSERT INTO t VALUES (1);`;
      const events = {
        onStatementStart: (_: unknown, index: number) => {
          if (index === 1) setTimeout(() => controller.abort(), 50);
        },
      };
      const error = await failure(
        run(driver, [parsed(driver, "1.sql", text)], { signal: controller.signal, events }),
      );
      assert.equal(error.code, "E_CANCELLED");
      await using next = await database.connect();
      const changed = parsed(next, "1.sql", text.replace(sleep, "SELECT 1;"));
      await run(next, [changed]);
      assert.deepEqual((await next.query?.("SELECT id FROM t", []))?.rows, [[1]]);
    });

    it("stop a statement that takes too long", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const isMysql = driver.dialect.name === "mysql";
      const sleep = isMysql ? endless : "SELECT pg_sleep(20);";
      const error = await failure(run(driver, [parsed(driver, "1.sql", sleep)], { statementTimeoutMs: 200 }));
      assert.equal(error.code, "E_TIMEOUT");
      await run(driver, [parsed(driver, "1.sql", "CREATE TABLE t (id int);")]);
    });

    it("are finished by the next run where the server cuts the connection in the middle", async () => {
      await using database = await server.open();
      const isMysql = server.dialect.name === "mysql";
      await using driver = await database.connect();
      const id = (await driver.query?.(isMysql ? "SELECT CONNECTION_ID()" : "SELECT pg_backend_pid()", []))
        ?.rows[0]?.[0];
      const text = `CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t VALUES (1);
${isMysql ? "DO SLEEP(1);" : "SELECT pg_sleep(1);"}
INSERT INTO t VALUES (2);
ALTER TABLE t ADD COLUMN c int;`;
      const kill = setTimeout(() => {
        void database.raw(isMysql ? `KILL ${id}` : `SELECT pg_terminate_backend(${id})`);
      }, 500);
      const error = await failure(run(driver, [parsed(driver, "1.sql", text)]));
      clearTimeout(kill);
      assert.equal(error.code, "E_CONNECTION_LOST");
      await using next = await database.connect();
      const before = await rowsOf(next);
      assert.equal(before.length, isMysql ? 1 : 0);
      await run(next, [parsed(next, "1.sql", text)]);
      assert.deepEqual((await next.query?.("SELECT id FROM t ORDER BY id", []))?.rows, [[1], [2]]);
    });
  });
