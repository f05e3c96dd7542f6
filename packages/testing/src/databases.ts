import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type DatabaseUrl, type Dialect, type Driver, Secret } from "@atlas/core";
import { createDevDatabases, type DevDatabases } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { sqlite } from "@atlas/dialect-sqlite";
import { Client } from "pg";
import { closeMysqlServers } from "./mysql-servers.ts";

export { isSince, mysqlServers, type MysqlTestServer, type Since } from "./mysql-servers.ts";

export type Row = Readonly<Record<string, unknown>>;

/** A database of one test, empty at first and gone when disposed. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: DatabaseUrl;
  /** A connection through the dialect under test. */
  connect(): Promise<Driver>;
  /** Runs SQL past the dialect: several statements at once, the rows of each. */
  raw(sql: string): Promise<readonly (readonly Row[])[]>;
}

/** A kind of server that tests run on. */
export interface TestServer {
  /** `PostgreSQL 16`, `SQLite`. */
  readonly label: string;
  readonly dialect: Dialect;
  /** 0 for SQLite, which has but one version here. */
  readonly major: number;
  readonly open: () => Promise<TestDatabase>;
}

let shared: DevDatabases | undefined;

/** One PostgreSQL server of that major, started on first use and shared by all tests of this process. */
export function postgresServer(major: number): TestServer {
  return {
    label: `PostgreSQL ${major}`,
    dialect: postgres,
    major,
    open: () => openPostgres(major),
  };
}

/** SQLite files of their own, in memory where the system keeps files there. */
export const sqliteServer: TestServer = { label: "SQLite", dialect: sqlite, major: 0, open: openSqlite };

/**
 * PostgreSQL majors to test on.
 *
 * @param fallback - used unless `ATLAS_TEST_MAJORS` names others (`13,16,18`).
 */
export function testMajors(fallback: readonly number[]): readonly number[] {
  const wanted = process.env["ATLAS_TEST_MAJORS"];
  return wanted ? wanted.split(",").map(Number) : fallback;
}

/** Stops what the tests of this process started. */
export async function closeServers(): Promise<void> {
  await Promise.all([shared?.[Symbol.asyncDispose](), closeMysqlServers()]);
  shared = undefined;
}

async function openPostgres(major: number): Promise<TestDatabase> {
  shared ??= createDevDatabases();
  const database = await shared.acquire({
    url: new Secret(`embedded://postgres/${major}/dev`),
    dialect: "postgres",
    targetVersion: undefined,
    bound: false,
  });
  const client = new Client({
    connectionString: database.url.reveal(),
    // Functions of a case may call each other.
    options: "-c check_function_bodies=off",
  });
  // The test ends before the server does; a connection that breaks then is nobody's loss.
  client.on("error", () => {});
  await client.connect();
  const url = postgres.parseUrl(database.url);
  return {
    url,
    connect: () => postgres.connect(url),
    raw: async (sql) => {
      // With several statements pg answers with a list, which its types do not say.
      const answer = (await client.query(sql)) as unknown as { rows: Row[] } | { rows: Row[] }[];
      return (Array.isArray(answer) ? answer : [answer]).map((result) => result.rows);
    },
    [Symbol.asyncDispose]: async () => {
      await client.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function openSqlite(): Promise<TestDatabase> {
  const memory = "/dev/shm";
  const folder = await mkdtemp(join(existsSync(memory) ? memory : tmpdir(), "atlas-test-"));
  const path = join(folder, "test.db");
  const url = sqlite.parseUrl(new Secret(`sqlite://${path}`));
  return {
    url,
    connect: () => sqlite.connect(url),
    raw: async (sql) => {
      // Opened for each use: a connection that stays would hold on to an old schema.
      using database = new DatabaseSync(path);
      database.exec("PRAGMA synchronous = off");
      if (!/^\s*(SELECT|PRAGMA)\b/i.test(sql)) {
        database.exec(sql);
        return [];
      }
      return [database.prepare(sql).all()];
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
