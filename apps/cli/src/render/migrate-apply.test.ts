import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CheckReport, FileReport } from "@atlas/migrate";
import type { MigrateApplyReport } from "@atlas/workflows";
import { migrateApplyText, summaryText } from "./migrate-apply.ts";

/** From the start of an hour to so many milliseconds later. */
function span(ms: number): { readonly startedAt: string; readonly endedAt: string } {
  const micros = Math.round(ms * 1_000);
  return {
    startedAt: "2026-01-01T00:00:00Z",
    endedAt: `2026-01-01T00:00:00.${String(micros).padStart(6, "0")}Z`,
  };
}

const plain = (_style: string, text: string): string => text;

function fileOf(version: string, facts: Partial<FileReport> = {}): FileReport {
  const name = `${version}.sql`;
  return {
    name,
    version,
    description: "",
    ...span(5.1),
    skipped: 0,
    applied: [],
    checks: [],
    ...facts,
  };
}

function reportOf(facts: Partial<MigrateApplyReport>): MigrateApplyReport {
  const target = { driver: "sqlite", redactedUrl: "sqlite://a.db", bound: "main", dir: "migrations" };
  const applied = facts.applied ?? [];
  return {
    ...target,
    pending: applied,
    applied,
    current: "",
    target: applied.at(-1)?.version ?? "",
    ...span(10.3),
    ...facts,
  };
}

function checkOf(facts: Partial<CheckReport> = {}): CheckReport {
  const statements = [{ statement: "SELECT NOT EXISTS (SELECT 1 FROM users);" }];
  return { name: "checks.sql", ...span(0.624), statements, ...facts };
}

describe("migrateApplyText", () => {
  it("prints each file with its checks and statements, and a summary", () => {
    const file = fileOf("20240102", {
      ...span(5.724),
      checks: [checkOf()],
      applied: ["CREATE TABLE t2 (\n  id int\n);", "INSERT INTO t2 VALUES (1);"],
    });
    assert.equal(
      migrateApplyText(reportOf({ applied: [file], current: "20240101" }), plain),
      `Migrating to version 20240102 from 20240101 (1 migrations in total):

  -- checks before migrating version 20240102
    -> SELECT NOT EXISTS (SELECT 1 FROM users);
  -- ok (624µs)

  -- migrating version 20240102
    -> CREATE TABLE t2 (
         id int
       );
    -> INSERT INTO t2 VALUES (1);
  -- ok (5.1ms)

  -------------------------
  -- 10.3ms
  -- 1 migration
  -- 1 check
  -- 2 sql statements
`,
    );
  });

  it("says the error below the statement that failed", () => {
    const done = fileOf("1", { applied: ["CREATE TABLE a (id int);"] });
    const stmt = "CREATE TABLE a (id int);";
    const failed = fileOf("2", {
      applied: [stmt],
      error: { statement: stmt, text: "table a already exists" },
    });
    const error = { code: "E_APPLY", message: "…" } as const;
    const pending = [done, failed, fileOf("3")];
    assert.equal(
      migrateApplyText(reportOf({ applied: [done, failed], pending, target: "3", error }), plain),
      `Migrating to version 3 (3 migrations in total):

  -- migrating version 1
    -> CREATE TABLE a (id int);
  -- ok (5.1ms)

  -- migrating version 2
    -> CREATE TABLE a (id int);
    table a already exists

  -------------------------
  -- 10.3ms
  -- 1 migration ok, 1 with errors
  -- 1 sql statement ok, 1 with errors
`,
    );
  });

  it("leaves the statements out where a check does not hold", () => {
    const stmt = "SELECT NOT EXISTS (SELECT 1 FROM users);";
    const text = `1 of 1 assertions failed: check assertion "${stmt}" returned false`;
    const check = checkOf({
      statements: [{ statement: stmt, error: "returned false" }],
      error: { statement: stmt, text },
    });
    const file = fileOf("2", { checks: [check], error: { statement: stmt, text } });
    assert.equal(
      migrateApplyText(reportOf({ applied: [file], current: "1" }), plain),
      `Migrating to version 2 from 1 (1 migrations in total):

  -- checks before migrating version 2
    -> ${stmt}
    ${text}

  -------------------------
  -- 10.3ms
  -- 1 migration with errors
  -- 1 check error
`,
    );
  });

  it("says what stopped a run before its first file", () => {
    const error = { code: "E_APPLY", message: "cannot begin" } as const;
    assert.equal(
      migrateApplyText(reportOf({ pending: [fileOf("1")], target: "1", error }), plain),
      "Migrating to version 1 (1 migrations in total):\n\n    cannot begin\n\n  -------------------------\n  -- 10.3ms\n",
    );
  });

  it("says that there is nothing to do", () => {
    assert.equal(migrateApplyText(reportOf({}), plain), "No migration files to execute\n");
  });
});

describe("summaryText", () => {
  const ok = checkOf();
  const failed = checkOf({ error: { statement: "", text: "no" } });
  const stmt = "SELECT 1;";
  const cases: readonly (readonly [string, readonly FileReport[], readonly string[]])[] = [
    [
      "many that went well",
      [fileOf("1", { applied: [stmt] }), fileOf("2", { applied: [stmt] })],
      ["2 migrations", "2 sql statements"],
    ],
    [
      "one that failed",
      [fileOf("1", { applied: [stmt], error: { statement: stmt, text: "no" } })],
      ["1 migration with errors", "1 sql statement with errors"],
    ],
    [
      "a check that failed among others",
      [fileOf("1", { checks: [ok, ok, failed] })],
      ["1 migration with errors", "2 checks ok, 1 failure"],
    ],
    [
      "checks that failed alone",
      [fileOf("1", { checks: [failed] })],
      ["1 migration with errors", "1 check error"],
    ],
    ["a file without statements", [fileOf("1")], ["1 migration"]],
  ];
  for (const [what, applied, lines] of cases)
    it(`counts ${what}`, () => {
      const text = summaryText(reportOf({ applied }), "", plain);
      assert.deepEqual(text.split("\n"), ["-- 10.3ms", ...lines.map((line) => `-- ${line}`)]);
    });
});
