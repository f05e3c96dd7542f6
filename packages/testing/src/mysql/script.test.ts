import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Driver } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { splitStatements } from "@atlas/sql";
import { closeServers, mysqlServers } from "../databases.ts";

after(() => closeServers());

const run = (driver: Driver, text: string): Promise<void> =>
  driver.runScript(splitStatements(text, "schema.sql", mysql.syntax));

async function failureOf(driver: Driver, text: string): Promise<AtlasError> {
  try {
    await run(driver, text);
  } catch (error) {
    if (error instanceof AtlasError) return error;
    throw error;
  }
  throw new Error("the script did not fail");
}

for (const { label, open } of mysqlServers())
  describe(`a script on ${label}`, () => {
    it("takes few round trips, however long it is", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const before = driver.roundTrips;
      await run(driver, Array.from({ length: 50 }, (_, at) => `CREATE TABLE t${at} (id int);`).join("\n"));
      assert.equal(driver.roundTrips, before + 1);
      assert.equal((await database.raw("SHOW TABLES"))[0]?.length, 50);
    });

    it("names the statement that failed, whatever those before it gave back", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const error = await failureOf(
        driver,
        `CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END;
CALL p(); SELECT 1; CALL p();
CREATE TABLE a (id int);
  CREATE TABLE a (id int);
CREATE TABLE b (id int);`,
      );
      assert.equal(error.code, "E_SQL");
      assert.deepEqual(error.place, { file: "schema.sql", line: 4, column: 3 });
      assert.partialDeepStrictEqual(error.details, {
        errno: 1050,
        index: 5,
        statement: "CREATE TABLE a (id int)",
      });
      assert.deepEqual((await database.raw("SHOW TABLES"))[0]?.length, 1);
    });

    it("names where the server stopped reading, in its own words and no more", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const error = await failureOf(
        driver,
        "CREATE TABLE a (id int);\nCREATE TABLE b (\n  id int,\n  é int from x);\nSELECT 1;",
      );
      assert.deepEqual(error.place, { file: "schema.sql", line: 4, column: 9 });
      assert.match(error.message, /near 'from x\)' at line 3$/);
      const atEnd = await failureOf(driver, "SELECT 1 +;\nSELECT 2");
      assert.deepEqual(atEnd.place, { file: "schema.sql", line: 1, column: 11 });
      assert.match(atEnd.message, /near '' at line/);
    });

    it("says what to do about what the server does not have", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const cases: readonly (readonly [sql: string, errno: number, hint: RegExp])[] = [
        ["CREATE TABLE x (id int) ENGINE = nothere", 1286, /SHOW ENGINES/],
        ["CREATE TABLE x (v char(1) CHARACTER SET klingon)", 1115, /SHOW CHARACTER SET/],
        ["CREATE TABLE x (v char(1) COLLATE klingon_ci)", 1273, /SHOW COLLATION/],
        [
          "CREATE TABLE x (v char(1) CHARACTER SET latin1 COLLATE utf8mb4_bin)",
          1253,
          /of that character set/,
        ],
        ["CREATE DEFINER = no@where VIEW v AS SELECT 1 AS a; SELECT * FROM v", 1449, /DEFINER/],
      ];
      for (const [sql, errno, hint] of cases) {
        const error = await failureOf(driver, sql);
        assert.equal(error.code, "E_SQL");
        assert.equal(error.details["errno"], errno, error.message);
        assert.match(error.hint ?? "", hint);
      }
    });

    it("is refused where it would change the server or is for the client", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const refused = [
        "GRANT ALL ON *.* TO jo",
        "CREATE USER jo IDENTIFIED BY 'hush'",
        "SET GLOBAL max_connections = 1",
        "SET @@GLOBAL.GTID_PURGED = ''",
        "SET SESSION sql_notes = 0, GLOBAL max_connections = 1",
        "/*!50000 CREATE ROLE r */",
        "source other.sql",
      ];
      for (const sql of refused) {
        const error = await failureOf(driver, `CREATE TABLE before_it (id int);\n${sql};`);
        assert.equal(error.place?.line, 2);
        assert.doesNotMatch(JSON.stringify([error.message, error.details]), /hush/);
      }
      assert.deepEqual(await database.raw("SHOW TABLES"), [[]]);
    });

    it("does not leave its settings behind, nor another current database", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const session =
        "SELECT @@sql_mode, @@foreign_key_checks, @@time_zone, @@character_set_client, DATABASE()";
      const before = await driver.query!(session, []);
      await run(
        driver,
        `SET NAMES latin1;
        SET sql_mode = 'ANSI_QUOTES', foreign_key_checks = 0, time_zone = '+00:00';
        CREATE TABLE "quoted" ("ä" int COMMENT 'ü');
        USE mysql;`,
      );
      assert.deepEqual(await driver.query!(session, []), before);
      // What came after SET NAMES was sent in the encoding that it names.
      const [columns] = await database.raw(
        "SELECT column_name AS name, column_comment AS comment FROM information_schema.columns WHERE table_schema = DATABASE()",
      );
      assert.deepEqual(columns, [{ name: "ä", comment: "ü" }]);
    });

    it("may ask what the statement before did", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await run(
        driver,
        `CREATE TABLE t (id int);
        INSERT INTO t VALUES (1), (2), (3);
        INSERT INTO t VALUES (100 + ROW_COUNT());`,
      );
      assert.deepEqual((await database.raw("SELECT MAX(id) AS n FROM t"))[0], [{ n: 103 }]);
    });

    it("is run as the server reads it, with its own sql_mode", async () => {
      await using database = await open({ settings: { "sql-mode": "ANSI_QUOTES,NO_BACKSLASH_ESCAPES" } });
      await using driver = await database.connect();
      await driver.runScript([
        { text: `CREATE TABLE "t" (v char(9) DEFAULT 'a\\b')`, file: "schema.sql", line: 1, column: 1 },
      ]);
      await database.raw("INSERT INTO t VALUES ()");
      const { rows } = await driver.query!("SELECT v, ? FROM t WHERE v = ?", ["it's \\", "a\\b"]);
      assert.deepEqual(rows, [["a\\b", "it's \\"]]);
      assert.equal((await driver.tableSizes([{ kind: "table", schema: "", name: "t" }])).length, 1);
      // What is written here is not read so.
      const written = 'CREATE TABLE `u` (`v` char(9) DEFAULT "a\\\\b")';
      await driver.execute(written);
      await driver.execute("DROP TABLE `u`");
      await driver.runScript([{ text: written, file: "schema.hcl", line: 1, column: 1, printed: true }]);
      const [columns] = await database.raw("SHOW COLUMNS FROM u");
      assert.match(String(columns?.[0]?.["Default"]), /^a\\b$/);
    });

    it("may be a dump, whose comments are for the server", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await run(
        driver,
        `/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
        /*!40101 SET NAMES utf8mb4 */;
        /*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
        /*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
        DROP TABLE IF EXISTS \`t\`;
        /*!40101 SET @saved_cs_client = @@character_set_client */;
        CREATE TABLE \`t\` (\`global\` int DEFAULT NULL COMMENT 'set global x', \`u\` int REFERENCES later (id)) ENGINE=InnoDB;
        LOCK TABLES \`t\` WRITE;
        /*!40000 ALTER TABLE \`t\` DISABLE KEYS */;
        INSERT INTO \`t\` VALUES (1, 2);
        /*!40101 SET SQL_MODE=@OLD_SQL_MODE */;`,
      );
      // It forgot to unlock.
      assert.deepEqual((await driver.query!("SELECT COUNT(*) FROM information_schema.innodb_trx", [])).rows, [
        [0],
      ]);
      assert.deepEqual((await database.raw("SELECT * FROM t"))[0], [{ global: 1, u: 2 }]);
    });

    it("names a statement that is longer than the server takes", async () => {
      await using database = await open({ settings: { "max-allowed-packet": 1_048_576 } });
      await using driver = await database.connect();
      const error = await failureOf(
        driver,
        `CREATE TABLE t (v longtext);\nINSERT INTO t VALUES ('${"ü".repeat(600_000)}');`,
      );
      assert.equal(error.details["errno"], 1153);
      assert.deepEqual(error.place, { file: "schema.sql", line: 2, column: 1 });
    });

    it("stops when cancelled", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const statements = splitStatements(
        "CREATE TABLE a (id int); SELECT SUM(SLEEP(60)) FROM (SELECT 1 AS a UNION SELECT 2) AS two; CREATE TABLE b (id int)",
        "schema.sql",
        mysql.syntax,
      );
      await assert.rejects(driver.runScript(statements, { signal: AbortSignal.timeout(300) }), {
        code: "E_CANCELLED",
      });
      assert.equal((await database.raw("SHOW TABLES"))[0]?.length, 1);
    });
  });
