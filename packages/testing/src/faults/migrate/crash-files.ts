import { directoryOf, type Directory } from "@atlas/migrate";

/** A directory of three files, the second of which a run is cut off in. */
export interface CrashFiles {
  /** The statements of the second file. Rows have no key: what is done twice is there twice. */
  readonly statements: readonly string[];
  /** What a session says to keep the statement of that index from going on; absent: nothing keeps it. */
  readonly holdFor: (index: number) => string | undefined;
}

/** The directory, its second file run as `txMode` says; absent: as the run says. */
export function directoryFor(path: string, { statements }: CrashFiles, txMode?: "none"): Directory {
  const head = txMode === undefined ? "" : `-- atlas:txmode ${txMode}\n\n`;
  return directoryOf(path, "atlas", [
    { name: "1_before.sql", text: "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n" },
    { name: "2_crash.sql", text: `${head}${statements.map((sql) => `${sql};\n`).join("")}` },
    { name: "3_after.sql", text: "INSERT INTO a VALUES (3);\nCREATE TABLE b (n int);\n" },
  ]);
}

const postgresStatements: readonly string[] = [
  "CREATE TABLE t (id int, c text)",
  "INSERT INTO t VALUES (1, 'a')",
  "CREATE TYPE mood AS ENUM ('ok')",
  "ALTER TYPE mood ADD VALUE 'bad'",
  "ALTER TABLE t ADD COLUMN m mood DEFAULT 'ok'",
  "CREATE INDEX CONCURRENTLY t_c ON t (c)",
  "INSERT INTO t (id, c) SELECT 2, 'b'",
  "VACUUM t",
  "UPDATE t SET id = id + 10",
  "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_m ON t (m)",
  "CREATE TABLE u (id int, c text)",
  "INSERT INTO u SELECT id, c FROM t",
  "ALTER TABLE u RENAME COLUMN c TO d",
  "DROP INDEX CONCURRENTLY t_c",
  "REINDEX INDEX CONCURRENTLY t_m",
  "CREATE VIEW v AS SELECT id FROM u",
  "DELETE FROM u WHERE id = 11",
  "DO $$ BEGIN INSERT INTO t (id, c) VALUES (4, 'do'); END $$",
  "ALTER TABLE t ALTER COLUMN id TYPE bigint",
  "UPDATE t SET id = id + 100",
];

/** What an open transaction keeps waiting: the table, or the name of what is about to be made. */
function postgresHold(index: number): string | undefined {
  const sql = postgresStatements[index] ?? "";
  if (sql.startsWith("CREATE TYPE")) return "CREATE TYPE mood AS ENUM ()";
  if (sql.startsWith("ALTER TYPE")) return "ALTER TYPE mood ADD VALUE 'other'";
  const created = /^CREATE (?:TABLE|VIEW) (\w)/.exec(sql)?.[1];
  if (created !== undefined) return `CREATE TABLE ${created} (n int)`;
  // The table has just been made, in a transaction that is open while the one before is gated.
  if (index === 1) return undefined;
  const table = / (?:ON|UPDATE|TABLE|FROM|VACUUM) ([tu])\b/.exec(` ${sql}`)?.[1] ?? "t";
  // Others may begin, and are waited for when a part is done already.
  return `LOCK TABLE ${table} IN ${/CONCURRENTLY/.test(sql) ? "ROW EXCLUSIVE" : "ACCESS EXCLUSIVE"} MODE`;
}

/** Statements that no transaction can hold among others. */
export const postgresFiles: CrashFiles = { statements: postgresStatements, holdFor: postgresHold };

const inTransaction = postgresStatements.map((sql) =>
  sql.replace(" CONCURRENTLY", "").replace("VACUUM", "ANALYZE"),
);

/** All that a transaction can hold. */
export const postgresTransaction: CrashFiles = { statements: inTransaction, holdFor: () => undefined };

const mysqlStatements: readonly string[] = [
  "CREATE TABLE t (id int, c varchar(20))",
  "INSERT INTO t VALUES (1, 'a')",
  "ALTER TABLE t ADD COLUMN m int NOT NULL DEFAULT 0",
  "CREATE INDEX t_c ON t (c)",
  "UPDATE t SET id = id + 10",
  "CREATE TABLE u LIKE t",
  "INSERT INTO u SELECT * FROM t",
  "RENAME TABLE u TO w",
  "ALTER TABLE w MODIFY c varchar(30) NOT NULL COMMENT 'x'",
  "INSERT INTO t (id, c) VALUES (2, 'b')",
  "CREATE VIEW v AS SELECT id FROM t",
  "CREATE TRIGGER g BEFORE INSERT ON w FOR EACH ROW SET NEW.m = 7",
  "INSERT INTO w (id, c) VALUES (5, 'w')",
  "DROP INDEX t_c ON t",
  "ALTER TABLE w ENGINE = InnoDB",
  "UPDATE t SET m = m + 1",
  "DROP TRIGGER g",
  "DROP VIEW v",
  "INSERT INTO t (id, c) VALUES (3, 'c')",
  "UPDATE t SET id = id + 100",
];

export const mysqlFiles: CrashFiles = {
  statements: mysqlStatements,
  holdFor: (index) => {
    const sql = mysqlStatements[index] ?? "";
    if (/^CREATE TABLE|^DROP (?:TRIGGER|VIEW)/.test(sql)) return undefined;
    const table = / (?:ON|INTO|UPDATE|TABLE|FROM) ([tuw])\b/.exec(` ${sql}`)?.[1] ?? "t";
    return `LOCK TABLES ${table} WRITE`;
  },
};

export const sqliteFiles: CrashFiles = {
  statements: [
    ...inTransaction.flatMap((sql) => {
      if (/TYPE|^DO /.test(sql)) return [];
      return [sql.replace("m mood DEFAULT 'ok'", "m text DEFAULT 'ok'").replace("REINDEX INDEX", "REINDEX")];
    }),
    "ALTER TABLE u ADD COLUMN e int",
    "CREATE TRIGGER g AFTER INSERT ON u BEGIN UPDATE u SET e = 1; END",
    "INSERT INTO u (id) VALUES (7)",
    "DROP TRIGGER g",
  ],
  holdFor: () => undefined,
};
