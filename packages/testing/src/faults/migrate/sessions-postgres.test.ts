import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, postgresServer, sqliteServer, testMajors } from "../../databases.ts";
import { dying } from "../../migrate/dying.ts";
import { failure, parsed, rowsOf, run } from "../../migrate/fixture.ts";

after(closeServers);

for (const server of [...testMajors([16]).map(postgresServer), sqliteServer])
  describe(`a temporary table of a file on ${server.label}`, () => {
    const text = `CREATE TEMPORARY TABLE work (n int);
INSERT INTO work VALUES (7);
CREATE TABLE t (n int);
INSERT INTO t SELECT n FROM work;`;

    it("stops the next run by name, as it went with the session", async () => {
      await using database = await server.open();
      for (let deeds = 1; ; deeds++) {
        await using driver = await database.connect();
        await driver.execute("DROP TABLE IF EXISTS t");
        await driver.execute(
          server.dialect.name === "sqlite"
            ? "DROP TABLE IF EXISTS atlas_schema_revisions"
            : "DROP SCHEMA IF EXISTS atlas_schema_revisions CASCADE",
        );
        await failure(run(dying(driver, deeds), [parsed(driver, "1.sql", text)], { txMode: "none" }));
        await using seen = await database.connect();
        if ((await rowsOf(seen))[0]?.applied === 3) break;
      }
      await using next = await database.connect();
      const error = await failure(run(next, [parsed(next, "1.sql", text)], { txMode: "none" }));
      assert.match(error.message, /has ended, and with it the temporary table work$/);
      const corrected = text.replace("INSERT INTO t SELECT n FROM work", "INSERT INTO t VALUES (7)");
      await run(next, [parsed(next, "1.sql", corrected)], { txMode: "none" });
      assert.deepEqual((await next.query?.("SELECT n FROM t", []))?.rows, [[7]]);
    });
  });
