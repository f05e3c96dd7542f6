import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

for (const major of testMajors([16]))
  describe(`default privileges of a dev database on PostgreSQL ${major}`, () => {
    it("are gone once it is emptied", async () => {
      await using dev = await postgresServer(major).open();
      await dev.raw(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor;
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES REVOKE ALL ON TYPES FROM PUBLIC, CURRENT_USER;
        CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC`);
      await using driver = await dev.connect();
      await driver.clean();
      const [left] = await dev.raw("SELECT defaclacl::text FROM pg_default_acl");
      assert.deepEqual(left, []);
    });
  });
