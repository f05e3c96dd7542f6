import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Dialect, State } from "@atlas/core";
import type { ParsedFile } from "@atlas/migrate";
import { withReplayed } from "@atlas/workflows";
import { closeServers, mysqlServers, postgresServer, sqliteServer, testMajors } from "../databases.ts";
import { migration, type ReplayBench, replayBench } from "./fixture.ts";

after(closeServers);

interface Bed {
  readonly dialect: Dialect;
  readonly devUrl: string;
  readonly files: readonly ParsedFile[];
  /** Asks how many tables there are. */
  readonly count: string;
  readonly cases: readonly (readonly [what: string, sql: string])[];
  readonly failures: readonly string[];
}

/** Thirty tables, ten by ten with a key to the one before it; the first has what stands on it. */
const tables = Array.from({ length: 30 }, (_, index) =>
  migration(
    `${index + 10}.sql`,
    `CREATE TABLE t${index} (id int PRIMARY KEY, a varchar(9), b int${index % 10 > 0 ? `, CONSTRAINT k${index} FOREIGN KEY (b) REFERENCES t${index - 1} (id)` : ""});
     CREATE INDEX t${index}_a ON t${index} (a);`,
  ),
);
const views = migration("80.sql", "CREATE VIEW v AS SELECT a FROM t0; CREATE VIEW w AS SELECT a FROM v;");

const onPostgres = (major: number): Bed => ({
  dialect: postgresServer(major).dialect,
  devUrl: `docker://postgres/${major}/dev`,
  files: [
    ...tables,
    views,
    migration("81.sql", "CREATE TYPE mood AS ENUM ('x'); ALTER TABLE t7 ADD COLUMN m mood;"),
  ],
  count: "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
  cases: [
    ["a new column", "ALTER TABLE t3 ADD COLUMN c int"],
    ["a column that views stand on", "DROP VIEW w; DROP VIEW v; ALTER TABLE t0 DROP COLUMN a"],
    ["what goes with a table", "DROP TABLE t0 CASCADE"],
    ["a key to another table", "ALTER TABLE t5 ADD CONSTRAINT more FOREIGN KEY (b) REFERENCES t9 (id)"],
    ["another name of a table", "ALTER TABLE t4 RENAME TO other"],
    ["another value of a type", "ALTER TYPE mood RENAME VALUE 'x' TO 'y'"],
    ["an index", "DROP INDEX t6_a; CREATE TABLE fresh (id int PRIMARY KEY, t2 int REFERENCES t2 (id))"],
  ],
  failures: ["CREATE INDEX t9_a ON t2 (a)", "DROP TABLE t0", "ALTER TABLE t2 ADD COLUMN c nowhere"],
});

/** What stands on rows, and what a state does not tell. */
const rows = migration(
  "90.sql",
  "INSERT INTO t1 (id, a) VALUES (1, 'a'); INSERT INTO t21 (id, a) VALUES (1, 'b');",
);

const withRows = (major: number): Bed => ({
  ...onPostgres(major),
  files: [...onPostgres(major).files, rows],
  cases: [
    ["a new column", "ALTER TABLE t13 ADD COLUMN c int"],
    [
      "rows that are there",
      "ALTER TABLE t1 ADD COLUMN c int; UPDATE t1 SET c = 1; ALTER TABLE t1 ALTER c SET NOT NULL",
    ],
    ["a name that the server chooses", "CREATE INDEX ON t21 (b); CREATE INDEX ON t21 (b)"],
  ],
  failures: [
    "ALTER TABLE t1 ADD COLUMN c int NOT NULL",
    "CREATE INDEX t9_a ON t2 (a)",
    "INSERT INTO t21 (id) VALUES (1)",
  ],
});

const onMysql = (server: ReturnType<typeof mysqlServers>[number]): Bed => ({
  dialect: server.dialect,
  devUrl: `embedded://${server.build.flavour}/${server.build.version}/dev`,
  files: [...tables, rows],
  count: "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()",
  cases: [
    ["a new column", "ALTER TABLE t3 ADD COLUMN c int"],
    ["an index that takes the place of one that the server made", "CREATE INDEX more ON t3 (b)"],
    ["a key to another table", "ALTER TABLE t5 ADD CONSTRAINT more FOREIGN KEY (b) REFERENCES t1 (id)"],
    [
      "rows that are there",
      "ALTER TABLE t1 ADD COLUMN c int; UPDATE t1 SET c = 1; ALTER TABLE t1 MODIFY c int NOT NULL",
    ],
    ["a table", "CREATE TABLE fresh (id int PRIMARY KEY, b int, FOREIGN KEY (b) REFERENCES t22 (id))"],
  ],
  failures: ["CREATE INDEX t2_a ON t2 (a)", "DROP TABLE t0", "INSERT INTO t21 (id) VALUES (1)"],
});

