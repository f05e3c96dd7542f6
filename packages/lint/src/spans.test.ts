import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ModelTable } from "@atlas/core";
import type { LintFile } from "./analyzer.ts";
import type { ModelChange } from "./change.ts";
import { spansOf } from "./spans.ts";
import { diffTables } from "./table-diff.ts";
import { column, lintFile, model, table } from "./testing/models.ts";

const none = model([]);
const fileOf = (...steps: readonly (readonly ModelChange[])[]): LintFile =>
  lintFile(
    none,
    steps.map((changes) => ({ text: "", to: none, changes })),
  );
const modify = (from: ModelTable, to: ModelTable): ModelChange => ({
  type: "modify_table",
  from,
  to,
  changes: diffTables(from, to),
});
const add = (fresh: ModelTable): ModelChange => ({ type: "add_table", table: fresh });
const drop = (gone: ModelTable): ModelChange => ({ type: "drop_table", table: gone });
const rename = (from: ModelTable, to: ModelTable): ModelChange => ({ type: "rename_table", from, to });

const old = table("a", [column("id"), column("x")]);
const less = table("a", [column("id")]);

describe("spansOf", () => {
  it("does not take a table for new because another has its name later", () => {
    const moved = table("a_old", less.columns);
    const fresh = table("a", [column("id")]);
    const spans = spansOf(fileOf([modify(old, less)], [rename(less, moved)], [add(fresh)]));
    assert.deepEqual([spans.isNew(less), spans.isNew(moved), spans.isNew(fresh)], [false, false, true]);
  });

  it("knows a table of the file as new before it gets its last name", () => {
    const draft = table("draft", [column("id")]);
    const more = table("draft", [column("id"), column("x")]);
    const last = table("last", more.columns);
    const spans = spansOf(fileOf([add(draft)], [modify(draft, more)], [rename(more, last)]));
    assert.deepEqual([spans.isNew(more), spans.isNew(last)], [true, true]);
  });

  it("does not take a table for new because it is moved to a new schema", () => {
    const there = { ...old, schema: "s" };
    const lesser = { ...less, schema: "s" };
    const schema = { name: "s", attributes: {} };
    const spans = spansOf(
      fileOf([{ type: "add_schema", schema }], [rename(old, there)], [modify(there, lesser)]),
    );
    assert.deepEqual([spans.isNew(lesser), spans.column(lesser, "x")], [false, "dropped"]);
  });

  it("keeps apart two tables that change their names with each other", () => {
    const [fresh, swapped, away] = [table("b", []), table("a", []), table("b", old.columns)];
    const spans = spansOf(fileOf([add(fresh)], [rename(old, away), rename(fresh, swapped)], [drop(away)]));
    assert.deepEqual([spans.table(away), spans.table(swapped)], ["dropped", "added"]);
  });

  it("excuses no drop by what takes the name of the column later", () => {
    const draft = table("a", [column("id"), column("y")]);
    const back = table("a", [column("id"), column("x")]);
    const renamed: ModelChange = {
      type: "modify_table",
      from: draft,
      to: back,
      changes: [{ type: "rename_column", from: column("y"), to: column("x") }],
    };
    const spans = spansOf(
      fileOf([modify(old, less)], [modify(less, draft)], [renamed], [modify(back, less)]),
    );
    assert.equal(spans.column(less, "x"), "dropped");
  });
});
