import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, mysqlServers } from "../../databases.ts";
import { dying } from "../../migrate/dying.ts";
import { failure, parsed, rowsOf, run } from "../../migrate/fixture.ts";

after(closeServers);

for (const server of mysqlServers())
  describe(`what a session of ${server.label} takes with it`, () => {
    it("stops the next run by name, instead of rows that refer to nothing", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE a (id int PRIMARY KEY AUTO_INCREMENT, c int);
CREATE TABLE b (a int);
INSERT INTO a (c) VALUES (1);
SET @id = LAST_INSERT_ID();
ALTER TABLE b ADD COLUMN d int;
INSERT INTO b (a) VALUES (@id);`;
      for (let deeds = 1; ; deeds++) {
        await driver.execute("DROP TABLE IF EXISTS a, b, atlas_schema_revisions");
        await failure(run(dying(driver, deeds), [parsed(driver, "1.sql", text)]));
        if ((await rowsOf(driver))[0]?.applied === 4) break;
      }
      await using next = await database.connect();
      const error = await failure(run(next, [parsed(next, "1.sql", text)]));
      assert.equal(error.code, "E_MIGRATE");
      assert.match(error.message, /the session that began it has ended, and with it the variable @id/);
      // As the hint says.
      const corrected = text.replace("(@id)", "(1)");
      await run(next, [parsed(next, "1.sql", corrected)]);
      assert.deepEqual((await next.query?.("SELECT a FROM b", []))?.rows, [[1]]);
    });

    it("keeps what was set where the same run tries a statement again", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await using other = await database.connect();
      await run(driver, [parsed(driver, "1.sql", "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);")]);
      await other.begin();
      await other.query?.("SELECT * FROM a", []);
      const text = `SET @n = (SELECT count(*) FROM a);
INSERT INTO a VALUES (2);
ALTER TABLE a ADD COLUMN m int;
UPDATE a SET m = @n;`;
      let tries = 0;
      await run(driver, [parsed(driver, "2.sql", text)], {
        txMode: "none",
        lockTimeoutMs: 1_000,
        events: { onRetry: () => tries++ },
        wait: async () => other.rollback(),
      });
      assert.equal(tries, 1);
      assert.deepEqual((await driver.query?.("SELECT DISTINCT m FROM a", []))?.rows, [[1]]);
    });

    it("leaves rows of tables that no transaction holds to people, instead of writing them twice", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE t (id int) ENGINE=MyISAM;
INSERT INTO t VALUES (1);
INSERT INTO t VALUES (2);`;
      const file = parsed(driver, "1.sql", text);
      for (let deeds = 1; ; deeds++) {
        await driver.execute("DROP TABLE IF EXISTS t, atlas_schema_revisions");
        const ended = await run(dying(driver, deeds), [file]).then(
          () => true,
          () => false,
        );
        if (ended) break;
        await using next = await database.connect();
        const error = await run(next, [file]).then(
          () => undefined,
          (reason: unknown) => reason as Awaited<ReturnType<typeof failure>>,
        );
        if (error) {
          assert.match(error.message, /ended while it executed statement "INSERT INTO t/);
          continue;
        }
        const rows = (await next.query?.("SELECT id FROM t ORDER BY id", []))?.rows;
        assert.deepEqual(rows, [[1], [2]], `after ${deeds} deeds`);
      }
    });

    it("ends a file with its row, though it has switched off autocommit", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text =
        "SET autocommit = 0;\nCREATE TABLE t (id int);\nINSERT INTO t VALUES (1);\nCREATE TABLE u (id int);";
      await run(driver, [parsed(driver, "1.sql", text), parsed(driver, "2.sql", "CREATE TABLE w (id int);")]);
      await driver[Symbol.asyncDispose]();
      await using next = await database.connect();
      assert.deepEqual(
        (await rowsOf(next)).map(({ applied, error }) => [applied, error]),
        [
          [4, ""],
          [1, ""],
        ],
      );
      assert.deepEqual((await next.query?.("SELECT id FROM t", []))?.rows, [[1]]);
    });
  });
