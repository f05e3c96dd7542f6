import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { censusOfSqlite } from "../../corpus/census-sqlite.ts";
import { sqliteServer, type TestDatabase } from "../../databases.ts";
import { directoryFor, sqliteFiles } from "./crash-files.ts";
import { assertFinishes, assertTruthful, referenceOf } from "./crash-run.ts";
import { rowsOf, withoutRevisions } from "./crash-server.ts";
import { inTurns } from "./in-turns.ts";
import { ProgramFolder } from "./program.ts";

/** A database of SQLite, seen by the test. */
class Site implements AsyncDisposable {
  readonly #database: TestDatabase;

  private constructor(database: TestDatabase) {
    this.#database = database;
  }

  static async open(): Promise<Site> {
    return new Site(await sqliteServer.open());
  }

  urlAt(): string {
    return this.#database.url.secret.reveal();
  }

  connect() {
    return this.#database.connect();
  }

  async census() {
    const catalog = withoutRevisions(await censusOfSqlite(this.#database));
    const [names = []] = await this.#database.raw(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name <> 'atlas_schema_revisions'",
    );
    const rows: string[] = [];
    // One at a time: the helper gives the rows of one query.
    for (const { name } of names)
      rows.push(...(await rowsOf((sql) => this.#database.raw(sql), [String(name)])));
    return { ...catalog, rows: rows.toSorted() };
  }

  [Symbol.asyncDispose]() {
    return this.#database[Symbol.asyncDispose]();
  }
}

for (const txMode of ["none", "file", "all"])
  describe(`a migration on SQLite with --tx-mode ${txMode} whose process is killed`, () => {
    const stack = new AsyncDisposableStack();
    after(() => stack.disposeAsync());

    it("is finished by the next run wherever that was, and nothing is done twice or left out", async () => {
      const directory = directoryFor("migrations", sqliteFiles);
      const folder = stack.use(await ProgramFolder.of(directory));
      const [plain, whole] = [stack.use(await Site.open()), stack.use(await Site.open())];
      const reference = await referenceOf(plain, whole, directory, txMode);
      let isThrough = false;
      const kills = async (deeds: number): Promise<void> => {
        if (isThrough) return;
        await using site = await Site.open();
        const { code, signal, output } = await folder.apply(site.urlAt(), {
          args: ["--tx-mode", txMode],
          env: {
            NODE_OPTIONS: `--import ${import.meta.resolve("./die-at.ts")}`,
            ATLAS_DIE_AT: String(deeds),
          },
        }).ended;
        const title = `killed after ${deeds} deeds`;
        if (signal !== "SIGKILL") {
          assert.equal(code, 0, output);
          isThrough = true;
          return;
        }
        await assertTruthful(site, directory, reference, title);
        await assertFinishes(site, directory, reference, title, txMode);
      };
      // One transaction for all files is like one for each, but for where it ends.
      const step = txMode === "all" ? 3 : 1;
      await inTurns(
        Array.from({ length: 200 }, (_, at) => at * step),
        kills,
        3,
      );
      assert.ok(isThrough);
    });
  });
