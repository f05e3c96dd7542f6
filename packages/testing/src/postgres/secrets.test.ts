import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, Secret } from "@atlas/core";
import { postgres } from "@atlas/dialect-postgres";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

const setup = `CREATE EXTENSION postgres_fdw;
  CREATE SERVER plain FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'away');
  CREATE FOREIGN DATA WRAPPER other;
  CREATE SERVER telling FOREIGN DATA WRAPPER other OPTIONS (url 'https://bob:seven-secrets@away');
  CREATE USER MAPPING FOR CURRENT_USER SERVER plain OPTIONS (user 'bob', password 'seven-secrets');
  CREATE USER MAPPING FOR PUBLIC SERVER plain OPTIONS (user 'eve');`;

for (const major of testMajors([16])) {
  const server = postgresServer(major);
  describe(`PostgreSQL ${major}: secrets of foreign data`, () => {
    it("never leave the server: what holds one is named and left alone", async () => {
      await using database = await server.open();
      await database.raw(setup);
      await using driver = await database.connect();
      const state = await driver.inspect({ schemas: [] });
      assert.doesNotMatch(JSON.stringify(state), /seven-secrets/);
      assert.deepEqual(
        state.unmanaged.map(({ kind, name }) => `${kind}: ${name}`),
        [
          "foreign server with a secret in its options: telling",
          "user mapping with a secret in its options: CURRENT_USER on plain",
        ],
      );
      assert.deepEqual(
        state.objects.filter(({ kind }) => kind === "user_mapping").map(({ name }) => name),
        ["PUBLIC on plain"],
      );
    });

    it("are not in the errors of statements that fail", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const fail = async (text: string): Promise<string> => {
        const run = driver.runScript([{ text, file: "schema.sql", line: 1, column: 1 }]);
        const error: unknown = await run.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        assert.ok(error instanceof AtlasError);
        return error.message + JSON.stringify(error.details);
      };
      for (const sql of [
        "CREATE USER MAPPING FOR nobody_here SERVER plain OPTIONS (user 'bob', password 'seven-secrets')",
        "CREATE SUBSCRIPTION s CONNECTION 'host=away password=seven-secrets' PUBLICATION",
      ])
        assert.doesNotMatch(await fail(sql), /seven-secrets/);
    });

    it("hide nothing: options that the user may not read are named", async () => {
      await using database = await server.open();
      const role = "atlas_secrets_reader";
      await database.raw(`${setup} DROP ROLE IF EXISTS ${role}; CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
      const url = new URL(database.url.secret.reveal());
      url.username = role;
      url.password = "reader";
      try {
        await using driver = await postgres.connect(postgres.parseUrl(new Secret(url.href)));
        const state = await driver.inspect({ schemas: [] });
        const mappings = state.unmanaged.filter(({ kind }) => kind.startsWith("user mapping"));
        assert.deepEqual(
          mappings.map(({ kind }) => kind),
          ["user mapping whose options may not be read", "user mapping whose options may not be read"],
        );
        assert.equal(typeof (await driver.mark?.()), "string");
      } finally {
        await database.raw(`DROP ROLE ${role}`);
      }
    });
  });
}
