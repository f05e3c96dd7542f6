import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { harmless, type Step } from "@atlas/core";
import { cardLines } from "./card.ts";

const table = { kind: "table", schema: "public", name: "users" } as const;
const step: Step = { ...harmless, sql: "…", comment: "modify table", sources: [], table };

describe("cardLines", () => {
  it("says nothing of a statement that harms nobody", () => {
    assert.deepEqual(cardLines(step, []), []);
  });

  it("says what is blocked, rewritten and lost, and how big the table is", () => {
    const lines = cardLines(
      {
        ...step,
        blocks: "everything",
        rewrites: true,
        losesData: true,
        loses: ['column "public.users.bio"'],
      },
      [{ table, sizeBytes: 3_000_000_000, rows: 12_000 }],
    );
    assert.deepEqual(lines, [
      'blocks reads and writes on "public.users" (2.8 GB, about 12,000 rows) while it runs',
      'rewrites all of "public.users" (2.8 GB, about 12,000 rows): time and disk space grow with it',
      'loses column "public.users.bio", for good',
    ]);
  });
});
