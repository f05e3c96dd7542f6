import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, postgresServer, sqliteServer, testMajors } from "../databases.ts";
import { check, failure, parsed, rowsOf, run } from "./fixture.ts";

after(closeServers);

const servers = [...testMajors([16]).map(postgresServer), sqliteServer];

for (const server of servers)
  describe(`migration files on ${server.label}`, () => {
    it("run in their order, each in a transaction with its row", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const files = [
        parsed(driver, "1_a.sql", "CREATE TABLE t (id int);\nINSERT INTO t VALUES (1);\n"),
        parsed(driver, "2.sql", "CREATE TABLE u (id int);\n"),
      ];
      const report = await run(driver, files);
      assert.deepEqual(
        report.files.map(({ name, applied, skipped }) => [name, applied.length, skipped]),
        [
          ["1_a.sql", 2, 0],
          ["2.sql", 1, 0],
        ],
      );
      const rows = await rowsOf(driver);
      assert.deepEqual(
        rows.map(({ version, description, type, applied, total, error, partialHashes }) => [
          version,
          description,
          type,
          applied,
          total,
          error,
          partialHashes,
        ]),
        [
          ["1", "a", 2, 2, 2, "", []],
          ["2", "", 2, 1, 1, "", []],
        ],
      );
      assert.match(rows[0]?.executedAt ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
      assert.ok((rows[0]?.executionTime ?? 0) > 0);
    });

    it("leave nothing of a file that fails, and of what came before everything", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const files = [
        parsed(driver, "1.sql", "CREATE TABLE t (id int);"),
        parsed(
          driver,
          "2.sql",
          "CREATE TABLE u (id int);\nINSERT INTO nowhere VALUES (1);\nCREATE TABLE v (id int);",
        ),
      ];
      const error = await failure(run(driver, files));
      assert.equal(error.code, "E_APPLY");
      assert.match(
        error.message,
        /^sql\/migrate: executing statement "INSERT INTO nowhere VALUES \(1\);" from version "2": .*nowhere/,
      );
      const [, file] = error.report.files;
      assert.deepEqual(file?.applied.length, 2);
      assert.equal(file?.undone, true);
      assert.equal(file?.error?.statement, "INSERT INTO nowhere VALUES (1);");
      assert.deepEqual(
        (await rowsOf(driver)).map(({ version }) => version),
        ["1"],
      );
      await run(driver, [parsed(driver, "2.sql", "CREATE TABLE u (id int);")]);
      assert.equal((await rowsOf(driver)).length, 2);
    });

    it("go on behind what is applied where nothing holds a file together", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text =
        "CREATE TABLE t (id int);\nINSERT INTO t VALUES (1);\nINSERT INTO u VALUES (1);\nINSERT INTO t VALUES (2);";
      const error = await failure(run(driver, [parsed(driver, "1.sql", text)], { txMode: "none" }));
      assert.equal(error.code, "E_APPLY");
      const [row] = await rowsOf(driver);
      assert.deepEqual(
        [row?.applied, row?.total, row?.errorStmt, row?.partialHashes.length],
        [2, 4, "INSERT INTO u VALUES (1);", 2],
      );
      await driver.execute("CREATE TABLE u (id int)");
      const report = await run(driver, [parsed(driver, "1.sql", text)], { txMode: "none" });
      assert.deepEqual([report.files[0]?.skipped, report.files[0]?.applied.length], [2, 2]);
      const { rows } = (await driver.query?.("SELECT count(*) FROM t", [])) ?? { rows: [] };
      assert.deepEqual(rows, [[2]]);
      const [after] = await rowsOf(driver);
      assert.deepEqual(
        [after?.applied, after?.error, after?.errorStmt, after?.partialHashes],
        [4, "", "", []],
      );
    });

    it("refuse to go on where what is applied was edited", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = "CREATE TABLE t (id int);\nINSERT INTO u VALUES (1);";
      await failure(run(driver, [parsed(driver, "1.sql", text)], { txMode: "none" }));
      const edited = parsed(driver, "1.sql", text.replace("t (id", "t (x"));
      const error = await failure(run(driver, [edited], { txMode: "none" }));
      assert.equal(error.message, 'sql/migrate: history changed: statement 1 from file "1.sql" changed');
    });

    it("are all or nothing in one transaction", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const files = [
        parsed(driver, "1.sql", "CREATE TABLE t (id int);"),
        parsed(driver, "2.sql", "INSERT INTO t VALUES (1);\nINSERT INTO u VALUES (1);"),
      ];
      const error = await failure(run(driver, files, { txMode: "all" }));
      assert.deepEqual(
        error.report.files.map(({ undone }) => undone),
        [true, true],
      );
      assert.deepEqual(await rowsOf(driver), []);
      await run(
        driver,
        [files[0], parsed(driver, "2.sql", "INSERT INTO t VALUES (1);")].flatMap((file) => file ?? []),
        { txMode: "all" },
      );
      assert.equal((await rowsOf(driver)).length, 2);
    });

    it("do not run where a check does not hold, and run where one of several is enough", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await run(driver, [parsed(driver, "1.sql", "CREATE TABLE t (id int);\nINSERT INTO t VALUES (1);")]);
      const empty = "SELECT NOT EXISTS (SELECT 1 FROM t);";
      const file = (oneOf: boolean) =>
        parsed(driver, "2.sql", "DROP TABLE t;", {
          checks: [check("checks.sql", oneOf, "SELECT 1 = 1", empty)],
        });
      const error = await failure(run(driver, [file(false)]));
      assert.equal(error.code, "E_CHECK");
      assert.equal(error.message, `1 of 2 assertions failed: check assertion "${empty}" returned false`);
      assert.equal((await rowsOf(driver)).length, 1);
      const dry = await failure(run(driver, [file(false)], { dryRun: true }));
      assert.equal(dry.code, "E_CHECK");
      await run(driver, [file(true)]);
      assert.equal((await rowsOf(driver)).length, 2);
    });

    it("may begin and end their transactions themselves", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text =
        "CREATE TABLE t (id int);\nBEGIN;\nINSERT INTO t VALUES (1);\nINSERT INTO u VALUES (1);\nCOMMIT;\nINSERT INTO t VALUES (2);";
      await failure(run(driver, [parsed(driver, "1.sql", text)]));
      const [row] = await rowsOf(driver);
      assert.deepEqual([row?.applied, row?.errorStmt], [1, "INSERT INTO u VALUES (1);"]);
      await driver.execute("CREATE TABLE u (id int)");
      await run(driver, [parsed(driver, "1.sql", text)]);
      const { rows } = (await driver.query?.("SELECT id FROM t ORDER BY id", [])) ?? { rows: [] };
      assert.deepEqual(rows, [[1], [2]]);
      assert.equal((await failure(run(driver, [parsed(driver, "2.sql", "BEGIN;")]))).code, "E_MIGRATE");
      assert.equal(
        (await failure(run(driver, [parsed(driver, "2.sql", "BEGIN;COMMIT;")], { txMode: "all" }))).code,
        "E_MIGRATE",
      );
    });

    it("change nothing in a dry run", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const report = await run(driver, [parsed(driver, "1.sql", "CREATE TABLE t (id int);")], {
        dryRun: true,
      });
      assert.equal(report.files[0]?.applied.length, 1);
      assert.equal(await driver.occupied?.("main"), undefined);
    });
  });
