import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model, ModelColumn, ModelIndex, ModelTable } from "@atlas/core";
import type { AnalyzerOptions, LintFile, LintReport, TextEdit } from "../../analyzer.ts";
import { changesOf } from "../../statement-changes.ts";
import { column, postgresSyntax, table } from "../../statements/samples.ts";
import { lintFile, model } from "../../testing/models.ts";
import { redundantPadding } from "./alignment.ts";
import { blockingChanges } from "./blocking-changes.ts";
import { columnAlignment } from "./column-alignment.ts";
import { concurrentIndex } from "./concurrent-index.ts";

const noOptions: AnalyzerOptions = { flags: {}, texts: {}, patterns: [] };
const context = (options: AnalyzerOptions) => ({
  dialect: "postgres",
  family: "postgres",
  version: "16",
  syntax: postgresSyntax,
  options,
});

function fileOf(text: string, from: Model, to: Model, more: Partial<LintFile> = {}): LintFile {
  const start = text.indexOf(text.replace(/^(?:--.*\n|\s)+/, ""));
  const statement = text.slice(start).trimEnd().replace(/;$/, "");
  return lintFile(
    from,
    [{ text: statement, start, to, changes: changesOf(from, to, statement, postgresSyntax) }],
    { text, ...more },
  );
}

function edited(text: string, edit: TextEdit | undefined): string {
  assert.ok(edit);
  const lines = text.split("\n");
  lines.splice(edit.line - 1, edit.end - edit.line + 1, ...edit.newText.split("\n"));
  return lines.join("\n");
}

const index = (own: Partial<ModelIndex> = {}): ModelIndex => ({
  name: "i",
  unique: false,
  parts: [{ column: "id" }],
  attributes: {},
  ...own,
});
const users = (own: Partial<ModelTable> = {}): ModelTable => table("users", ["id"], own);
const plain = model([users()]);
const indexed = model([users({ indexes: [index()] })]);

describe("concurrent_index", () => {
  const reportOf = (file: LintFile, flags: Record<string, boolean> = {}): LintReport | undefined =>
    concurrentIndex.analyze(file, context({ ...noOptions, flags }))[0];
  const codesOf = (file: LintFile, flags?: Record<string, boolean>): readonly string[] =>
    reportOf(file, flags)?.diagnostics.map(({ code }) => code) ?? [];

  it("puts the word into the statement where it tells to", () => {
    const text = "-- why\n\nCREATE UNIQUE\n  INDEX i ON users (id);\n";
    const report = reportOf(fileOf(text, plain, indexed));
    assert.equal(report?.text, "concurrent index violations detected");
    const [diagnostic] = report.diagnostics;
    assert.equal(
      diagnostic?.text,
      'Creating index "i" non-concurrently causes write locks on the "users" table',
    );
    const [fix] = diagnostic.fixes;
    assert.equal(edited(text, fix?.edit), "-- why\n\nCREATE UNIQUE\n  INDEX CONCURRENTLY i ON users (id);\n");
  });

  it("asks for a file outside of transactions, once and at its top", () => {
    const text = "CREATE INDEX CONCURRENTLY i ON users (id);\n";
    const report = reportOf(fileOf(text, plain, indexed));
    assert.deepEqual(
      report?.diagnostics.map(({ code, start }) => [code, start]),
      [["PG103", 0]],
    );
    assert.equal(edited(text, report?.fixes[0]?.edit), `-- atlas:txmode none\n\n${text}`);
    assert.deepEqual(codesOf(fileOf(text, plain, indexed, { txMode: "none" })), []);
  });

  it("fails for what blocks, and not for a file that cannot run", () => {
    const held = reportOf(fileOf("CREATE INDEX CONCURRENTLY i ON users (id)", plain, indexed));
    assert.equal(held?.fails?.(held.diagnostics), false);
    const blocking = reportOf(fileOf("CREATE INDEX i ON users (id)", plain, indexed));
    assert.equal(blocking?.fails?.(blocking.diagnostics), true);
  });

  it("says what its options leave", () => {
    assert.deepEqual(
      codesOf(fileOf("CREATE INDEX i ON users (id)", plain, indexed), { check_create: false }),
      [],
    );
    assert.deepEqual(codesOf(fileOf("DROP INDEX i", indexed, plain), { check_drop: false }), []);
    assert.deepEqual(codesOf(fileOf("DROP INDEX i", indexed, plain), { check_create: false }), ["PG102"]);
    const held = fileOf("DROP INDEX CONCURRENTLY i", indexed, plain);
    assert.deepEqual(codesOf(held, { check_txmode: false }), []);
  });

  it("leaves tables alone that the file makes", () => {
    const file = lintFile(model([]), [
      { text: "CREATE TABLE users (id int)", to: plain },
      { text: "CREATE INDEX i ON users (id)", to: indexed },
    ]);
    assert.deepEqual(codesOf(file), []);
  });

  it("shows the way around a constraint", () => {
    const key = index({ name: "users_id_key", unique: true, constraint: "unique" });
    const file = fileOf("ALTER TABLE users ADD UNIQUE (id)", plain, model([users({ indexes: [key] })]));
    assert.equal(
      reportOf(file)?.diagnostics[0]?.fixes[0]?.message,
      'Create the index first: CREATE UNIQUE INDEX CONCURRENTLY "users_id_key" ON "users" ("id"), then add the constraint with it: ALTER TABLE "users" ADD CONSTRAINT "users_id_key" UNIQUE USING INDEX "users_id_key"',
    );
  });
});

