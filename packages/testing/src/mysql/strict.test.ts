import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, mysqlServers } from "../databases.ts";

after(() => closeServers());

for (const server of mysqlServers())
  describe(`a ${server.label} that is not strict`, () => {
    it("refuses a change that would make other values, and is as it was behind it", async () => {
      await using database = await server.open({ settings: { "sql-mode": "NO_ENGINE_SUBSTITUTION" } });
      await database.raw(
        "CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(9)); INSERT INTO t VALUES (1, NULL, 'abcdef')",
      );
      await using driver = await database.connect();
      for (const sql of [
        "ALTER TABLE `t` MODIFY COLUMN `a` int NOT NULL",
        "ALTER TABLE `t` MODIFY COLUMN `b` varchar(3) NULL",
      ])
        await assert.rejects(driver.execute(sql), { code: "E_SQL" });
      await driver.execute("ALTER TABLE `t` ADD COLUMN `c` date NOT NULL DEFAULT '0000-00-00'");
      await driver.execute("CREATE PROCEDURE p() SELECT 1");
      const [rows] = await database.raw("SELECT a, b FROM t");
      assert.deepEqual(rows, [{ a: null, b: "abcdef" }]);
      const [made] = await database.raw(
        "SELECT SQL_MODE AS mode FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()",
      );
      assert.deepEqual(made, [{ mode: "NO_ENGINE_SUBSTITUTION" }]);
    });
  });
