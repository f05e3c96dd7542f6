import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

/** Those that make tablespaces without a folder of their own. */
const majors = testMajors([16]).filter((major) => major >= 15);

for (const major of majors)
  describe(`PostgreSQL ${major}: what no model has a word for`, () => {
    it("is named: the tablespace of a table and of an index", async () => {
      await using database = await postgresServer(major).open();
      const name = `elsewhere_${process.pid}`;
      await database.raw("SET allow_in_place_tablespaces = on");
      await database.raw(`CREATE TABLESPACE ${name} LOCATION ''`);
      try {
        await database.raw(
          `CREATE TABLE t (id integer) TABLESPACE ${name}; CREATE INDEX i ON t (id) TABLESPACE ${name}`,
        );
        await using driver = await database.connect();
        const { unmanaged } = await driver.inspect({ schemas: [] });
        assert.deepEqual(
          unmanaged.map((one) => `${one.kind} ${one.name} ${one.isTrait}`),
          ["tablespace of public.i true", "tablespace of public.t true"],
        );
      } finally {
        await database.raw("DROP TABLE IF EXISTS t");
        await database.raw(`DROP TABLESPACE ${name}`);
      }
    });
  });
