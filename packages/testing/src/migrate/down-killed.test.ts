import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { AtlasError, type Dialect, type Driver, type Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { type Directory, directoryOf } from "@atlas/migrate";
import {
  applyMigrations,
  type MigrateDownReport,
  revertMigrations,
  type WorkflowDeps,
} from "@atlas/workflows";
import {
  closeServers,
  mysqlServers,
  postgresServer,
  sqliteServer,
  testMajors,
  type TestServer,
} from "../databases.ts";
import { dying } from "./dying.ts";
import { rowsOf } from "./fixture.ts";

const servers: readonly TestServer[] = [
  sqliteServer,
  ...testMajors([16]).map((major) => postgresServer(major)),
  ...mysqlServers(),
];

/** Of the first file the way back is computed; the second says it, with statements that must run once. */
function directoryWith(up: string, down: string): Directory {
  return directoryOf("migrations", "atlas", [
    {
      name: "1_computed.sql",
      text: `CREATE TABLE t (id int PRIMARY KEY, c int);
ALTER TABLE t ADD COLUMN d int;
CREATE INDEX i ON t (c);
INSERT INTO t (id) VALUES (1);
CREATE TABLE u (id int);
CREATE VIEW v AS SELECT id FROM u;
`,
    },
    {
      name: "2_written.sql",
      text: `-- atlas:txtar

-- migration.sql --
CREATE TABLE w (id int);
CREATE TABLE x (id int);
${up}
-- down.sql --
UPDATE mine SET n = n + 1;
${down}
UPDATE mine SET n = n + 10;
UPDATE mine SET n = n + 100;
DROP TABLE w;
`,
    },
  ]);
}

const plain = directoryWith("", "DROP TABLE x;");
const concurrent = directoryWith("CREATE INDEX j ON w (id);", "DROP TABLE x;\nDROP INDEX CONCURRENTLY j;");

const cases = servers.flatMap((server) => [
  { server, directory: plain, title: "" },
  ...(server.dialect.name === "postgres"
    ? [{ server, directory: concurrent, title: ", with what no transaction holds," }]
    : []),
]);

const devDatabases = createDevDatabases();
const caches: string[] = [];
after(async () => {
  await devDatabases[Symbol.asyncDispose]();
  await closeServers();
  for (const folder of caches) await rm(folder, { recursive: true, force: true });
});

for (const { server, directory, title } of cases)
  describe(`migrate down${title} on ${server.label}`, () => {
    it("is finished by the next run wherever the connection was lost, and nothing is run twice", async () => {
      await using database = await server.open();
      const cacheDir = await mkdtemp(join(tmpdir(), "atlas-down-"));
      caches.push(cacheDir);
      for (let deeds = 0; ; deeds++) {
        await using driver = await database.connect();
        await prepare(driver);
        const deps = depsOf(server.dialect, cacheDir);
        await apply(database.url.secret, directory, deps);
        const isDone = await attempt(
          database.url.secret,
          directory,
          depsOf(cut(server.dialect, deeds), cacheDir),
        );
        const report = await down(database.url.secret, directory, deps);
        assert.equal(report.error, undefined, `after ${deeds} deeds`);
        assert.deepEqual(await rowsOf(driver), [], `after ${deeds} deeds`);
        assert.deepEqual(await counted(driver), [[111]], `after ${deeds} deeds`);
        assert.deepEqual(await objects(driver), ["atlas_schema_revisions", "mine"], `after ${deeds} deeds`);
        if (isDone) break;
      }
    });

    // Elsewhere one transaction holds all of it, and nothing is half taken back.
    if (!server.dialect.features.transactionalDdl)
      it("keeps what is half taken back from being run forward", async () => {
        await using database = await server.open();
        await using driver = await database.connect();
        await prepare(driver);
        const deps = depsOf(server.dialect, undefined);
        await apply(database.url.secret, directory, deps);
        // After the first UPDATE of the down part, and the row about the DROP behind it.
        assert.equal(
          await attempt(database.url.secret, directory, depsOf(cut(server.dialect, 6), undefined)),
          false,
        );
        await assert.rejects(apply(database.url.secret, directory, deps), /version "2" is being taken back/);
      });
  });

function depsOf(dialect: Dialect, cacheDir: string | undefined): WorkflowDeps {
  return { dialects: [dialect], devDatabases, cacheDir };
}

/** The family, with a target whose connection is lost after so many deeds; dev databases are as ever. */
function cut(dialect: Dialect, deeds: number): Dialect {
  const isDev = (name: string | undefined): boolean => name === "atlas dev";
  return {
    ...dialect,
    connect: async (url, options) => {
      const driver = await dialect.connect(url, options);
      if (isDev(options?.applicationName)) return driver;
      const dispose = () => driver[Symbol.asyncDispose]();
      return new Proxy(dying(driver, deeds), {
        // A connection that is lost can be closed all the same.
        get: (target, name) => (name === Symbol.asyncDispose ? dispose : Reflect.get(target, name)),
      });
    },
  };
}

const context = { signal: new AbortController().signal };
const operatorVersion = "Atlas CLI v0.1.0";

async function apply(url: Secret<string>, directory: Directory, deps: WorkflowDeps): Promise<void> {
  const request = {
    url,
    directory,
    allowDirty: true,
    execOrder: "linear",
    txMode: "file",
    dryRun: false,
    lock: { timeoutMs: 10_000 },
    operatorVersion,
    hooks: [],
  };
  await applyMigrations(request, deps, context);
}

function down(url: Secret<string>, directory: Directory, deps: WorkflowDeps): Promise<MigrateDownReport> {
  const request = {
    url,
    directory,
    toVersion: "0",
    policy: { skip: [] },
    schemas: [],
    exclude: [],
    dryRun: false,
    skipChecks: true,
    lock: { timeoutMs: 10_000 },
    operatorVersion,
    hooks: [],
  };
  return revertMigrations(request, deps, context);
}

async function attempt(url: Secret<string>, directory: Directory, deps: WorkflowDeps): Promise<boolean> {
  try {
    await down(url, directory, deps);
    return true;
  } catch (error) {
    assert.ok(error instanceof AtlasError && error.code === "E_CONNECTION_LOST", String(error));
    return false;
  }
}

async function prepare(driver: Driver): Promise<void> {
  await driver.execute("DROP VIEW IF EXISTS v");
  for (const table of ["t", "u", "w", "x", "mine", "atlas_schema_revisions"])
    await driver.execute(`DROP TABLE IF EXISTS ${table}`);
  await driver.execute("CREATE TABLE mine (n int)");
  await driver.execute("INSERT INTO mine VALUES (0)");
}

async function counted(driver: Driver) {
  return (await driver.query?.("SELECT n FROM mine", []))?.rows;
}

async function objects(driver: Driver): Promise<readonly string[]> {
  const state = await driver.inspect({ schemas: [] });
  return state.objects
    .filter(({ kind }) => kind === "table" || kind === "view")
    .map(({ name }) => name)
    .toSorted();
}
