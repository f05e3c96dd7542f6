import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { fileLock } from "./lock.ts";
import { databaseWith, holds, openUrl, run, runText, tableSteps } from "./test-support.ts";

const directory = mkdtempSync(join(tmpdir(), "atlas-sqlite-"));
after(() => rmSync(directory, { recursive: true, force: true }));

async function refusal(work: Promise<unknown>): Promise<AtlasError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof AtlasError, String(error));
    return error;
  }
  throw new Error("nothing was refused");
}

describe("connecting", () => {
  it("makes a missing file, and keeps what is written", async () => {
    const url = `sqlite://${directory}/new.db`;
    {
      await using driver = await openUrl(url);
      await runText(driver, "CREATE TABLE t (a)");
    }
    await using driver = await openUrl(`${url}?mode=rw`);
    assert.equal(await driver.dirt(), 'found table "t"');
  });

  it("leaves no file behind where nothing was written, and sees the file of another", async () => {
    const path = join(directory, "later.db");
    await using driver = await openUrl(`sqlite://${path}`);
    assert.deepEqual((await driver.inspect({ schemas: [] })).objects, []);
    const identity = await driver.identity?.();
    assert.equal(
      identity,
      await (await openUrl(`sqlite://${directory}/../${basename(directory)}/later.db`)).identity?.(),
    );
    assert.ok(!existsSync(path));
    {
      await using other = await openUrl(`sqlite://${path}`);
      await runText(other, "CREATE TABLE t (a)");
    }
    assert.equal(await driver.dirt(), 'found table "t"');
    await driver.begin();
    await driver.execute("CREATE TABLE u (a)");
    await driver.commit();
    assert.equal((await driver.inspect({ schemas: [] })).objects.length, 2);
  });

  it("says what is wrong with a file", async () => {
    writeFileSync(join(directory, "text.db"), "no database ".repeat(100));
    assert.equal((await refusal(openUrl(`sqlite://${directory}/none/x.db`))).code, "E_CONNECT");
    assert.match((await refusal(openUrl(`sqlite://${directory}/text.db`))).message, /not a database/);
    assert.match((await refusal(openUrl(`sqlite://${directory}/gone.db?mode=ro`))).message, /does not exist/);
  });

  it("does not write to a database opened for reading", async () => {
    writeFileSync(join(directory, "read.db"), "");
    await using driver = await openUrl(`sqlite://${directory}/read.db?mode=ro`);
    assert.equal((await refusal(driver.execute("CREATE TABLE t (a)"))).code, "E_PERMISSION");
  });

  it("shares a database in memory by name when the URL says so", async () => {
    await using one = await openUrl("sqlite://shared-test?mode=memory&cache=shared");
    await using two = await openUrl("sqlite://shared-test?mode=memory&cache=shared");
    await runText(one, "CREATE TABLE t (a)");
    assert.equal(await two.dirt(), 'found table "t"');
  });
});

describe("a script", () => {
  it("stops at the statement that SQLite refuses, and names its place and SQLite's words", async () => {
    await using driver = await databaseWith("");
    const error = await refusal(
      runText(driver, "CREATE TABLE t (a);\n  CREATE TABEL u (a);\nCREATE TABLE v (a)"),
    );
    assert.equal(error.code, "E_SQL");
    assert.deepEqual(error.place, { file: "schema.sql", line: 2, column: 3 });
    assert.deepEqual(error.details, { statement: "CREATE TABEL u (a)", index: 1 });
    assert.match(error.message, /near "TABEL": syntax error/);
    assert.equal((await driver.inspect({ schemas: [] })).objects.length, 1);
  });

  it("can be cancelled", async () => {
    await using driver = await databaseWith("");
    const signal = AbortSignal.abort();
    assert.equal((await refusal(driver.execute("SELECT 1", { signal }))).code, "E_CANCELLED");
  });
});

