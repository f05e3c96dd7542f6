import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { harmless, type Plan, type Step } from "@atlas/core";
import { segmentsOf } from "./segments.ts";

const plain: Step = { ...harmless, sql: "", comment: "", sources: [] };
const enumValue: Step = { ...plain, commitAfter: true };
const concurrent: Step = { ...plain, transactional: false };

function planOf(...steps: readonly Step[]): Plan {
  return {
    formatVersion: 1,
    dialect: "",
    scope: { bound: null, schemas: [] },
    from: "",
    to: "",
    steps,
    skipped: [],
    unmanaged: [],
  };
}

describe("segments", () => {
  it("hold all transactional steps of a plan together", () => {
    assert.deepEqual(segmentsOf(planOf(plain, plain), false), [{ transactional: true, steps: [0, 1] }]);
  });

  it("commit new enum values before the steps that may use them", () => {
    assert.deepEqual(segmentsOf(planOf(enumValue, enumValue, plain), false), [
      { transactional: true, steps: [0, 1] },
      { transactional: true, steps: [2] },
    ]);
  });

  it("run a step alone that no transaction can hold", () => {
    assert.deepEqual(segmentsOf(planOf(plain, concurrent, plain), false), [
      { transactional: true, steps: [0] },
      { transactional: false, steps: [1] },
      { transactional: true, steps: [2] },
    ]);
  });

  it("give a step that takes long a transaction of its own", () => {
    const long: Step = { ...plain, apart: true };
    assert.deepEqual(segmentsOf(planOf(plain, long, long, plain, plain), false), [
      { transactional: true, steps: [0] },
      { transactional: true, steps: [1] },
      { transactional: true, steps: [2] },
      { transactional: true, steps: [3, 4] },
    ]);
  });

  it("are single statements in transaction mode none", () => {
    assert.deepEqual(segmentsOf(planOf(plain, plain), true), [
      { transactional: false, steps: [0] },
      { transactional: false, steps: [1] },
    ]);
  });
});
