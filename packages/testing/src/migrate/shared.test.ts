import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type Driver } from "@atlas/core";
import { sqliteServer } from "../databases.ts";
import { dying } from "./dying.ts";
import { failure, parsed, rowsOf, run } from "./fixture.ts";

/** Counts what is written to disk. */
function counting(driver: Driver): { readonly driver: Driver; readonly commits: () => number } {
  let commits = 0;
  const commit: Driver["commit"] = async (options) => {
    commits++;
    await driver.commit(options);
  };
  const counted = new Proxy(driver, {
    get(target, name) {
      if (name === "commit") return commit;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { driver: counted, commits: () => commits };
}

const filesOf = (driver: Driver, texts: readonly string[]) =>
  texts.map((text, index) => parsed(driver, `${index + 1}.sql`, text));
const tables = ["a", "b", "c", "d", "e"].map((name) => `CREATE TABLE ${name} (id integer PRIMARY KEY);`);

describe("files that share a commit", () => {
  it("are written in fewer commits than there are files, and each is told of", async () => {
    await using database = await sqliteServer.open();
    await using driver = await database.connect();
    const counted = counting(driver);
    const report = await run(counted.driver, filesOf(driver, tables));
    assert.deepEqual(
      report.files.map(({ name }) => name),
      ["1.sql", "2.sql", "3.sql", "4.sql", "5.sql"],
    );
    assert.ok(counted.commits() < tables.length, `${counted.commits()} commits`);
    assert.equal((await rowsOf(driver)).length, 5);
  });

  const failures: readonly (readonly [
    title: string,
    texts: readonly string[],
    failed: number,
    why: RegExp,
  ])[] = [
    [
      "a statement that fails",
      ["CREATE TABLE f (id integer);", "SELECT x;", "CREATE TABLE g (id integer);"],
      7,
      /no such column/,
    ],
    [
      "a reference to nothing that a later file would mend",
      [
        "CREATE TABLE k (id integer REFERENCES a (id));",
        "INSERT INTO k VALUES (1);",
        "INSERT INTO a VALUES (1);",
      ],
      7,
      /foreign key mismatch/,
    ],
    [
      "a statement that takes back the whole transaction",
      [
        "CREATE TABLE f (id integer UNIQUE);",
        "INSERT INTO f VALUES (1);",
        "INSERT OR ROLLBACK INTO f VALUES (1);",
      ],
      8,
      /UNIQUE constraint/,
    ],
  ];
  for (const [title, texts, failed, why] of failures)
    it(`are kept up to ${title}`, async () => {
      await using database = await sqliteServer.open();
      await using driver = await database.connect();
      await driver.execute("PRAGMA foreign_keys = on");
      const error = await failure(run(driver, filesOf(driver, [...tables, ...texts])));
      assert.match(error.message, why);
      const last = error.report.files.at(-1);
      assert.equal(error.report.files.length, failed);
      assert.ok(last?.error);
      assert.equal(last.undone, true);
      await using next = await database.connect();
      assert.deepEqual(
        (await rowsOf(next)).map(({ version, applied, total }) => [version, applied === total]),
        error.report.files.slice(0, -1).map(({ version }) => [version, true]),
      );
    });

  it("are finished by the next run wherever the connection was lost", async () => {
    for (let deeds = 0; ; deeds++) {
      await using database = await sqliteServer.open();
      await using driver = await database.connect();
      const files = filesOf(driver, [...tables, "PRAGMA foreign_keys = off;", "INSERT INTO a VALUES (1);"]);
      const isDone = await run(dying(driver, deeds), files).then(
        () => true,
        (error: unknown) => {
          assert.ok(error instanceof AtlasError && error.code === "E_CONNECTION_LOST", String(error));
          return false;
        },
      );
      await using next = await database.connect();
      const known = new Set((await rowsOf(next)).map(({ version }) => version));
      await run(
        next,
        files.filter(({ file }) => !known.has(file.version)),
      );
      assert.equal((await rowsOf(next)).length, files.length, `after ${deeds} deeds`);
      if (isDone) break;
    }
  });
});
