import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { ApplyError, applySchema, type ApplyRequest, type ApplyResult } from "@atlas/workflows";
import { closeServers, mysqlServers, type Row, type TestDatabase } from "../databases.ts";

const devDatabases = createDevDatabases();
after(async () => {
  await closeServers();
  await devDatabases[Symbol.asyncDispose]();
});

function apply(target: TestDatabase, devUrl: string, text: string): Promise<ApplyResult> {
  const request: ApplyRequest = {
    url: target.url.secret,
    to: [{ type: "text", name: "schema.sql", text }],
    devUrl: new Secret(devUrl),
    policy: { skip: [] },
    indent: "",
    txMode: "none",
    dryRun: false,
    lockTimeoutMs: 1_000,
    schemas: [],
    exclude: [],
  };
  const agree = async () => ({ verdict: "approved" }) as const;
  const deps = { dialects: [mysql], devDatabases, cacheDir: undefined };
  return applySchema(request, deps, agree, { signal: new AbortController().signal });
}

interface Case {
  readonly name: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly text: string;
  /** What shows its meaning, with the answer of a server of this setting. */
  readonly probe: string;
  readonly answer: Row;
}

const cases: readonly Case[] = [
  {
    name: "ANSI_QUOTES",
    settings: { "sql-mode": "ANSI_QUOTES" },
    text: `CREATE TABLE "t" ("a b" int PRIMARY KEY); CREATE VIEW "v" AS SELECT "a b" FROM "t";
      CREATE PROCEDURE "p"() SELECT "a b" FROM "t"`,
    probe: "INSERT INTO t VALUES (7); SELECT * FROM v",
    answer: { "a b": 7 },
  },
  {
    name: "PIPES_AS_CONCAT",
    settings: { "sql-mode": "PIPES_AS_CONCAT" },
    text: `CREATE TABLE t (a int PRIMARY KEY, b varchar(9) AS (a || 'x') STORED);
      CREATE VIEW v AS SELECT a || b AS c FROM t; CREATE FUNCTION f() RETURNS char(2) DETERMINISTIC RETURN 1 || 2`,
    probe: "INSERT INTO t (a) VALUES (7); SELECT c, f() AS f FROM v",
    answer: { c: "77x", f: "12" },
  },
  {
    name: "NO_BACKSLASH_ESCAPES",
    settings: { "sql-mode": "NO_BACKSLASH_ESCAPES" },
    text: `CREATE TABLE t (a varchar(9) DEFAULT 'x\\n' COMMENT 'back\\', n int PRIMARY KEY) COMMENT 'it''s \\d';
      CREATE VIEW v AS SELECT CONCAT(a, '\\z') AS c FROM t`,
    probe:
      "INSERT INTO t (n) VALUES (1); SELECT c, (SELECT table_comment FROM information_schema.tables WHERE table_name = 't' AND table_schema = DATABASE()) AS s FROM v",
    answer: { c: "x\\n\\z", s: "it's \\d" },
  },
  {
    name: "no NO_ZERO_DATE",
    settings: { "sql-mode": "" },
    text: "CREATE TABLE t (n int PRIMARY KEY, a date NOT NULL DEFAULT '0000-00-00', b char(3) NOT NULL)",
    probe: "INSERT INTO t (n) VALUES (1); SELECT CAST(a AS char) AS a, b FROM t",
    answer: { a: "0000-00-00", b: "" },
  },
  {
    name: "NO_ZERO_DATE",
    settings: { "sql-mode": "NO_ZERO_DATE,NO_ZERO_IN_DATE,STRICT_ALL_TABLES" },
    text: "CREATE TABLE t (n int PRIMARY KEY, a date NOT NULL DEFAULT '2001-01-01')",
    probe: "INSERT INTO t (n) VALUES (1); SELECT CAST(a AS char) AS a FROM t",
    answer: { a: "2001-01-01" },
  },
  {
    name: "no explicit_defaults_for_timestamp",
    settings: { "explicit-defaults-for-timestamp": "OFF" },
    text: "CREATE TABLE t (n int PRIMARY KEY, a timestamp, b int)",
    probe: `INSERT INTO t (n) VALUES (1); SELECT a IS NOT NULL AS filled, (SELECT extra LIKE '%on update%'
      FROM information_schema.columns WHERE column_name = 'a' AND table_schema = DATABASE()) AS updated FROM t`,
    answer: { filled: 1, updated: 1 },
  },
];

for (const server of mysqlServers())
  describe(`a schema file for ${server.label}`, () => {
    const devUrl = `docker://${server.flavour}/${server.build.version}/dev`;
    for (const { name, settings, text, probe, answer } of cases) {
      it(`means what it means on the target: ${name}`, async () => {
        await using target = await server.open({ settings });
        assert.equal((await apply(target, devUrl, text)).outcome, "applied");
        const rows = (await target.raw(probe)).at(-1);
        assert.deepEqual(rows, [answer]);
        const { outcome, proposal } = await apply(target, devUrl, text);
        assert.equal(outcome, "synced", JSON.stringify(proposal.plan.steps));
      });
    }

    it("is refused with a statement that is longer than the target takes, by name", async () => {
      await using target = await server.open({ settings: { "max-allowed-packet": 65_536 } });
      const text = `CREATE TABLE a (n int PRIMARY KEY); CREATE PROCEDURE p() SELECT '${"x".repeat(70_000)}'`;
      await assert.rejects(apply(target, devUrl, text), (error) => {
        assert.ok(error instanceof AtlasError);
        return /max_allowed_packet/.test(error.message) && /Raise max_allowed_packet/.test(error.hint ?? "");
      });
    });

    // Data of MySQL are made with the setting.
    if (server.flavour === "mariadb")
      it("stops where the server has no room to write a table anew, which stays as it was", async () => {
        await using target = await server.open({
          settings: {
            "innodb-file-per-table": "OFF",
            "innodb-data-file-path": "ibdata1:12M:autoextend:max:26M",
          },
        });
        await target.raw(`CREATE TABLE t (n int PRIMARY KEY, a text);
          INSERT INTO t SELECT seq, REPEAT('x', 1000) FROM seq_1_to_12000`);
        const text =
          "CREATE TABLE u (n int PRIMARY KEY, m int); CREATE TABLE t (n bigint PRIMARY KEY, a text)";
        await assert.rejects(apply(target, devUrl, text), (error) => {
          assert.ok(error instanceof ApplyError, String(error));
          assert.match(error.message, /is full/);
          assert.match(error.hint ?? "", /make room/);
          assert.ok(error.report.steps.every(({ status }) => status === "not_applied"));
          return error.code === "E_APPLY";
        });
        assert.deepEqual((await target.raw("SELECT COUNT(*) AS n FROM t")).at(-1), [{ n: 12_000 }]);
      });
  });
