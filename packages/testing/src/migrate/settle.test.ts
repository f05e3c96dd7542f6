import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Driver } from "@atlas/core";
import type { ParsedFile } from "@atlas/migrate";
import { closeServers, mysqlServers, postgresServer, sqliteServer, testMajors } from "../databases.ts";
import { dying } from "./dying.ts";
import { failure, parsed, rowsOf, run } from "./fixture.ts";

after(closeServers);

for (const server of testMajors([16]).map(postgresServer))
  describe(`what no transaction holds on ${server.label}`, () => {
    it("clears an index away that a failed build has left, and builds it anew", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE t (id int);
INSERT INTO t VALUES (1), (1);
CREATE UNIQUE INDEX CONCURRENTLY "I" ON t (id);`;
      const file = parsed(driver, "1.sql", text, { directives: { txMode: "none" } });
      assert.equal((await failure(run(driver, [file]))).code, "E_APPLY");
      const invalid =
        "SELECT indexrelid::regclass::text, indisvalid FROM pg_index WHERE indrelid = 't'::regclass";
      assert.deepEqual((await driver.query?.(invalid, []))?.rows, [['"I"', false]]);
      const [row] = await rowsOf(driver);
      assert.deepEqual([row?.applied, row?.total], [2, 3]);
      assert.match(row?.error ?? "", /could not create unique index/);
      await driver.execute("DELETE FROM t");
      await run(driver, [file]);
      assert.deepEqual((await driver.query?.(invalid, []))?.rows, [['"I"', true]]);
    });

    it("leaves an index alone that a failed build of somebody else has left in another schema", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await driver.execute("CREATE SCHEMA other");
      await driver.execute("CREATE TABLE other.t (id int)");
      await driver.execute("INSERT INTO other.t VALUES (1), (1)");
      await failure(driver.execute("CREATE UNIQUE INDEX CONCURRENTLY i ON other.t (id)"));
      const text =
        "CREATE TABLE t (id int);\nINSERT INTO t VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (id);";
      const file = parsed(driver, "1.sql", text, { directives: { txMode: "none" } });
      await failure(run(driver, [file]));
      await driver.execute("DELETE FROM t");
      await run(driver, [file]);
      const indexes =
        "SELECT indrelid::regclass::text, indisvalid FROM pg_index WHERE indexrelid::regclass::text ~ '\\mi$' ORDER BY 1";
      assert.deepEqual((await driver.query?.(indexes, []))?.rows, [
        ["other.t", false],
        ["t", true],
      ]);
    });

    it("says what to do where nobody can tell what was done", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE t (id int);
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$;
CALL p();`;
      const file = parsed(driver, "1.sql", text);
      // The revisions table, the clock, two statements with their rows in transactions, then the row before the call.
      const deeds = 1 + 1 + 4 + 4 + 1;
      await failure(run(dying(driver, deeds), [file], { txMode: "none" }));
      await using next = await database.connect();
      const error = await failure(run(next, [file], { txMode: "none" }));
      assert.equal(error.code, "E_MIGRATE");
      assert.match(error.message, /ended while it executed statement "CALL p\(\);" from version "1"/);
      assert.match(error.hint ?? "", /atlas migrate set 1/);
      // As the hint says.
      await next.execute("UPDATE atlas_schema_revisions.atlas_schema_revisions SET error = NULL");
      await run(next, [file], { txMode: "none" });
      assert.equal((await rowsOf(next))[0]?.applied, 3);
    });

    it("tells how to run what the transaction of a file cannot hold", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const file = parsed(
        driver,
        "1.sql",
        "CREATE TABLE t (id int);\nCREATE INDEX CONCURRENTLY i ON t (id);",
      );
      const error = await failure(run(driver, [file]));
      assert.match(error.hint ?? "", /atlas:txmode none/);
      assert.deepEqual(await rowsOf(driver), []);
    });

    it("does not let a file take back that a statement has failed", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const text = `CREATE TABLE t (id int);
SAVEPOINT s;
INSERT INTO nowhere VALUES (1);
ROLLBACK TO SAVEPOINT s;
INSERT INTO t VALUES (1);`;
      assert.equal((await failure(run(driver, [parsed(driver, "1.sql", text)]))).code, "E_APPLY");
      assert.deepEqual(await rowsOf(driver), []);
    });

    it("is asked whether it is in the schema that is bound, or in one of its own", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await run(driver, [parsed(driver, "1.sql", "CREATE TABLE t (id int);")]);
      const url = new URL(database.url.secret.reveal());
      url.searchParams.set("search_path", "public");
      const { Secret } = await import("@atlas/core");
      const bound = server.dialect.parseUrl(new Secret(url.href));
      await using inSchema = await server.dialect.connect(bound);
      await assert.rejects(rowsOf(inSchema), { code: "E_MIGRATE", message: "ambiguous revision table" });
      assert.equal((await rowsOf(inSchema, "atlas_schema_revisions")).length, 1);
    });
  });

