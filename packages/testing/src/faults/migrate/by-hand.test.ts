import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { directoryOf, type Directory } from "@atlas/migrate";
import { mysqlServers, testMajors } from "../../databases.ts";
import { mysqlCrashes } from "./crash-mysql.ts";
import { postgresCrashes } from "./crash-postgres.ts";
import { apply, failureOf, set, status } from "./crash-run.ts";
import type { CrashDatabase, CrashServer } from "./crash-server.ts";
import { ProgramFolder } from "./program.ts";

/** Statements of a file that is no transaction. */
function directory(...statements: readonly string[]): Directory {
  const text = `-- atlas:txmode none\n\n${statements.map((sql) => `${sql};\n`).join("")}`;
  return directoryOf("migrations", "atlas", [
    { name: "1_first.sql", text: "CREATE TABLE a (n int);\n" },
    { name: "2_second.sql", text },
  ]);
}

const [create, insert, wrong] = [
  "CREATE TABLE t (n int)",
  "INSERT INTO t VALUES (1)",
  "INSERT INTO nowhere VALUES (1)",
];
const revisionsOf = (kind: string) =>
  kind.startsWith("PostgreSQL") ? "atlas_schema_revisions.atlas_schema_revisions" : "atlas_schema_revisions";

for (const kind of [...testMajors([16]).map(postgresCrashes), ...mysqlServers().map(mysqlCrashes)])
  describe(`a migration on ${kind.label} that people have a hand in`, () => {
    const stack = new AsyncDisposableStack();
    after(() => stack.disposeAsync());
    let server: CrashServer | undefined;
    const database = async (name: string): Promise<CrashDatabase> => {
      server ??= stack.use(await kind.start());
      return server.create(name);
    };
    const numbers = async (site: CrashDatabase) =>
      (await site.raw("SELECT n FROM t ORDER BY n"))[0]?.map(({ n }) => n);

    it("goes on with the statement that was corrected, and not where one before it was", async () => {
      const site = await database("corrected");
      const failed = await failureOf(apply(site.urlAt(), directory(create, insert, wrong)));
      assert.equal(failed.code, "E_APPLY");
      const changed = await failureOf(
        apply(site.urlAt(), directory(create, "INSERT INTO t VALUES (5)", wrong)),
      );
      assert.match(changed.message, /history changed: statement 2 from file "2_second.sql" changed/);
      assert.deepEqual(await numbers(site), [1]);
      await apply(site.urlAt(), directory(create, insert, "INSERT INTO t VALUES (2)"));
      assert.deepEqual(await numbers(site), [1, 2]);
    });

    if (!kind.label.startsWith("PostgreSQL"))
      it("is refused before anything runs where versions differ in blanks at their end alone", async () => {
        const site = await database("blanks");
        const files = directoryOf("migrations", "atlas", [
          { name: "1_first.sql", text: "CREATE TABLE a (n int);\n" },
          { name: "1 _second.sql", text: "CREATE TABLE b (n int);\n" },
        ]);
        const told = /does not tell version "1( ?)" from "1( ?)": file "1 ?_\w+.sql" and file "1 ?_\w+.sql"/;
        for (const act of [() => apply(site.urlAt(), files), () => set(site.urlAt(), files, "1")]) {
          const failed = await failureOf(act());
          assert.equal(failed.code, "E_MIGRATE");
          assert.match(failed.message, told);
        }
        assert.deepEqual(await site.raw("SHOW TABLES"), [[]]);
        // A file that is another than that of the row.
        const [first, second] = [
          ["1_first.sql", "a"],
          ["1 _first.sql", "b"],
        ].map(([name = "", table = ""]) =>
          directoryOf("migrations", "atlas", [{ name, text: `CREATE TABLE ${table} (n int);\n` }]),
        );
        assert.ok(first && second);
        await apply(site.urlAt(), first);
        const failed = await failureOf(apply(site.urlAt(), second));
        assert.match(failed.message, /the row of version "1"/);
      });

    it("goes by a row that was corrected by hand", async () => {
      const site = await database("by_row");
      const files = directory(create, insert, wrong, "INSERT INTO t VALUES (3)");
      await failureOf(apply(site.urlAt(), files));
      await site.raw(
        `UPDATE ${revisionsOf(kind.label)} SET applied = 3, error = NULL, error_stmt = NULL WHERE version = '2'`,
      );
      assert.equal((await status(site.urlAt(), files)).partial?.applied, 3);
      await apply(site.urlAt(), files);
      assert.deepEqual(await numbers(site), [1, 3]);
    });

    it("leaves a file alone that was said to be done", async () => {
      const site = await database("settled");
      const files = directory(create, insert, wrong);
      await failureOf(apply(site.urlAt(), files));
      await set(site.urlAt(), files, "2");
      assert.deepEqual((await apply(site.urlAt(), files)).pending, []);
      assert.deepEqual(await numbers(site), [1]);
    });

    it("runs once where two start it at the same time", async () => {
      const site = await database("together");
      const files = directory(create, insert, "INSERT INTO t VALUES (2)");
      const reports = await Promise.all([apply(site.urlAt(), files), apply(site.urlAt(), files)]);
      const run = reports.map(({ pending }) => pending.length);
      assert.deepEqual(
        run.toSorted((a, b) => a - b),
        [0, 2],
      );
      assert.deepEqual(await numbers(site), [1, 2]);
    });

    it("ends on the server, too, when the program is interrupted", async () => {
      const site = await database("interrupted");
      await apply(site.urlAt(), directory(create), { amount: 1 });
      await site.raw(`${create}; ${insert}`);
      const holder = await site.hold();
      await holder.run(
        kind.label.startsWith("PostgreSQL") ? "LOCK TABLE t" : "START TRANSACTION; UPDATE t SET n = n",
      );
      const files = directory("CREATE TABLE u (n int)", "ALTER TABLE t ADD COLUMN m int", insert);
      await using folder = await ProgramFolder.of(files);
      const program = folder.apply(site.urlAt());
      while (!(await server?.waiting())?.has(site.name)) await pause(50);
      // Long enough to be asked who it waits for.
      await pause(1_500);
      const { code, output } = await program.signal("SIGINT");
      assert.equal(code, 1, output);
      assert.match(output, /E_CANCELLED/);
      assert.match(output, /(?:process|connection) \d+ of /);
      assert.equal((await server?.waiting())?.has(site.name), false);
      await holder[Symbol.asyncDispose]();
      assert.equal((await status(site.urlAt(), files)).partial?.applied, 1);
      await apply(site.urlAt(), directory("CREATE TABLE u (n int)", "ALTER TABLE t ADD COLUMN m int"));
      assert.deepEqual(await numbers(site), [1]);
    });
  });
