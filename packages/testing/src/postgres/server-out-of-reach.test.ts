import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

const setup = `CREATE EXTENSION postgres_fdw;
  CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
  CREATE USER MAPPING FOR PUBLIC SERVER away OPTIONS (user 'eve');
  CREATE FOREIGN TABLE far (id int) SERVER away;
  CREATE TABLE near (id int);`;

for (const major of testMajors([16])) {
  const server = postgresServer(major);
  describe(`PostgreSQL ${major}: a foreign server out of reach`, () => {
    it("is an error of the statement, and the session goes on", async () => {
      await using database = await server.open();
      await database.raw(setup);
      await using driver = await database.connect();
      await assert.rejects(driver.execute("INSERT INTO near SELECT id FROM far"), {
        code: "E_SQL",
        details: { sqlstate: "08001", statement: "INSERT INTO near SELECT id FROM far" },
      });
      await driver.execute("INSERT INTO near VALUES (1)");
      assert.deepEqual(await database.raw("SELECT id FROM near"), [[{ id: 1 }]]);
    });
  });
}
