import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { State } from "@atlas/core";
import { withReplayed } from "@atlas/workflows";
import { closeServers, postgresServer, testMajors } from "../databases.ts";
import { migration, type ReplayBench, replayBench } from "./fixture.ts";

after(closeServers);

const [major = 16] = testMajors([16]);
const { dialect } = postgresServer(major);

/** Thirty tables, each with a key to the one before it; the first has what stands on it. */
const files = [
  ...Array.from({ length: 30 }, (_, index) =>
    migration(
      `${index + 10}.sql`,
      `CREATE TABLE t${index} (id int PRIMARY KEY, a text, b int${index > 0 ? ` REFERENCES t${index - 1} (id)` : ""});
       CREATE INDEX t${index}_a ON t${index} (a);`,
    ),
  ),
  migration("80.sql", "CREATE VIEW v AS SELECT a FROM t0; CREATE VIEW w AS SELECT a FROM v;"),
  migration("81.sql", "CREATE TYPE mood AS ENUM ('x'); ALTER TABLE t7 ADD COLUMN m mood;"),
];

describe("statements that touch a part of a large schema", () => {
  const cases: readonly (readonly [what: string, sql: string])[] = [
    ["a new column", "ALTER TABLE t3 ADD COLUMN c int"],
    ["a column that views stand on", "DROP VIEW w; DROP VIEW v; ALTER TABLE t0 DROP COLUMN a"],
    ["what goes with a table", "DROP TABLE t0 CASCADE"],
    ["a key to another table", "ALTER TABLE t5 ADD CONSTRAINT more FOREIGN KEY (b) REFERENCES t9 (id)"],
    ["another name of a table", "ALTER TABLE t4 RENAME TO other"],
    ["another value of a type", "ALTER TYPE mood RENAME VALUE 'x' TO 'y'"],
    ["an index", "DROP INDEX t6_a; CREATE TABLE fresh (id int PRIMARY KEY, t2 int REFERENCES t2 (id))"],
  ];
  it("lead to the same as on the whole of it", async () => {
    await using bench = await replayBench();
    // The second run finds that what is printed comes out the same.
    for (let run = 0; run < 2; run++) await stateAfter(bench, "ALTER TABLE t1 ADD COLUMN x int", undefined);
    for (const [what, sql] of cases) {
      const whole = await stateAfter(bench, sql, undefined, {});
      const opened = bench.opened();
      const sizes: number[] = [];
      assert.deepEqual(await stateAfter(bench, sql, (size) => sizes.push(size)), whole, what);
      assert.equal(bench.opened(), opened + 1, what);
      assert.ok((sizes[0] ?? Infinity) < 12, `${what}: ${sizes[0]} tables were built`);
    }
  });

  it("fail where they would on the whole of it", async () => {
    await using bench = await replayBench();
    for (let run = 0; run < 2; run++) await stateAfter(bench, "ALTER TABLE t1 ADD COLUMN x int", undefined);
    for (const sql of ["CREATE INDEX t9_a ON t2 (a)", "DROP TABLE t0", "ALTER TABLE t2 ADD COLUMN c nowhere"])
      await assert.rejects(
        stateAfter(bench, sql, undefined),
        /already exists|depend on it|does not exist/,
        sql,
      );
  });
});

/** The state after statements, and how many tables the dev database holds before them. */
async function stateAfter(
  bench: ReplayBench,
  sql: string,
  onSize: ((tables: number) => void) | undefined,
  snapshots: { readonly build?: string } = { build: "one" },
): Promise<State> {
  const request = { ...bench.request(dialect, `docker://postgres/${major}/dev`), touching: sql.split("; ") };
  return withReplayed(
    files,
    request,
    { ...bench.deps, build: snapshots.build },
    bench.context,
    async (driver, state) => {
      assert.equal(state.objects.filter(({ kind }) => kind === "table").length, 30);
      const count = await driver.query?.("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", []);
      onSize?.(Number(count?.rows[0]?.[0]));
      for (const text of sql.split("; ")) await driver.execute(text);
      return driver.inspect({ schemas: [] });
    },
  );
}
