import { censusOfSqlite } from "../../corpus/census-sqlite.ts";
import { sqliteServer, type TestDatabase } from "../../databases.ts";
import { rowsOf, withoutRevisions } from "./crash-server.ts";

/** A database of SQLite, seen by the test. */
export class Site implements AsyncDisposable {
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
