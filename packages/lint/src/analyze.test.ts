import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyzeFile, type LintServer } from "./analyze.ts";
import type { Analyzer, LintFile } from "./analyzer.ts";
import { destructive } from "./analyzers/destructive.ts";
import { noAnalysisSettings } from "./settings.ts";
import { column, lintFile, model, table } from "./testing/models.ts";

const server: LintServer = {
  dialect: "sqlite",
  family: "sqlite",
  version: "3.50",
  syntax: {
    dollarQuotes: false,
    backslashEscapes: false,
    escapeStrings: false,
    identifierQuotes: ['"', "`", "["],
    nestedComments: false,
    hashComments: false,
    compoundStatements: ["trigger"],
    atomicBodies: false,
  },
};
const users = table("users", [column("id")]);
const dropUsers = (more: Partial<LintFile> = {}): LintFile =>
  lintFile(model([users]), [{ text: "DROP TABLE users;", to: model([]) }], more);
const lint = (file: LintFile, settings = noAnalysisSettings) =>
  analyzeFile(file, [destructive], settings, server);
const options = { flags: {}, texts: {}, patterns: [] };

describe("analyzeFile", () => {
  it("fails a file with the text of the report, and gives a fix for all of it", () => {
    const result = lint(dropUsers());
    assert.equal(result?.error, "destructive changes detected");
    assert.equal(result?.reports[0]?.diagnostics[0]?.code, "DS102");
    assert.equal(
      result?.reports[0]?.fixes[0]?.edit?.newText,
      "-- atlas:txtar\n\n-- checks/destructive.sql --\n-- atlas:assert DS102\nSELECT NOT EXISTS (SELECT 1 FROM `users`) AS `is_empty`;\n\n-- migration.sql --\nDROP TABLE users;\n",
    );
  });

  it("leaves out what a file or a statement ignores, with the failure it would have been", () => {
    const clean = { reports: 0, error: undefined };
    const told = (file: LintFile): unknown => {
      const result = lint(file);
      return { reports: result?.reports.length, error: result?.error };
    };
    assert.deepEqual(told(dropUsers({ noLint: ["DS102"] })), clean);
    assert.deepEqual(told(dropUsers({ noLint: ["destructive"] })), clean);
    const statement = { text: "DROP TABLE users;", to: model([]), noLint: [] };
    assert.deepEqual(told(lintFile(model([users]), [statement])), clean);
    assert.equal(lint(dropUsers({ noLint: [] })), undefined);
  });

  it("takes no notice of nolint where the settings insist", () => {
    const settings = { analyzers: { destructive: { ...options, force: true } }, checks: {} };
    assert.equal(lint(dropUsers({ noLint: ["DS102"] }), settings)?.error, "destructive changes detected");
    assert.equal(lint(dropUsers({ noLint: [] }), settings)?.error, "destructive changes detected");
  });

  it("lets what is said of a code win over its analyzer", () => {
    const soft = lint(dropUsers(), { analyzers: {}, checks: { DS102: { error: false } } });
    assert.deepEqual([soft?.reports.length, soft?.error], [1, undefined]);
    const hard = {
      analyzers: { destructive: { ...options, error: false } },
      checks: { DS102: { error: true } },
    };
    assert.equal(lint(dropUsers(), hard)?.error, 'Dropping table "users"');
    assert.equal(lint(dropUsers(), { analyzers: {}, checks: { DS102: { skip: true } } })?.reports.length, 0);
  });

  it("takes a table of SQLite that is built anew for one that changed", () => {
    const [old, draft] = [model([users]), table("new_users", [column("id"), column("name")])];
    const rebuilt = model([{ ...draft, name: "users" }]);
    const file = lintFile(old, [
      { text: "CREATE TABLE new_users (id int NOT NULL, name int NOT NULL);", to: model([users, draft]) },
      { text: "INSERT INTO `new_users` (id, name) SELECT id, 1 FROM users;", to: model([users, draft]) },
      { text: "DROP TABLE users;", to: model([draft]) },
      { text: "ALTER TABLE new_users RENAME TO users;", to: rebuilt },
    ]);
    const result = lint(file);
    assert.deepEqual([result?.reports, result?.error, result?.changes], [[], undefined, 1]);
  });

  it("records an analyzer that crashes and goes on", () => {
    const broken: Analyzer = {
      name: "broken",
      codes: [],
      isError: false,
      analyze: () => {
        throw new Error("oh");
      },
    };
    const result = analyzeFile(dropUsers(), [broken, destructive], noAnalysisSettings, server);
    assert.equal(result?.error, "skip crashed analyzer  (broken): oh; destructive changes detected");
  });

  it("recognizes a check that the table is empty", () => {
    const check = { asserts: [], statement: 'SELECT NOT EXISTS (SELECT 1 FROM "users") AS "is_empty"' };
    assert.equal(lint(dropUsers({ checks: [check] }))?.reports.length, 0);
    const other = { asserts: [], statement: "SELECT NOT EXISTS (SELECT 1 FROM posts)" };
    assert.equal(lint(dropUsers({ checks: [other] }))?.reports.length, 1);
  });

  it("fails on a large table, with its size", () => {
    const index = { name: "i", unique: true, parts: [{ column: "id" }], attributes: {} };
    const to = model([{ ...users, indexes: [index] }]);
    const slow: Analyzer = {
      name: "slow",
      codes: ["PG101"],
      isError: false,
      analyze: () => [
        { text: "slow", diagnostics: [{ start: 0, text: "Slow", code: "PG101", fixes: [] }], fixes: [] },
      ],
    };
    const sizes = [{ table: { kind: "table", schema: "", name: "users" }, sizeBytes: 2 ** 31 }];
    const file = lintFile(model([users]), [{ text: "CREATE INDEX", to }]);
    const result = analyzeFile(file, [slow], noAnalysisSettings, { ...server, sizes });
    assert.equal(result?.error, 'Slow (table "users": 2 GB)');
  });
});
