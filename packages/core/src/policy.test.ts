import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { policyName, skippableChanges } from "./policy.ts";

describe("policies", () => {
  it("say func and proc for changes of functions and procedures", () => {
    assert.deepEqual(["drop_function", "modify_procedure", "add_table"].map(policyName), [
      "drop_func",
      "modify_proc",
      "add_table",
    ]);
  });

  it("can skip what their names for changes say", () => {
    const known: readonly string[] = skippableChanges;
    assert.ok(
      ["add_function", "drop_procedure", "modify_view"].map(policyName).every((name) => known.includes(name)),
    );
  });

  it("makes no difference between views, nor between tables of here and elsewhere", () => {
    assert.deepEqual(["drop_materialized", "add_foreign_table"].map(policyName), ["drop_view", "add_table"]);
  });
});
