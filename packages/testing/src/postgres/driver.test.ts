import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type SqlStatement } from "@atlas/core";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

for (const major of testMajors([13, 16, 18])) {
  const server = postgresServer(major);
  const open = (): Promise<TestDatabase> => server.open();
  describe(`${server.label}, a driver:`, () => {
    it("reads a database in two round trips, however many tables there are", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.runScript(
        script(...Array.from({ length: 50 }, (_, index) => `CREATE TABLE t${index} (id serial PRIMARY KEY)`)),
      );
      const before = driver.roundTrips;
      const state = await driver.inspect({ schemas: [] });
      assert.equal(driver.roundTrips - before, 2);
      assert.equal(state.objects.filter(({ kind }) => kind === "table").length, 50);
    });

    it("sees its own transaction when it reads, and leaves its search path as it was", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.begin();
      await driver.execute("CREATE TYPE mood AS ENUM ('ok')");
      const state = await driver.inspect({ schemas: [] });
      assert.ok(state.objects.some(({ name }) => name === "mood"));
      await driver.execute("CREATE TABLE t (x mood)");
      await driver.rollback();
      assert.equal(await driver.dirt(), undefined);
    });

    for (const [name, statements, index, place] of [
      ["a syntax error", ["CREATE TABLE a (x int)", "CREATE TABL b (y)"], 1, { line: 11, column: 10 }],
      [
        "a name that is not there",
        ["CREATE TABLE é (x int)", "CREATE TABLE b (y int,\n  z nope)"],
        1,
        { line: 12, column: 5 },
      ],
      [
        "an error without a position",
        ["CREATE TABLE a (x int)", "CREATE TABLE a (x int)"],
        1,
        { line: 11, column: 3 },
      ],
      ["the end of the text", ["CREATE TABLE a (x int"], 0, { line: 1, column: 24 }],
      ["BEGIN", ["CREATE TABLE a (x int)", "BEGIN"], 1, { line: 11, column: 3 }],
      ["a command of psql", ["\\connect other"], 0, { line: 1, column: 3 }],
      ["rows for COPY", ["CREATE TABLE a (x int)", "COPY a FROM STDIN"], 1, { line: 11, column: 3 }],
    ] as const) {
      it(`names the statement and the place of ${name}`, async () => {
        await using database = await open();
        await using driver = await database.connect();
        const error = await failure(() => driver.runScript(script(...statements)));
        assert.equal(error.code, "E_SQL");
        assert.deepEqual(error.place, { file: "s.sql", ...place });
        assert.equal(error.details["index"], index);
        assert.equal(error.details["statement"], statements[index]);
      });
    }

    it("runs what no transaction can hold on its own", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.runScript(
        script(
          "CREATE TYPE e AS ENUM ('a')",
          "CREATE TABLE t (x e)",
          "CREATE INDEX CONCURRENTLY i ON t (x)",
          "VACUUM t",
          "ALTER TYPE e ADD VALUE 'b'",
          "CREATE TABLE u (x e DEFAULT 'b')",
        ),
      );
      await driver.execute("INSERT INTO u DEFAULT VALUES");
    });

    it("cancels a statement on the server and can be used again", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const signal = AbortSignal.timeout(100);
      const error = await failure(() => driver.execute("SELECT pg_sleep(60)", { signal }));
      assert.equal(error.code, "E_CANCELLED");
      await driver.execute("SELECT 1");
    });

    it("limits how long a statement runs and waits, for that statement alone", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await using other = await database.connect();
      const slow = await failure(() => driver.execute("SELECT pg_sleep(60)", { statementTimeoutMs: 50 }));
      assert.equal(slow.code, "E_TIMEOUT");
      await driver.execute("SELECT pg_sleep(0.1)");
      await driver.execute("CREATE TABLE t (x int)");
      await other.begin();
      await other.execute("LOCK TABLE t");
      const locked = await failure(() => driver.execute("ALTER TABLE t ADD y int", { lockTimeoutMs: 50 }));
      assert.equal(locked.code, "E_LOCK_TIMEOUT");
    });

    it("tells who holds the lock, and gets it when it is free", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await using other = await database.connect();
      let holder: string | undefined;
      {
        await using held = await other.lock("name");
        assert.ok(held);
        const onWait = (who: string | undefined): void => void (holder = who);
        const error = await failure(() => driver.lock("name", { timeoutMs: 60, onWait }));
        assert.equal(error.code, "E_LOCK_TIMEOUT");
        assert.equal(error.message, "sql/schema: lock is held by other session");
      }
      assert.match(holder ?? "", /^atlas \(process \d+\)$/);
      await using free = await driver.lock("name", { timeoutMs: 0 });
      assert.ok(free);
    });

    it("says that the connection is lost when the server ends it", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const running = failure(() => driver.execute("SELECT pg_sleep(60)"));
      await endSessions(database);
      assert.equal((await running).code, "E_CONNECTION_LOST");
      assert.equal((await failure(() => driver.execute("SELECT 1"))).code, "E_CONNECTION_LOST");
    });

    it("says that a COMMIT undid a transaction that had failed", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.begin();
      await failure(() => driver.execute("SELECT nope"));
      assert.equal((await failure(() => driver.commit())).code, "E_SQL");
    });

    it("finds a dev database dirty by what is in it, and cleans it", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.execute("CREATE TABLE t (x int)");
      assert.equal(await driver.dirt(), 'found table "t" in schema "public"');
      await driver.execute("DROP TABLE t; CREATE SCHEMA s; CREATE EXTENSION hstore; CREATE DOMAIN d AS int");
      await driver.clean();
      assert.equal(await driver.dirt(), undefined);
      await driver.execute("CREATE SCHEMA s");
      assert.equal(await driver.dirt(), 'found schema "s"');
    });

    it("cleans more tables than one transaction can lock", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const body =
        "FOR i IN 1..900 LOOP EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, a text UNIQUE)', i); COMMIT; END LOOP";
      await driver.execute(`DO $$ BEGIN ${body}; END $$`);
      await driver.clean();
      assert.equal(await driver.dirt(), undefined);
    });

    it("gives the sizes of those tables that exist", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS x");
      await driver.execute("ANALYZE t");
      const table = { kind: "table", schema: "public", name: "t" };
      const [size, ...rest] = await driver.tableSizes([{ ...table, name: "gone" }, table]);
      assert.deepEqual(rest, []);
      assert.equal(size?.rows, 1000);
      assert.ok((size?.sizeBytes ?? 0) > 8192);
    });

    it("gives a partitioned table the size of its partitions, and of theirs", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.execute(`CREATE TABLE p (x int) PARTITION BY RANGE (x);
        CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (500);
        CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (500) TO (2000) PARTITION BY LIST (x);
        CREATE TABLE p_2_rest PARTITION OF p_2 DEFAULT;
        INSERT INTO p SELECT generate_series(1, 1000); ANALYZE p_1; ANALYZE p_2_rest`);
      const refs = ["p", "p_1", "p_2_rest"].map((name) => ({ kind: "table", schema: "public", name }));
      const [whole, first, second] = await driver.tableSizes(refs);
      assert.equal(whole?.rows, 1000);
      assert.equal(whole?.sizeBytes, (first?.sizeBytes ?? 0) + (second?.sizeBytes ?? 0));
    });
  });
}

function script(...texts: readonly string[]): readonly SqlStatement[] {
  return texts.map((text, index) => ({ text, file: "s.sql", line: 10 * index + 1, column: 3 }));
}

async function failure(work: () => Promise<unknown>): Promise<AtlasError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AtlasError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "it did not fail" });
}

/** Ends all other sessions once one of them sleeps. */
async function endSessions(database: TestDatabase): Promise<void> {
  await database.raw(`DO $$ BEGIN
    FOR i IN 1..200 LOOP
      PERFORM pg_stat_clear_snapshot();
      EXIT WHEN EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep' AND pid <> pg_backend_pid());
      PERFORM pg_sleep(0.02);
    END LOOP;
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
  END $$`);
}
