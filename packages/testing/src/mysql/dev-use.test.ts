import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { closeServers, mysqlServers } from "../databases.ts";

after(() => closeServers());

for (const { label, flavour, open } of mysqlServers())
  describe(`a dev database on ${label}`, () => {
    it("is clean until anything is in it, and says what", async () => {
      const things: Readonly<Record<string, string>> = {
        table: "CREATE TABLE x (id int)",
        view: "CREATE VIEW x AS SELECT 1 AS a",
        procedure: "CREATE PROCEDURE x() SELECT 1",
        function: "CREATE FUNCTION x() RETURNS int DETERMINISTIC RETURN 1",
        event: "CREATE EVENT x ON SCHEDULE EVERY 1 DAY DO SELECT 1",
        ...(flavour === "mariadb" && { sequence: "CREATE SEQUENCE x" }),
      };
      await using database = await open();
      await using driver = await database.connect();
      assert.equal(await driver.dirt(), undefined);
      for (const [kind, sql] of Object.entries(things)) {
        await database.raw(sql);
        assert.equal(await driver.dirt(), `found ${kind} "x" in schema "${driver.bound}"`);
        await driver.clean();
        assert.equal(await driver.dirt(), undefined, kind);
      }
    });

    it("is the same database after it was cleaned", async () => {
      await using database = await open();
      await database.raw(`ALTER DATABASE ${database.url.bound} CHARACTER SET latin1 COLLATE latin1_bin`);
      await using driver = await database.connect();
      await database.raw(`
        ALTER DATABASE ${database.url.bound} CHARACTER SET utf8mb4;
        CREATE TABLE b (id int PRIMARY KEY);
        CREATE TABLE a (id int PRIMARY KEY, FOREIGN KEY (id) REFERENCES b (id));
        ALTER TABLE b ADD FOREIGN KEY (id) REFERENCES a (id);
        CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @x = 1`);
      await driver.clean();
      const { rows } = await driver.query!(
        "SELECT DATABASE(), @@collation_database, @@foreign_key_checks",
        [],
      );
      assert.deepEqual(rows, [[driver.bound, "latin1_bin", 1]]);
    });

    it("of a whole server is clean without databases of users", async () => {
      await using database = await open({ bound: false });
      await using driver = await database.connect();
      assert.equal(await driver.dirt(), undefined);
      await database.raw(
        "CREATE DATABASE `b``x`; CREATE DATABASE a; CREATE TABLE a.t (id int PRIMARY KEY); CREATE TABLE `b``x`.u (id int, FOREIGN KEY (id) REFERENCES a.t (id))",
      );
      assert.equal(await driver.dirt(), 'found schema "a"');
      await driver.clean();
      assert.equal(await driver.dirt(), undefined);
    });

    it("knows what was made outside of it", async () => {
      await using database = await open({ settings: { "max-connections": 20 } });
      await using driver = await database.connect();
      assert.deepEqual(await driver.outside?.(), []);
      await database.raw("CREATE DATABASE elsewhere");
      assert.deepEqual(await driver.outside?.(), ["elsewhere"]);
    });

    it("may be one that an account owns and nothing else", async () => {
      await using database = await open({ settings: { "max-connections": 21 } });
      const { bound } = database.url;
      await database.raw(
        `CREATE DATABASE secret; CREATE USER app@localhost IDENTIFIED BY 'pass'; GRANT ALL ON ${bound}.* TO app@localhost`,
      );
      const url = database.url.secret.reveal().replace(/:\/\/[^/]*\//, "://app:pass@/");
      await using driver = await mysql.connect(mysql.parseUrl(new Secret(url)));
      await driver.execute("CREATE TABLE t (id int PRIMARY KEY)");
      await driver.execute("CREATE PROCEDURE p() SELECT 1");
      {
        await using _lock = await driver.lock("atlas_dev_database", { timeoutMs: 0 });
        await using other = await mysql.connect(mysql.parseUrl(new Secret(url)));
        assert.equal(await other.identity?.(), await driver.identity?.());
        await assert.rejects(other.lock("atlas_dev_database", { timeoutMs: 0 }), { code: "E_LOCK_TIMEOUT" });
        const slow = "SELECT SUM(SLEEP(60)) FROM (SELECT 1 AS a UNION SELECT 2) AS two";
        await assert.rejects(other.execute(slow, { statementTimeoutMs: 100 }), { code: "E_TIMEOUT" });
        await assert.rejects(other.execute("CREATE DATABASE more"), { code: "E_PERMISSION" });
      }
      assert.equal((await driver.tableSizes([{ kind: "table", schema: "", name: "t" }])).length, 1);
      assert.deepEqual(await driver.outside?.(), []);
      await driver.clean();
      assert.equal(await driver.dirt(), undefined);
      // Its privileges are as they were.
      await driver.execute("CREATE TABLE t (id int PRIMARY KEY)");
    });

    it("answers a query with values of their types", async () => {
      await using database = await open();
      await database.raw("CREATE TABLE t (v varchar(9) CHARACTER SET latin1, b bit(12), j json)");
      await database.raw("INSERT INTO t VALUES ('ä''\\\\', b'101010101010', '{\"k\": [1]}')");
      await using driver = await database.connect();
      const result = await driver.query!(
        `SELECT v, b, 9007199254740993 AS big, 1.50 AS exact, 1e-2 AS f, X'FF00' AS raw, NULL AS n,
          DATE '2026-01-02' AS d, ? AS t FROM t WHERE v = ? LIMIT ?`,
        ["it's", "ä'\\", 1],
      );
      assert.deepEqual(result, {
        columns: ["v", "b", "big", "exact", "f", "raw", "n", "d", "t"],
        rows: [["ä'\\", 2730, 9007199254740993n, "1.50", 0.01, "0xFF00", null, "2026-01-02", "it's"]],
      });
      await assert.rejects(driver.query!("SELECT nothere FROM t WHERE v = ?", ["x"]), {
        code: "E_SQL",
        message: /nothere/,
      });
    });
  });
