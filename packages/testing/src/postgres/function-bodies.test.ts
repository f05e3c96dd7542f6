import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type State } from "@atlas/core";
import { postgres } from "@atlas/dialect-postgres";
import { normalize } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  async function read(sql: string): Promise<State> {
    await using database = await server.open();
    await using driver = await database.connect();
    const statements = splitStatements(sql, "schema.sql", postgres.syntax);
    return await normalize({ driver, isPrivate: false }, statements, { schemas: [] });
  }

  const refuses = (sql: string, line: number, words: RegExp): Promise<void> =>
    assert.rejects(
      read(sql),
      (error) =>
        error instanceof AtlasError &&
        error.code === "E_SQL" &&
        error.place?.line === line &&
        words.test(error.message),
    );

  describe(`${server.label}: bodies of functions in schema files`, () => {
    it("may speak of functions and tables further down", async () => {
      const { objects } = await read(
        `CREATE FUNCTION even(n integer) RETURNS boolean LANGUAGE sql AS 'SELECT n = 0 OR odd(n - 1)';
         CREATE FUNCTION odd(n integer) RETURNS boolean LANGUAGE sql AS 'SELECT n <> 0 AND even(n - 1)';
         CREATE FUNCTION animals() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM zoo';
         CREATE TABLE zoo (name text);`,
      );
      assert.deepEqual(
        objects.filter(({ kind }) => kind === "function").map(({ name }) => name),
        ["animals()", "even(integer)", "odd(integer)"],
      );
    });

    it("may speak of what only their own search path, or their own schema, has", async () => {
      const { objects } = await read(
        `CREATE SCHEMA app; CREATE SCHEMA other;
         CREATE FUNCTION app.one() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM zoo';
         CREATE FUNCTION app.two() RETURNS bigint LANGUAGE sql SET search_path = other AS 'SELECT count(*) FROM park';
         CREATE TABLE app.zoo (name text);
         CREATE TABLE other.park (name text);`,
      );
      assert.equal(objects.filter(({ kind }) => kind === "function").length, 2);
    });

    it("are refused at their place where what they speak of never comes", async () => {
      await refuses(
        "CREATE TABLE t (id integer);\nCREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM zoo';",
        2,
        /relation "zoo" does not exist/,
      );
    });

    it("are refused for a mistake in their language, also behind one that speaks of what comes", async () => {
      await refuses(
        `CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM zoo';
         CREATE TABLE zoo (name text);
         CREATE FUNCTION g() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETRUN 1; END';`,
        3,
        /syntax error/,
      );
    });
  });
}
