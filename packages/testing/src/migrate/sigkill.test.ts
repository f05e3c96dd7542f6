import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { TxMode } from "@atlas/migrate";
import { closeServers, mysqlServers, postgresServer, sqliteServer, testMajors } from "../databases.ts";
import { parsed, rowsOf, run } from "./fixture.ts";
import { lockName, type WorkerTask } from "./worker.ts";

after(closeServers);

const text = `CREATE TABLE t (id int PRIMARY KEY, c int);
INSERT INTO t VALUES (1, 1);
ALTER TABLE t ADD COLUMN d int;
UPDATE t SET c = c + 1;
CREATE INDEX i ON t (c);
UPDATE t SET c = c + 1;
ALTER TABLE t DROP COLUMN d;
INSERT INTO t VALUES (2, 1);
`;
const statements = 8;

async function killed(task: WorkerTask): Promise<void> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("worker.ts", import.meta.url)), JSON.stringify(task)],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const [, signal] = await once(child, "exit");
  // It may have been faster than its own death.
  if (task.afterMs === 0) assert.equal(signal, "SIGKILL");
}

for (const server of [
  ...testMajors([16]).map(postgresServer),
  sqliteServer,
  ...mysqlServers({ withOlder: true }),
])
  for (const mode of ["file", "none"] satisfies TxMode[])
    describe(`a killed process on ${server.label}, transactions: ${mode}`, () => {
      it("leaves what the next run finishes, at every statement", async () => {
        for (let killAt = 0; killAt < statements; killAt++) {
          await using database = await server.open();
          const url = database.url.secret.reveal();
          const afterMs = killAt % 2 === 0 ? 0 : 1;
          await killed({ dialect: server.dialect.name, url, text, mode, killAt, afterMs });
          await using driver = await database.connect();
          await using _ = await driver.lock(lockName);
          const [row] = await rowsOf(driver);
          if (row?.applied !== statements)
            await run(driver, [parsed(driver, "1.sql", text)], { txMode: mode });
          const { rows } = (await driver.query?.("SELECT id, c FROM t ORDER BY id", [])) ?? { rows: [] };
          assert.deepEqual(
            rows,
            [
              [1, 3],
              [2, 1],
            ],
            `at ${killAt}`,
          );
          assert.deepEqual(
            (await rowsOf(driver)).map(({ applied, error }) => [applied, error]),
            [[statements, ""]],
          );
        }
      });
    });