describe("blocking changes", () => {
  const check = { name: "c", expression: "(id > 0)", validated: true, enforced: true };
  const reportOf = (file: LintFile): LintReport | undefined =>
    blockingChanges.analyze(file, context(noOptions))[0];

  it("add NOT VALID where a constraint stands alone", () => {
    const text = "ALTER TABLE users\n  ADD CONSTRAINT c CHECK (id > 0);\n";
    const report = reportOf(fileOf(text, plain, model([users({ checks: [check] })])));
    assert.equal(report?.diagnostics[0]?.code, "PG305");
    assert.equal(
      edited(text, report.diagnostics[0].fixes[0]?.edit),
      "ALTER TABLE users\n  ADD CONSTRAINT c CHECK (id > 0) NOT VALID;\n",
    );
  });

  it("leave a statement with several actions to people", () => {
    const text = "ALTER TABLE users ADD d int, ADD CONSTRAINT c CHECK (id > 0)";
    const to = model([table("users", ["id", "d"], { checks: [check] })]);
    const [diagnostic] = reportOf(fileOf(text, plain, to))?.diagnostics ?? [];
    assert.equal(diagnostic?.code, "PG305");
    assert.equal(diagnostic.fixes[0]?.edit, undefined);
  });

  it("say both types of a column", () => {
    const retyped = (type: string): Model =>
      model([table("users", [column("id", { type, typeName: type })])]);
    const file = fileOf("ALTER TABLE users ALTER id TYPE bigint", retyped("integer"), retyped("bigint"));
    assert.equal(
      reportOf(file)?.diagnostics[0]?.text,
      'Modifying the type of column "id" from "integer" to "bigint" requires a rewrite of table "users"',
    );
  });
});

describe("the alignment of columns", () => {
  const of = (...types: readonly string[]): readonly ModelColumn[] =>
    types.map((typeName, at) => column(`c${at}`, { type: typeName, typeName }));

  it("counts the bytes that another order saves", () => {
    assert.deepEqual(redundantPadding({ columns: of("boolean", "bigint", "boolean", "bigint", "text") }), {
      bytes: 14,
      order: ["c1", "c3", "c0", "c2", "c4"],
    });
    assert.equal(redundantPadding({ columns: of("boolean", "bigint", "integer", "text") })?.bytes, 7);
  });

  it("is silent where the end of the row takes the room anyway", () => {
    assert.equal(redundantPadding({ columns: of("integer", "bigint") }), undefined);
    assert.equal(redundantPadding({ columns: of("bigint", "integer", "boolean", "text") }), undefined);
    assert.equal(redundantPadding({ columns: of("text", "jsonb") }), undefined);
  });

  it("is told of new tables, and not of partitions", () => {
    const made = table("t", [...of("boolean", "bigint", "text")]);
    const [report] = columnAlignment.analyze(
      fileOf("CREATE TABLE t ()", model([]), model([made])),
      context(noOptions),
    );
    assert.equal(report?.text, "non-optimal columns alignment");
    assert.equal(
      report.diagnostics[0]?.text,
      'Table "t" has 7 redundant bytes of padding per row. To reduce disk space, the optimal order of the columns is as follows: "c1", "c0", "c2"',
    );
    const part = { ...made, attributes: { partition_of: "p" } };
    assert.deepEqual(
      columnAlignment.analyze(fileOf("CREATE TABLE t ()", model([]), model([part])), context(noOptions)),
      [],
    );
  });
});
