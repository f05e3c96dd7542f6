import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, isSince, mysqlServers } from "../databases.ts";

after(() => closeServers());

for (const server of mysqlServers().filter(
  (each) => each.flavour === "mysql" && isSince(each, { mysql: "8.0.22" }),
))
  describe(`${server.label} names`, () => {
    it("a schema that is read only", async () => {
      await using database = await server.open();
      const schema = database.url.bound ?? "";
      await database.raw(`ALTER DATABASE ${schema} READ ONLY = 1`);
      await using driver = await database.connect();
      const { unmanaged } = await driver.inspect({ schemas: [] });
      await database.raw(`ALTER DATABASE ${schema} READ ONLY = 0`);
      assert.deepEqual(unmanaged, [
        { kind: "schema attribute", schema: "", name: "READ ONLY=1 of the schema", isTrait: true },
      ]);
    });

    it("what is said to a secondary engine of a table, its columns and its indexes", async () => {
      await using database = await server.open();
      await database.raw(`CREATE TABLE t (id int PRIMARY KEY, a int SECONDARY_ENGINE_ATTRIBUTE '{"x": 1}',
        KEY k (a) SECONDARY_ENGINE_ATTRIBUTE '{"x": 2}') SECONDARY_ENGINE_ATTRIBUTE '{"x": 3}' SECONDARY_ENGINE = other`);
      await using driver = await database.connect();
      const { unmanaged } = await driver.inspect({ schemas: [] });
      assert.deepEqual(
        unmanaged.map(({ name }) => name),
        [
          "SECONDARY_ENGINE of t",
          "SECONDARY_ENGINE_ATTRIBUTE of column a of t",
          "SECONDARY_ENGINE_ATTRIBUTE of index k of t",
          "SECONDARY_ENGINE_ATTRIBUTE of t",
          "SECONDARY_LOAD of t",
        ],
      );
    });
  });