describe("a transaction", () => {
  it("shows its own changes to an inspection and takes them back", async () => {
    await using driver = await databaseWith("");
    await driver.begin();
    await driver.execute("CREATE TABLE t (a)");
    assert.equal((await driver.inspect({ schemas: [] })).objects.length, 1);
    await driver.rollback();
    assert.equal((await driver.inspect({ schemas: [] })).objects.length, 0);
  });

  it("keeps the rows that refer to a table which it drops and makes again", async () => {
    const parent = "CREATE TABLE p (id integer PRIMARY KEY)";
    await using driver = await databaseWith(
      `${parent}; CREATE TABLE c (p REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)`,
    );
    await driver.begin();
    await runText(driver, `DROP TABLE p; ${parent}; INSERT INTO p VALUES (1)`);
    await driver.commit();
    assert.ok(await holds(driver, "(SELECT count(*) FROM c) = 1"));
  });

  it("enforces foreign keys again afterwards, also after a plan that failed half-way", async () => {
    await using driver = await databaseWith(
      "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p REFERENCES p)",
    );
    await driver.execute("PRAGMA foreign_keys = off");
    await driver.begin();
    await driver.rollback();
    assert.match((await refusal(driver.execute("INSERT INTO c VALUES (1)"))).message, /FOREIGN KEY/);
  });

  it("minds only references that it broke itself", async () => {
    const tables = "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p REFERENCES p);";
    await using driver = await databaseWith(
      `${tables} PRAGMA foreign_keys = off; INSERT INTO c VALUES (1); PRAGMA foreign_keys = on`,
    );
    await run(driver, await tableSteps(driver, tables.replace("p REFERENCES", "p int REFERENCES")));
    assert.ok(await holds(driver, "(SELECT count(*) FROM c) = 1"));
  });

  it("gives up on a file that another connection writes to, and says so", async () => {
    const url = `sqlite://${directory}/busy.db?_busy_timeout=20`;
    await using one = await openUrl(url);
    await using two = await openUrl(url);
    await one.begin();
    assert.equal((await refusal(two.begin())).code, "E_LOCK_TIMEOUT");
    await one.commit();
    await two.begin();
    await two.rollback();
  });
});

describe("the lock", () => {
  it("excludes others until it is released, and tells who holds it", async () => {
    await using one = await openUrl(`sqlite://${directory}/lock.db`);
    await using two = await openUrl(`sqlite://${directory}/lock.db`);
    const held = await one.lock("atlas-test", { timeoutMs: 0 });
    const holders: (string | undefined)[] = [];
    const waiting = two.lock("atlas-test", { timeoutMs: 30, onWait: (holder) => holders.push(holder) });
    assert.equal((await refusal(waiting)).code, "E_LOCK_TIMEOUT");
    assert.deepEqual(holders, [`process ${process.pid} on ${hostname()}`]);
    await held[Symbol.asyncDispose]();
    await (await two.lock("atlas-test", { timeoutMs: 0 }))[Symbol.asyncDispose]();
  });

  it("is let go by a process that died, and by one elsewhere whose time is over", async () => {
    const name = `atlas-test-${process.pid}`;
    const path = join(tmpdir(), `${name}.lock`);
    const future = (BigInt(Date.now()) + 60_000n) * 1_000_000n;
    // No process has this number: it is above the largest that Linux gives out.
    for (const content of [`${future} 4194305 ${hostname()} x`, "1 1 elsewhere x", "1"]) {
      writeFileSync(path, content);
      await (await fileLock(name, { timeoutMs: 0 }))[Symbol.asyncDispose]();
    }
    writeFileSync(path, `${future} 1 elsewhere x`);
    assert.equal((await refusal(fileLock(name, { timeoutMs: 0 }))).code, "E_LOCK_TIMEOUT");
    rmSync(path);
  });
});

describe("a dev database", () => {
  it("is empty and usable after cleaning", async () => {
    await using driver = await databaseWith(
      "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a UNIQUE); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT * FROM t; CREATE VIRTUAL TABLE f USING fts5 (a); ANALYZE",
    );
    await driver.clean();
    assert.equal(await driver.dirt(), undefined);
    const state = await driver.inspect({ schemas: [] });
    assert.deepEqual([state.objects, state.unmanaged], [[], []]);
    await runText(
      driver,
      "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT); INSERT INTO t DEFAULT VALUES",
    );
  });
});

describe("inspecting", () => {
  it("asks the same number of questions however many tables there are", async () => {
    const trips = async (count: number): Promise<number> => {
      const tables = Array.from({ length: count }, (_, index) => `CREATE TABLE t${index} (a, b UNIQUE)`);
      await using driver = await databaseWith(tables.join(";"));
      const before = driver.roundTrips;
      assert.equal((await driver.inspect({ schemas: [] })).objects.length, count);
      return driver.roundTrips - before;
    };
    assert.equal(await trips(1), await trips(50));
  });
});
