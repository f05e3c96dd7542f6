import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Driver, type State } from "@atlas/core";
import { postgres } from "@atlas/dialect-postgres";
import { makePlan, normalize, type Proof, provePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

const schema = `CREATE TABLE t (id int); CREATE POLICY p ON t TO app, "My App" USING (id > 0);
  GRANT SELECT ON t TO app; ALTER TABLE t OWNER TO boss;`;

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  const read = (driver: Driver, isPrivate: boolean, sql = schema): Promise<State> =>
    normalize({ driver, isPrivate }, splitStatements(sql, "schema.sql", postgres.syntax), { schemas: [] });

  async function prove(driver: Driver, isPrivate: boolean): Promise<Proof> {
    const to = await read(driver, true);
    const from = await driver.inspect({ schemas: [] });
    const plan = makePlan(postgres, from, to, { policy: { skip: [] }, indent: "" });
    return provePlan(postgres, plan, from, to, { driver, isPrivate }, { skip: [] });
  }

  async function rolesOf(database: TestDatabase): Promise<readonly unknown[]> {
    const [rows = []] = await database.raw(
      "SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'My App', 'boss')",
    );
    return rows;
  }

  describe(`${server.label}: roles that a schema names`, () => {
    it("are made on a dev database of our own and are gone afterwards", async () => {
      await using dev = await server.open();
      await using driver = await dev.connect();
      const state = await read(driver, true);
      const policy = state.objects.find(({ kind }) => kind === "policy");
      assert.deepEqual(policy && "roles" in policy && policy.roles, ["My App", "app"]);
      assert.deepEqual(await prove(driver, true), { proven: true });
      assert.deepEqual(await rolesOf(dev), []);
    });

    it("are gone also after a schema that is too long to be rolled back", async () => {
      await using dev = await server.open();
      await using driver = await dev.connect();
      const long = Array.from({ length: 501 }, (_, index) => `CREATE SEQUENCE s${index};`).join("\n");
      await read(driver, true, schema + long);
      assert.deepEqual(await rolesOf(dev), []);
    });

    it("are not made on a dev database that was given: the error says what to do", async () => {
      await using dev = await server.open();
      await using driver = await dev.connect();
      await assert.rejects(
        read(driver, false),
        (error) =>
          error instanceof AtlasError &&
          error.code === "E_SQL" &&
          error.place?.line === 1 &&
          error.hint?.startsWith('The dev database lacks the roles "My App", "app", "boss".') === true,
      );
      assert.deepEqual(await prove(driver, false), {
        proven: false,
        reason: "the dev database lacks the roles My App, app",
      });
    });
  });
}