describe("foreign keys of SQLite", () => {
  it("are off while a file runs, and may not be more broken after it", async () => {
    await using database = await sqliteServer.open();
    await using driver = await database.connect();
    await driver.execute("PRAGMA foreign_keys = on");
    const make =
      "CREATE TABLE r (id int PRIMARY KEY);\nCREATE TABLE t (r int REFERENCES r (id));\nINSERT INTO t VALUES (1);\nINSERT INTO r VALUES (1);";
    await run(driver, [parsed(driver, "1.sql", make)]);
    const error = await failure(
      run(driver, [parsed(driver, "2.sql", "INSERT INTO t VALUES (2);\nDELETE FROM r;")]),
    );
    assert.equal(
      error.message,
      "sql/sqlite: foreign key mismatch: [{tbl:t ref:r row:1 index:0} {tbl:t ref:r row:2 index:0}]",
    );
    assert.equal((await rowsOf(driver)).length, 1);
    assert.deepEqual((await driver.query?.("PRAGMA foreign_keys", []))?.rows, [[1]]);
    assert.deepEqual((await driver.query?.("SELECT count(*) FROM r", []))?.rows, [[1]]);
  });
});

describe("modes of transactions", () => {
  it("may be other ones for single files, unless all are one", async () => {
    await using database = await sqliteServer.open();
    await using driver = await database.connect();
    const file = (name: string, txMode: "none" | "file") =>
      parsed(driver, name, "CREATE TABLE t (id int);\nINSERT INTO nowhere VALUES (1);", {
        directives: { txMode },
      });
    const refused = await failure(run(driver, [file("1.sql", "none")], { txMode: "all" }));
    assert.equal(
      refused.message,
      'cannot set txmode directive to "none" in "1.sql" when txmode "all" is set globally',
    );
    await failure(run(driver, [file("1.sql", "none")]));
    assert.equal((await rowsOf(driver))[0]?.applied, 1);
    await driver.execute("DROP TABLE t; DELETE FROM atlas_schema_revisions");
    await failure(run(driver, [file("1.sql", "file")], { txMode: "none" }));
    assert.deepEqual(await rowsOf(driver), []);
  });
});

