import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { closeServers, mysqlServers } from "../databases.ts";

after(() => closeServers());

const types = {
  n: ["int", "0"],
  price: ["decimal(10,2)", "0"],
  name: ["varchar(9)", "''"],
  body: ["text", "''"],
  state: ["enum('new','old')", "'new'"],
  flags: ["set('a','b')", "''"],
  at: ["time", "'00:00:00'"],
} as const;

for (const server of mysqlServers())
  describe(`a new column on ${server.label}`, () => {
    for (const [name, [type, value]] of Object.entries(types))
      it(`of ${type} that takes no NULL says what the rows get that are there`, async () => {
        await using target = await server.open();
        await using desired = await server.open();
        await target.raw("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        await desired.raw(`CREATE TABLE t (id int PRIMARY KEY, \`${name}\` ${type} NOT NULL)`);
        await using driver = await target.connect();
        await using pattern = await desired.connect();
        const [from, to] = [await driver.inspect({ schemas: [] }), await pattern.inspect({ schemas: [] })];
        const [step] = makePlan(server.dialect, from, to, { policy: defaultPolicy, indent: "" }).steps;
        assert.deepEqual(step?.remarks, [
          `column "${name}" takes no NULL and has no default: rows that table "t" holds get ${value}`,
        ]);
        await driver.execute(step?.sql ?? "");
        const [rows] = await target.raw(`SELECT \`${name}\` = ${value} AS is_so FROM t`);
        assert.deepEqual(rows, [{ is_so: 1 }]);
      });

    it("with a default, or that takes NULL, says nothing", async () => {
      await using target = await server.open();
      await using desired = await server.open();
      await target.raw("CREATE TABLE t (id int PRIMARY KEY)");
      await desired.raw("CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL DEFAULT 1, b int)");
      await using driver = await target.connect();
      await using pattern = await desired.connect();
      const [from, to] = [await driver.inspect({ schemas: [] }), await pattern.inspect({ schemas: [] })];
      const { steps } = makePlan(server.dialect, from, to, { policy: defaultPolicy, indent: "" });
      assert.ok(steps.length > 0 && steps.every(({ remarks }) => remarks === undefined));
    });
  });
