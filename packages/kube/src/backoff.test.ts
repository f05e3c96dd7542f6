import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backoffMs } from "./backoff.ts";

describe("a backoff", () => {
  it("doubles up to its cap", () => {
    const options = { baseMs: 10, capMs: 50, random: () => 1 };
    assert.deepEqual(
      [1, 2, 3, 4, 1000].map((failures) => backoffMs(failures, options)),
      [10, 20, 40, 50, 50],
    );
  });

  it("is random in its upper half", () => {
    assert.equal(backoffMs(1, { baseMs: 10, capMs: 50, random: () => 0 }), 5);
    assert.equal(backoffMs(1, { baseMs: 10, capMs: 50, random: () => 0.5 }), 8);
  });
});
