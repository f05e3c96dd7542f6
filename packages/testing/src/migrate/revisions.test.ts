import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Driver } from "@atlas/core";
import { Revisions } from "@atlas/migrate";
import { closeServers, mysqlServers, postgresServer, sqliteServer, testMajors } from "../databases.ts";
import { parsed, rowsOf, run, supportOf } from "./fixture.ts";

after(closeServers);

const servers = [...testMajors([16]).map(postgresServer), sqliteServer, ...mysqlServers()];

async function open(driver: Driver, schema?: string): Promise<Revisions> {
  return Revisions.open(driver, { migrations: supportOf(driver), schema });
}

for (const server of servers)
  describe(`the revisions table on ${server.label}`, () => {
    it("keeps every value as it was written, and tells the time in UTC", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const revisions = await open(driver);
      assert.equal(revisions.exists, false);
      await revisions.ensure();
      const row = {
        version: "1\\' \"`%",
        description: "a\\n 'é😀",
        type: 4,
        applied: 1,
        total: 2,
        executedAt: "2024-01-02T03:04:05.000Z",
        executionTime: 1_234_567_890_123,
        error: "line 1\nline 2 \\ ' ; --",
        errorStmt: "SELECT 'a\\''",
        hash: "abc=",
        partialHashes: ["h1:x+/=", "h1:y"],
        operatorVersion: "Atlas CLI v0.1.0",
      };
      await revisions.write(row);
      await using other = await database.connect();
      const [read, ...none] = (await open(other)).list();
      assert.deepEqual(none, []);
      assert.match(read?.executedAt ?? "", /^2024-01-02T03:04:05(?:\.0+)?Z$/);
      assert.deepEqual({ ...read, executedAt: row.executedAt }, row);
      await revisions.write({ ...row, error: "", errorStmt: "", partialHashes: [] });
      assert.deepEqual(
        (await rowsOf(other)).map(({ error, errorStmt, partialHashes }) => [error, errorStmt, partialHashes]),
        [["", "", []]],
      );
      await revisions.remove([row.version]);
      assert.deepEqual(await rowsOf(other), []);
    });

    it("is brought to the present layout, and the row that names the database is left alone", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const revisions = await open(driver);
      await revisions.ensure();
      const table = `${revisions.schema}.atlas_schema_revisions`;
      for (const column of ["operator_version", "partial_hashes", "error_stmt"])
        await driver.execute(`ALTER TABLE ${table} DROP COLUMN ${column}`);
      await driver.execute(
        `INSERT INTO ${table} (version, description, executed_at, execution_time, hash) VALUES ('.atlas_cloud_identifier', 'id', CURRENT_TIMESTAMP, 0, ''), ('1', 'old', CURRENT_TIMESTAMP, 0, '')`,
      );
      const old = await open(driver);
      assert.deepEqual(
        old.list().map(({ version, operatorVersion }) => [version, operatorVersion]),
        [["1", ""]],
      );
      await run(driver, [parsed(driver, "2.sql", "CREATE TABLE t (id int);")]);
      assert.deepEqual(
        (await rowsOf(driver)).map(({ version }) => version),
        ["1", "2"],
      );
      const { rows } = (await driver.query?.(
        `SELECT description FROM ${table} WHERE version LIKE '.%'`,
        [],
      )) ?? { rows: [] };
      assert.deepEqual(rows, [["id"]]);
      await assert.rejects(old.remove([".atlas_cloud_identifier"]), { code: "E_MIGRATE" });
    });

    it("is told from a table of the same name that holds something else", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const revisions = await open(driver);
      await revisions.ensure();
      const table = `${revisions.schema}.atlas_schema_revisions`;
      await driver.execute(`DROP TABLE ${table}`);
      await driver.execute(`CREATE TABLE ${table} (id int)`);
      await assert.rejects(open(driver), (error) => {
        assert.ok(error instanceof AtlasError && error.code === "E_MIGRATE");
        assert.match(error.message, /is not a revisions table: it has no column "version"$/);
        return true;
      });
    });

    it("takes one round trip to read", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await run(driver, [parsed(driver, "1.sql", "CREATE TABLE t (id int);")]);
      const before = driver.roundTrips;
      assert.equal((await open(driver)).list().length, 1);
      assert.equal(driver.roundTrips - before, 1);
    });

    it("makes a database occupied no more than nothing does", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const revisions = await open(driver);
      assert.equal(await driver.occupied?.(revisions.schema), undefined);
      await revisions.ensure();
      assert.equal(await driver.occupied?.(revisions.schema), undefined);
      await driver.execute("CREATE TABLE t (id int)");
      assert.match(
        (await driver.occupied?.(revisions.schema)) ?? "",
        /^found table "t"(?: in schema ".*")?$/,
      );
    });
  });

describe("the revisions table", () => {
  it("cannot be in another schema of SQLite", async () => {
    await using database = await sqliteServer.open();
    await using driver = await database.connect();
    await assert.rejects(open(driver, "x"), {
      message: 'cannot store revisions-table in a separate schema ("x") with SQLite driver',
    });
  });

  for (const server of testMajors([16]).map(postgresServer))
    it("is written to whatever a file makes of the search path, in a schema of its own", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const dump = "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (id int);";
      await run(
        driver,
        [parsed(driver, "1.sql", dump), parsed(driver, "2.sql", "CREATE TABLE u (id int);")],
        { schema: "other" },
      );
      assert.equal((await rowsOf(driver, "other")).length, 2);
    });
});
