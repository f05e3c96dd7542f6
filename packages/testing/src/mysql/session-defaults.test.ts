import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { type ApplyResult, applySchema } from "@atlas/workflows";
import { closeServers, mysqlServers, type TestDatabase } from "../databases.ts";

const devDatabases = createDevDatabases();
after(async () => {
  await devDatabases[Symbol.asyncDispose]();
  await closeServers();
});

for (const { label, dialect, flavour, build, open } of mysqlServers()) {
  const series = build.version.split(".").slice(0, 2).join(".");

  function apply(target: TestDatabase, text: string, devUrl?: Secret<string>): Promise<ApplyResult> {
    return applySchema(
      {
        url: target.url.secret,
        to: [{ type: "text", name: "schema.sql", text }],
        devUrl: devUrl ?? new Secret(`docker://${flavour}/${series}/dev`),
        policy: { skip: [] },
        indent: "",
        txMode: "file",
        dryRun: false,
        lockTimeoutMs: 10_000,
        schemas: [],
        exclude: [],
      },
      { dialects: [dialect], devDatabases, cacheDir: undefined },
      async () => ({ verdict: "approved" }),
      { signal: new AbortController().signal },
    );
  }

  const collationOf = async (database: TestDatabase, table: string): Promise<unknown> => {
    const [rows = []] = await database.raw(
      `SELECT TABLE_COLLATION AS c FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${table}'`,
    );
    return rows[0]?.["c"];
  };

  describe(`what a text leaves unsaid, on ${label},`, () => {
    it("is what the target's schema says: no table is converted to the dev server's character set", async () => {
      await using target = await open();
      await target.raw("ALTER DATABASE CHARACTER SET latin2 COLLATE latin2_czech_cs");
      await target.raw("CREATE TABLE old (name varchar(10))");
      const text = "CREATE TABLE old (name varchar(10)); CREATE TABLE young (name varchar(10));";
      const { proposal } = await apply(target, text);
      assert.equal(proposal.plan.steps.length, 1);
      assert.equal(await collationOf(target, "young"), "latin2_czech_cs");
      assert.equal((await apply(target, text)).outcome, "synced");
    });

    it("is so on a given dev database too, which keeps its own character set", async () => {
      await using target = await open();
      await using dev = await open();
      await target.raw("ALTER DATABASE CHARACTER SET latin2");
      await dev.raw("ALTER DATABASE CHARACTER SET greek");
      await apply(target, "CREATE TABLE t (name varchar(10));", dev.url.secret);
      assert.equal(await collationOf(target, "t"), "latin2_general_ci");
      const [rows = []] = await dev.raw("SELECT @@collation_database AS c");
      assert.equal(rows[0]?.["c"], "greek_general_ci");
    });

    it("is read under the target's SQL mode", async () => {
      await using target = await open({ settings: { "sql-mode": "ANSI_QUOTES,PIPES_AS_CONCAT" } });
      const text = `CREATE TABLE "t" ("a" varchar(10), b varchar(30) AS ("a" || 'x') VIRTUAL);`;
      await apply(target, text);
      assert.equal((await apply(target, text)).outcome, "synced");
      await target.raw("INSERT INTO t (a) VALUES ('y')");
      const [rows = []] = await target.raw("SELECT b FROM t");
      assert.equal(rows[0]?.["b"], "yx");
    });
  });
}
