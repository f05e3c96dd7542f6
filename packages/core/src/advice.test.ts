import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { adviceOn, adviceText, bytesText } from "./advice.ts";
import { harmless } from "./dialect.ts";
import type { Step } from "./plan.ts";
import { defaultPolicy } from "./policy.ts";

const table = { kind: "table", schema: "public", name: "orders" } as const;
const build: Step = {
  ...harmless,
  sql: "…",
  comment: 'create index "i" to table: "orders"',
  sources: [],
  table,
  blocks: "writes",
  scans: true,
  avoidedBy: ["concurrent_index"],
};
const large = { table, sizeBytes: 12 * 1024 ** 3, rows: 3_000 };

describe("adviceOn", () => {
  const texts = (step: Step, size = large, policy = defaultPolicy): readonly string[] =>
    adviceOn({ steps: [step] }, [size], policy).map((one) => adviceText(one));

  it("names the setting under which nobody waits for a large table", () => {
    assert.deepEqual(texts(build), [
      'builds the index while writes to "public.orders" (12 GB, about 3,000 rows) wait; diff.concurrent_index avoids that',
    ]);
  });

  it("does not pretend where there is none", () => {
    const { avoidedBy: _avoidedBy, ...rest } = build;
    const retyped: Step = { ...rest, comment: "modify", blocks: "everything", rewrites: true };
    assert.deepEqual(texts(retyped), [
      'rewrites the table while reads and writes of "public.orders" (12 GB, about 3,000 rows) wait; no setting avoids that',
    ]);
  });

  it("is silent about small tables, and about steps that hold nobody up", () => {
    assert.deepEqual(texts(build, { ...large, sizeBytes: 10 }), []);
    assert.deepEqual(texts({ ...build, blocks: "ddl" }), []);
  });

  it("takes the size from which on a table is large from the policy", () => {
    const small = { ...large, sizeBytes: 10, rows: 5 };
    assert.equal(texts(build, small, { skip: [], thresholds: { rows: 5 } }).length, 1);
    assert.equal(texts(build, small, { skip: [], thresholds: { sizeBytes: 10 } }).length, 1);
    assert.equal(texts(build, large, { skip: [], thresholds: { sizeBytes: 1024 ** 5 } }).length, 0);
  });
});

describe("bytesText", () => {
  it("uses powers of 1024", () => {
    assert.deepEqual([0, 1023, 8192, 1_572_864].map(bytesText), ["0 bytes", "1023 bytes", "8 kB", "1.5 MB"]);
  });
});
