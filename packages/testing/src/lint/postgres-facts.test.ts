import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Model } from "@atlas/core";
import { analyzeFile, analyzers, changesOf, type LintFile, noAnalysisSettings } from "@atlas/lint";
import { closeServers, postgresServer, type Row, type TestDatabase, testMajors } from "../databases.ts";
import { type PostgresCase, postgresCases, type Seen } from "./postgres-cases.ts";

after(closeServers);

/** Weakest first. */
const locks = [
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
];

for (const major of testMajors([16])) {
  const server = postgresServer(major);
  const cases = postgresCases.filter(({ since = 0, until = 99 }) => since <= major && major <= until);

  describe(`on ${server.label} lint tells what the server does:`, { concurrency: 2 }, () => {
    for (const one of cases)
      it(`${one.codes.join(", ") || "nothing"} of ${one.sql} – ${one.setup}`, async () => {
        await using database = await server.open();
        await database.raw(one.setup);
        const from = await modelOf(database);
        const seen = await watch(database, one);
        assert.deepEqual(codesIn(from, await modelOf(database), one), one.codes);
        if (one.seen) assert.equal(seen.work, one.seen);
        if (one.lock) assert.equal(seen.lock, one.lock);
      });
  });

  async function modelOf(database: TestDatabase): Promise<Model> {
    await using driver = await database.connect();
    const model = server.dialect.model?.(await driver.inspect({ schemas: [] }));
    assert.ok(model);
    return model;
  }

  /** The codes that only PostgreSQL has. */
  function codesIn(from: Model, to: Model, { sql }: PostgresCase): readonly string[] {
    const { syntax } = server.dialect;
    const statement = { start: 0, text: sql, from, to, changes: changesOf(from, to, sql, syntax) };
    const file: LintFile = {
      name: "2.sql",
      version: "2",
      text: sql,
      isPlain: true,
      statements: [statement],
      checks: [],
      from,
      to,
    };
    const report = analyzeFile(file, analyzers, noAnalysisSettings, {
      dialect: "postgres",
      family: "postgres",
      version: String(major),
      syntax,
    });
    assert.equal(report?.error?.includes("crashed") ?? false, false, report?.error);
    const codes = (report?.reports ?? []).flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code));
    return codes.filter((code) => code.startsWith("PG")).toSorted((a, b) => (a < b ? -1 : 1));
  }
}

interface Watched {
  readonly work?: Seen;
  readonly lock?: string;
}

/** Runs the statement in a transaction and looks at what became of `t` meanwhile. */
async function watch(database: TestDatabase, { sql }: PostgresCase): Promise<Watched> {
  if (/CONCURRENTLY/.test(sql)) {
    await database.raw(sql);
    return {};
  }
  const look = `SELECT pg_relation_filenode(oid)::text AS file,
      pg_stat_get_xact_numscans(oid)::int AS scans,
      (SELECT string_agg(mode, ',') FROM pg_locks WHERE relation = c.oid AND pid = pg_backend_pid()) AS locks
    FROM pg_class c WHERE relname = 't'`;
  const results = await database.raw(`BEGIN; ${look}; ${sql}; ${look}; COMMIT`);
  const looks = results.flatMap((rows) => rows).filter((row): row is Row => "file" in row);
  const [before, now] = looks;
  if (!before || !now) return {};
  const { locks: modes } = now;
  const held = typeof modes === "string" ? modes.split(",") : [];
  const work =
    before["file"] !== now["file"] ? "rewrites" : before["scans"] !== now["scans"] ? "scans" : "neither";
  const lock = locks.findLast((mode) => held.includes(mode));
  return { work, ...(lock !== undefined && { lock }) };
}