for (const server of mysqlServers())
  describe(`what commits by itself on ${server.label}`, () => {
    it("is left to people where rows alone tell of it", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const file = parsed(
        driver,
        "1.sql",
        "CREATE TABLE t (id int);\nINSERT INTO t VALUES (1);\nTRUNCATE TABLE t;\nINSERT INTO t VALUES (2);",
      );
      let deeds = 1;
      for (; ; deeds++) {
        await driver.execute("DROP TABLE IF EXISTS t, atlas_schema_revisions");
        await failure(run(dying(driver, deeds), [file]));
        const [row] = await rowsOf(driver);
        if (row?.errorStmt.startsWith("TRUNCATE")) break;
      }
      await using next = await database.connect();
      const error = await failure(run(next, [file]));
      assert.equal(error.code, "E_MIGRATE");
      assert.match(error.message, /TRUNCATE TABLE t;/);
      await next.execute("UPDATE atlas_schema_revisions SET error = NULL, applied = applied + 1");
      await run(next, [file]);
      assert.deepEqual(
        (await rowsOf(next)).map(({ applied, total }) => applied - total),
        [0],
      );
    });

    /** The file was cut off as its last statement was about to run. */
    async function cutOff(driver: Driver, file: ParsedFile): Promise<void> {
      const last = file.statements.at(-1)?.text;
      for (let deeds = 1; ; deeds++) {
        await driver.execute("DROP TABLE IF EXISTS t, atlas_schema_revisions");
        await failure(run(dying(driver, deeds), [file]));
        const row = (await rowsOf(driver)).at(-1);
        if (row?.errorStmt === last) return;
      }
    }

    for (const [statement, other] of [
      ["ALTER TABLE t ADD COLUMN c int", "ALTER TABLE t ADD COLUMN d int, ADD INDEX j (a)"],
      ["ALTER TABLE t DROP COLUMN b", "ALTER TABLE t COMMENT 'x', MODIFY a bigint"],
      ["ALTER TABLE t ADD INDEX i (a)", "ALTER TABLE t ADD INDEX j (b)"],
      ["ALTER TABLE t CHANGE b c int", "ALTER TABLE t ADD COLUMN d int FIRST"],
      ["CREATE INDEX i ON t (a)", "CREATE INDEX j ON t (b)"],
      ["ALTER TABLE t MODIFY b bigint", "ALTER TABLE t ADD COLUMN d int"],
      ["ALTER TABLE t COMMENT 'mine'", "ALTER TABLE t ADD COLUMN d int"],
      [
        "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1",
        "CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 2",
      ],
    ] as const)
      it(`is not done where somebody else has changed its table meanwhile: ${statement}`, async () => {
        await using database = await server.open();
        await using driver = await database.connect();
        const file = parsed(driver, "1.sql", `CREATE TABLE t (id int, a int, b int);\n${statement};`);
        await cutOff(driver, file);
        await driver.execute(other);
        await using next = await database.connect();
        const report = await run(next, [file]);
        assert.deepEqual([report.files[0]?.skipped, report.files[0]?.applied.length], [1, 1]);
      });

    for (const statement of [
      "ALTER TABLE t ADD COLUMN c int",
      "CREATE INDEX i ON t (a)",
      "ALTER TABLE t RENAME INDEX k TO i",
      "ALTER TABLE t ADD CONSTRAINT n UNIQUE (a), ADD CONSTRAINT m CHECK (b > 0)",
    ])
      it(`is done where somebody else has changed its table after it: ${statement}`, async () => {
        await using database = await server.open();
        await using driver = await database.connect();
        const file = parsed(
          driver,
          "1.sql",
          `CREATE TABLE t (id int, a int, b int, KEY k (b));\n${statement};`,
        );
        await cutOff(driver, file);
        await driver.execute(statement);
        await driver.execute("ALTER TABLE t ADD COLUMN d int, COMMENT 'x'");
        await using next = await database.connect();
        const report = await run(next, [file]);
        assert.deepEqual([report.files[0]?.skipped, report.files[0]?.applied.length], [2, 0]);
      });

    it("is left to people where more has changed than it can explain", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const file = parsed(driver, "1.sql", "CREATE TABLE t (a int, b int);\nALTER TABLE t MODIFY b bigint;");
      await cutOff(driver, file);
      await driver.execute("ALTER TABLE t MODIFY b bigint COMMENT 'of somebody else', MODIFY a bigint");
      await using next = await database.connect();
      const error = await failure(run(next, [file]));
      assert.equal(error.code, "E_MIGRATE");
      assert.match(error.message, /does not tell whether it was applied/);
    });

    it("finds no change in what others do to other tables", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const file = parsed(driver, "1.sql", "CREATE TABLE t (id int);\nALTER TABLE t ADD COLUMN c int;");
      // The table of revisions, the clock, the row before, CREATE TABLE, its row, the row before ALTER TABLE.
      for (let deeds = 1; ; deeds++) {
        await driver.execute("DROP TABLE IF EXISTS t, other, atlas_schema_revisions");
        await failure(run(dying(driver, deeds), [file]));
        const [row] = await rowsOf(driver);
        if (row?.errorStmt.startsWith("ALTER")) break;
      }
      await driver.execute("CREATE TABLE other (c int)");
      await driver.execute("INSERT INTO t VALUES (1)");
      await using next = await database.connect();
      const report = await run(next, [file]);
      assert.deepEqual([report.files[0]?.skipped, report.files[0]?.applied.length], [1, 1]);
    });
  });
