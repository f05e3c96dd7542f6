import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Driver } from "@atlas/core";
import { closeServers, mysqlServers } from "../databases.ts";
import { failure, parsed, rowsOf, run } from "./fixture.ts";

after(closeServers);

async function values(driver: Driver, sql: string) {
  return (await driver.query?.(sql, []))?.rows.map(([value]) => value);
}

for (const server of mysqlServers())
  describe(`migration files on ${server.label}`, () => {
    it("say how far a file came that changes the schema, and go on from there", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t VALUES (1);
INSERT INTO t VALUES (2);
INSERT INTO t VALUES (1);
ALTER TABLE t ADD COLUMN c int;`;
      const error = await failure(run(driver, [parsed(driver, "1.sql", text)]));
      assert.equal(error.code, "E_APPLY");
      assert.equal(error.report.files[0]?.error?.statement, "INSERT INTO t VALUES (1);");
      assert.equal(error.report.files[0]?.applied.length, 4);
      const [row] = await rowsOf(driver);
      assert.deepEqual(
        [row?.applied, row?.total, row?.errorStmt, row?.partialHashes.length],
        [3, 5, "INSERT INTO t VALUES (1);", 3],
      );
      assert.match(row?.error ?? "", /Duplicate entry/);
      await driver.execute("DELETE FROM t WHERE id = 1");
      const report = await run(driver, [parsed(driver, "1.sql", text)]);
      assert.deepEqual([report.files[0]?.skipped, report.files[0]?.applied.length], [3, 2]);
      const [done] = await rowsOf(driver);
      assert.deepEqual([done?.applied, done?.error, done?.partialHashes], [5, "", []]);
      assert.ok((done?.executionTime ?? 0) > 0);
      assert.deepEqual(await values(driver, "SELECT id FROM t ORDER BY id"), [1, 2]);
    });

    it("leave nothing of a file that changes rows alone, and of rows before the first change of the schema", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await run(driver, [parsed(driver, "1.sql", "CREATE TABLE t (id int PRIMARY KEY);")]);
      const rows = parsed(driver, "2.sql", "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1);");
      const error = await failure(run(driver, [rows]));
      assert.equal(error.report.files[0]?.undone, true);
      assert.equal((await rowsOf(driver)).length, 1);
      assert.deepEqual(await values(driver, "SELECT id FROM t"), []);
      const mixed = "INSERT INTO t VALUES (1);\nALTER TABLE nowhere ADD c int;";
      await failure(run(driver, [parsed(driver, "2.sql", mixed)]));
      const [, row] = await rowsOf(driver);
      assert.deepEqual([row?.applied, row?.errorStmt], [1, "ALTER TABLE nowhere ADD c int;"]);
    });

    it("are read under the sql_mode of the server", async () => {
      await using database = await server.open({
        settings: { "sql-mode": "NO_BACKSLASH_ESCAPES,ANSI_QUOTES" },
      });
      await using driver = await database.connect();
      const text = `CREATE TABLE t (a varchar(9), "b\\" int);
INSERT INTO t VALUES ('C:\\', 1);
INSERT INTO t VALUES ('x', 2);`;
      const report = await run(driver, [parsed(driver, "1.sql", text)]);
      assert.equal(report.files[0]?.applied.length, 3);
      assert.deepEqual(await values(driver, "SELECT a FROM t ORDER BY 1"), ["C:\\", "x"]);
    });

    it("are read under an sql_mode of their own from where they set it", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE t (a varchar(9));
INSERT INTO t VALUES ('a\\'b');
SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES');
INSERT INTO t VALUES ('C:\\');
INSERT INTO t VALUES ('x');`;
      const report = await run(driver, [parsed(driver, "1.sql", text)]);
      assert.equal(report.files[0]?.applied.length, 5);
      assert.deepEqual(await values(driver, "SELECT a FROM t ORDER BY 1"), ["a'b", "C:\\", "x"]);
    });

    it("take a few round trips", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await run(driver, [parsed(driver, "1.sql", "CREATE TABLE t (id int);")]);
      const before = driver.roundTrips;
      await run(driver, [
        parsed(
          driver,
          "2.sql",
          "CREATE TABLE u (id int);\nINSERT INTO u VALUES (1);\nALTER TABLE u ADD c int;\nDROP TABLE t;",
        ),
      ]);
      assert.ok(driver.roundTrips - before <= 3, `${driver.roundTrips - before} round trips`);
    });

    it("take what mysqldump writes", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
DROP TABLE IF EXISTS \`t\`;
CREATE TABLE \`t\` (\`id\` int NOT NULL, \`s\` varchar(20)) ENGINE=InnoDB;
LOCK TABLES \`t\` WRITE;
/*!40000 ALTER TABLE \`t\` DISABLE KEYS */;
INSERT INTO \`t\` VALUES (1,'a\\'b;c');
/*!40000 ALTER TABLE \`t\` ENABLE KEYS */;
UNLOCK TABLES;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;`;
      await run(driver, [parsed(driver, "1.sql", text)]);
      assert.deepEqual(await values(driver, "SELECT s FROM t"), ["a'b;c"]);
      assert.equal((await rowsOf(driver))[0]?.applied, 9);
    });

    it("may hold procedures and their calls", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE t (id int);
DELIMITER //
CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1); SELECT 1; SELECT 2; END //
DELIMITER ;
CALL p();
INSERT INTO nowhere VALUES (1);`;
      const error = await failure(run(driver, [parsed(driver, "1.sql", text)]));
      assert.equal(error.report.error?.message.includes("nowhere"), true);
      assert.equal((await rowsOf(driver))[0]?.applied, 3);
      assert.deepEqual(await values(driver, "SELECT id FROM t"), [1]);
    });
  });
