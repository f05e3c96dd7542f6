import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { closeServers, isSince, mysqlServers } from "../databases.ts";

after(() => closeServers());

const servers = mysqlServers().filter(
  (server) => server.flavour === "mysql" && isSince(server, { mysql: "8.0.30" }),
);

for (const server of servers)
  describe(`a primary key that ${server.label} made of its own`, () => {
    it("stays until another is declared", async () => {
      await using target = await server.open({ settings: { "sql-generate-invisible-primary-key": "ON" } });
      await using pattern = await server.open();
      await target.raw("CREATE TABLE t (a int NOT NULL); INSERT INTO t VALUES (1), (2)");
      await using driver = await target.connect();
      await using desired = await pattern.connect();
      const plan = async (sql: string): Promise<readonly string[]> => {
        await pattern.raw(`DROP TABLE IF EXISTS t; ${sql}`);
        const to = await desired.inspect({ schemas: [] });
        const { steps } = makePlan(driver.dialect, await driver.inspect({ schemas: [] }), to, {
          indent: "",
          policy: defaultPolicy,
        });
        return steps.map((step) => step.sql);
      };
      assert.deepEqual(await plan("CREATE TABLE t (a int NOT NULL)"), []);
      const added = await plan("CREATE TABLE t (a int NOT NULL, b int)");
      assert.deepEqual(added, ["ALTER TABLE `t` ADD COLUMN `b` int NULL"]);
      for (const sql of await plan("CREATE TABLE t (a int NOT NULL PRIMARY KEY)")) await target.raw(sql);
      assert.deepEqual(await plan("CREATE TABLE t (a int NOT NULL PRIMARY KEY)"), []);
    });
  });
