import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { harmless, type Plan, type StepStatus } from "@atlas/core";
import { reportText } from "./report.ts";

const comments = ['create "a" table', 'create "b" table'];
const source = { change: "add_table", subject: { kind: "table", schema: "", name: "a" } };
const plan: Plan = {
  formatVersion: 1,
  dialect: "postgres",
  scope: { bound: null, schemas: [] },
  from: "",
  to: "",
  steps: comments.map((comment) => ({ ...harmless, sql: "…", comment, sources: [source] })),
  skipped: [],
  unmanaged: [],
};

function textOf(...statuses: readonly StepStatus[]): string {
  return reportText(plan, { steps: statuses.map((status, step) => ({ step, status, durationMs: 1 })) });
}

describe("reportText", () => {
  it("says that nothing was applied when nothing stays", () => {
    assert.equal(
      textOf("not_applied", "not_applied"),
      "Nothing was applied: the database is as it was before.\n",
    );
  });

  it("names what was applied and what was not", () => {
    assert.equal(
      textOf("applied", "not_applied"),
      '1 of 2 statements were applied and stay:\n  applied      create "a" table\n  not applied  create "b" table\n',
    );
  });

  it("explains a doubt", () => {
    assert.match(textOf("in_doubt", "not_applied"), /in doubt {5}create "a" table[^]*connection broke/);
  });
});
