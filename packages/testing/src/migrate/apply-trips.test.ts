import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type Dialect, type Driver, Secret } from "@atlas/core";
import { directoryOf } from "@atlas/migrate";
import {
  applyMigrations,
  type MigrateApplyReport,
  migrationStatus,
  type WorkflowDeps,
} from "@atlas/workflows";
import { closeServers, mysqlServers, postgresServer, sqliteServer, testMajors } from "../databases.ts";

/** How many round trips finding nothing to do may take, connecting included. */
const nothingToDoTrips = 4;
/** How many each further file may take. */
const fileTrips = 3;

const signal = new AbortController().signal;
const directory = directoryOf("migrations", "atlas", [
  { name: "1.sql", text: "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n" },
  { name: "2.sql", text: "CREATE TABLE c (id int);\nINSERT INTO c VALUES (1);\nINSERT INTO c VALUES (2);\n" },
  ...[3, 4, 5, 6].map((at) => ({ name: `${at}.sql`, text: `CREATE TABLE t${at} (id int);\n` })),
]);

/** A dialect whose connections are counted, and what all of them took together. */
function counting(dialect: Dialect): { readonly dialect: Dialect; readonly trips: () => number } {
  const drivers: Driver[] = [];
  const connect: Dialect["connect"] = async (url, options) => {
    const driver = await dialect.connect(url, options);
    drivers.push(driver);
    return driver;
  };
  return {
    dialect: { ...dialect, connect },
    trips: () => drivers.reduce((sum, { roundTrips }) => sum + roundTrips, 0),
  };
}

describe("round trips of migration files", () => {
  after(closeServers);

  for (const server of [...testMajors([16]).map(postgresServer), sqliteServer, ...mysqlServers()])
    it(`are few on ${server.label}`, async () => {
      await using database = await server.open();
      const url = new Secret(database.url.secret.reveal());
      const request = {
        url,
        directory,
        allowDirty: true,
        execOrder: "linear",
        txMode: "file",
        dryRun: false,
        lock: { timeoutMs: 1e4 },
        operatorVersion: "Atlas CLI v0",
        hooks: [],
      };
      const run = async <T>(work: (deps: WorkflowDeps) => Promise<T>): Promise<readonly [T, number]> => {
        const counted = counting(server.dialect);
        // Migration files run without a dev database.
        const deps = { dialects: [counted.dialect], cacheDir: undefined } as unknown as WorkflowDeps;
        return [await work(deps), counted.trips()];
      };
      const apply = (amount?: number): Promise<readonly [MigrateApplyReport, number]> =>
        run((deps) => applyMigrations({ ...request, amount }, deps, { signal }));

      await apply(1);
      const [, oneFile] = await apply(1);
      const [, fourFiles] = await apply();
      // SQLite is in this process: a call is no trip.
      const isRemote = server !== sqliteServer;
      assert.ok(
        !isRemote || fourFiles - oneFile <= 3 * fileTrips,
        `3 more files took ${fourFiles - oneFile} trips`,
      );
      const [report, trips] = await apply();
      assert.deepEqual(report.pending, []);
      assert.ok(trips <= nothingToDoTrips, `finding nothing to apply took ${trips} trips`);
      const [, statusTrips] = await run((deps) => migrationStatus(request, deps, { signal }));
      assert.ok(statusTrips <= nothingToDoTrips, `the status took ${statusTrips} trips`);
    });
});