const onSqlite: Bed = {
  dialect: sqliteServer.dialect,
  devUrl: "sqlite://dev?mode=memory",
  files: [...tables, rows],
  count: "SELECT count(*) FROM sqlite_schema WHERE type = 'table'",
  cases: [
    ["a new column", "ALTER TABLE t3 ADD COLUMN c int"],
    ["another name of a table", "ALTER TABLE t14 RENAME TO other"],
    ["rows that are there", "CREATE TABLE copies AS SELECT * FROM t21; DROP TABLE t29"],
  ],
  failures: ["CREATE INDEX t9_a ON t2 (a)", "INSERT INTO t21 (id) VALUES (1)"],
};

for (const bed of [
  ...testMajors([16]).flatMap((major) => [onPostgres(major), withRows(major)]),
  ...mysqlServers().map(onMysql),
  onSqlite,
])
  describe(`statements that touch a part of a large schema, ${bed.devUrl}${bed.files.includes(rows) ? " with rows" : ""}:`, () => {
    it("lead to the same as on the whole of it", async () => {
      await using bench = await replayBench();
      await prove(bench, bed);
      for (const [what, sql] of bed.cases) {
        const whole = await stateAfter(bench, bed, sql, undefined, {});
        const opened = bench.opened();
        const sizes: number[] = [];
        assert.deepEqual(await stateAfter(bench, bed, sql, (size) => sizes.push(size)), whole, what);
        assert.equal(bench.opened(), opened + 1, what);
        assert.ok((sizes[0] ?? Infinity) <= 12, `${what}: ${sizes[0]} tables were built`);
      }
    });

    it("fail where they would on the whole of it", async () => {
      await using bench = await replayBench();
      await prove(bench, bed);
      for (const sql of bed.failures) await assert.rejects(stateAfter(bench, bed, sql), refused, sql);
    });

    it("are remembered as what the whole of the files leads to", async () => {
      await using bench = await replayBench();
      const request = bench.request(bed.dialect, bed.devUrl);
      await bench.state(bed.files, request);
      for (const [what, sql] of bed.cases) {
        const files = [...bed.files, migration("99.sql", `${sql};`)];
        const whole = await bench.state(files, request, { build: undefined });
        const opened = bench.opened();
        assert.deepEqual(await bench.state(files, request), whole, what);
        assert.equal(bench.opened(), opened + 1, what);
        assert.deepEqual(await bench.state(files, request), whole, what);
        assert.equal(bench.opened(), opened + 1, what);
      }
    });
  });

const refused =
  /already exists|depend on it|does not exist|violates|null values|duplicate|referenced by|UNIQUE constraint|parent row|foreign key/i;

/** The first run makes the snapshot. */
async function prove(bench: ReplayBench, bed: Bed): Promise<void> {
  await stateAfter(bench, bed, "ALTER TABLE t1 ADD COLUMN x int");
}

/** The state after statements, and how many tables the dev database holds before them. */
async function stateAfter(
  bench: ReplayBench,
  { dialect, devUrl, files, count }: Bed,
  sql: string,
  onSize?: (tables: number) => void,
  snapshots: { readonly build?: string } = { build: "one" },
): Promise<State> {
  const request = { ...bench.request(dialect, devUrl), touching: sql.split("; ") };
  return withReplayed(
    files,
    request,
    { ...bench.deps, build: snapshots.build },
    bench.context,
    async (driver, state) => {
      assert.equal(state.objects.filter(({ kind }) => kind === "table").length, 30);
      const answer = await driver.query?.(count, []);
      onSize?.(Number(answer?.rows[0]?.[0]));
      for (const text of sql.split("; ")) await driver.execute(text);
      return driver.inspect({ schemas: [] });
    },
  );
}
