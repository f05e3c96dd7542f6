import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DraftStep } from "@atlas/core";
import { createType, dropType, type TypeRules } from "./type-steps.ts";

const mood = { kind: "enum", schema: "public", name: "mood" };
const rules: TypeRules<typeof mood> = {
  title: "enum type",
  keyword: "TYPE",
  createSql: ({ name }) => `CREATE TYPE ${name}`,
  // Nothing else of a step matters here.
  details: (_type, change) => [
    { sql: "COMMENT ON TYPE mood", sources: [{ change }] } as unknown as DraftStep,
  ],
  requires: () => [],
};

describe("a type", () => {
  it("comes back with its comment where its drop is undone", () => {
    const [step] = dropType(rules, mood);
    assert.equal(step?.sql, 'DROP TYPE "public"."mood"');
    assert.deepEqual(step?.undo, ["CREATE TYPE mood", "COMMENT ON TYPE mood"]);
  });

  it("is made with its comment", () => {
    const steps = createType(rules, mood);
    assert.deepEqual(
      steps.map(({ sql }) => sql),
      ["CREATE TYPE mood", "COMMENT ON TYPE mood"],
    );
    assert.equal(steps[0]?.comment, 'create enum type "mood"');
  });
});
