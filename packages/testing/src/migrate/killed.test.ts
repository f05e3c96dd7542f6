import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Driver } from "@atlas/core";
import type { TxMode } from "@atlas/migrate";
import {
  closeServers,
  mysqlServers,
  postgresServer,
  sqliteServer,
  testMajors,
  type TestServer,
} from "../databases.ts";
import { dying } from "./dying.ts";
import { parsed, rowsOf, run } from "./fixture.ts";

after(closeServers);

/** Every kind of statement there is; none of them can be run twice without being noticed. */
const postgresText = `CREATE TABLE t (id int PRIMARY KEY, c int);
SET search_path = public;
INSERT INTO t VALUES (1, 1);
ALTER TABLE t ADD COLUMN d int;
CREATE INDEX CONCURRENTLY i ON t (c);
UPDATE t SET c = c + 1;
DROP INDEX CONCURRENTLY i;
BEGIN;
INSERT INTO t (id, c) VALUES (2, 1);
CREATE TABLE u (id int);
COMMIT;
INSERT INTO t (id, c) VALUES (3, 1);
`;
const sqliteText = postgresText
  .replaceAll(" CONCURRENTLY", "")
  .replace("SET search_path = public", "PRAGMA foreign_keys = off")
  .replace("DROP INDEX i;", "DROP INDEX i;\nVACUUM;");
const mysqlText = `CREATE TABLE t (id int PRIMARY KEY, c int);
SET @one = 1;
INSERT INTO t VALUES (1, @one);
ALTER TABLE t ADD COLUMN d int;
CREATE INDEX i ON t (c);
UPDATE t SET c = c + 1;
UPDATE t SET c = c + @one - 1;
CREATE TABLE u (id int);
DROP INDEX i ON t;
START TRANSACTION;
INSERT INTO t (id, c) VALUES (2, 1);
INSERT INTO u VALUES (2);
COMMIT;
CREATE VIEW v AS SELECT id FROM t;
RENAME TABLE u TO w;
ALTER TABLE w RENAME TO u;
ALTER TABLE t MODIFY d bigint NULL DEFAULT 0 COMMENT 'x';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.d = 7;
DROP TRIGGER g;
INSERT INTO t (id, c) VALUES (3, 1);
`;

const withoutOwn = (text: string): string =>
  text.replace(/(?:BEGIN|START TRANSACTION);\n/, "").replace("COMMIT;\n", "");

interface Case {
  readonly server: TestServer;
  readonly mode: TxMode;
  readonly text: string;
  readonly title: string;
}

const texts: readonly Pick<Case, "server" | "text">[] = [
  ...testMajors([16]).map((major) => ({ server: postgresServer(major), text: postgresText })),
  { server: sqliteServer, text: sqliteText },
  ...mysqlServers().map((server) => ({ server, text: mysqlText })),
];

const cases = texts.flatMap(({ server, text }): readonly Case[] => {
  const held = withoutOwn(text).replaceAll(" CONCURRENTLY", "").replace("VACUUM;\n", "");
  return [
    { server, text, mode: "none", title: "a file that has transactions of its own" },
    { server, text: withoutOwn(text), mode: "none", title: "a file without a transaction" },
    { server, text: held, mode: "file", title: "a file in a transaction" },
    { server, text: held, mode: "all", title: "two files in a transaction" },
  ];
});

for (const { server, mode, text, title } of cases)
  describe(`${title} on ${server.label}`, () => {
    it("is finished by the next run wherever the connection was lost, and nothing is run twice", async () => {
      await using database = await server.open();
      for (let deeds = 0; ; deeds++) {
        await using driver = await database.connect();
        await clear(driver);
        const files = [
          parsed(driver, "1.sql", text),
          parsed(driver, "2.sql", "INSERT INTO t (id, c) VALUES (9, 9);"),
        ];
        const isDone = await attempt(dying(driver, deeds), files, mode);
        await using next = await database.connect();
        const rows = await rowsOf(next);
        const left = files.filter(({ file, statements }) => {
          const row = rows.find(({ version }) => version === file.version);
          return row?.applied !== statements.length;
        });
        await run(next, left, { txMode: mode }).catch((error: unknown) => {
          throw new Error(`after ${deeds} deeds`, { cause: error });
        });
        assert.deepEqual(
          await contents(next).catch((error: unknown) => {
            throw new Error(`after ${deeds} deeds`, { cause: error });
          }),
          [
            [1, 2],
            [2, 1],
            [3, 1],
            [9, 9],
          ],
          `after ${deeds} deeds`,
        );
        assert.deepEqual(
          (await rowsOf(next)).map(({ applied, total, error }) => [applied === total, error]),
          [
            [true, ""],
            [true, ""],
          ],
          `after ${deeds} deeds`,
        );
        if (isDone) break;
      }
    });
  });

async function attempt(driver: Driver, files: Parameters<typeof run>[1], mode: TxMode): Promise<boolean> {
  try {
    await run(driver, files, { txMode: mode });
    return true;
  } catch (error) {
    assert.ok(error instanceof AtlasError && error.code === "E_CONNECTION_LOST", String(error));
    return false;
  }
}

async function contents(driver: Driver) {
  return (await driver.query?.("SELECT id, c FROM t ORDER BY id", []))?.rows;
}

async function clear(driver: Driver): Promise<void> {
  for (const table of ["t", "u", "w", "atlas_schema_revisions"])
    await driver.execute(`DROP TABLE IF EXISTS ${table}`);
  const { name } = driver.dialect;
  if (name === "mysql") await driver.execute("DROP VIEW IF EXISTS v");
  if (name === "postgres") await driver.execute("DROP SCHEMA IF EXISTS atlas_schema_revisions CASCADE");
}
