import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { elapsedNs, goDuration, goTime } from "./go-time.ts";

describe("goDuration", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0s"],
    [1, "1ns"],
    [624_004, "624.004µs"],
    [2_521_007, "2.521007ms"],
    [5_100_000, "5.1ms"],
    [1_200_000_000, "1.2s"],
    [63_000_000_000, "1m3s"],
    [3_600_000_000_000, "1h0m0s"],
    [3_723_500_000_000, "1h2m3.5s"],
  ];
  for (const [ns, text] of cases)
    it(`prints ${ns} ns as ${text}`, () => {
      assert.equal(goDuration(ns), text);
    });
});

describe("goTime", () => {
  it("leaves zeros at the end of a fraction out", () => {
    assert.equal(goTime("2026-01-02T03:04:05.000Z"), "2026-01-02T03:04:05Z");
    assert.equal(goTime("2026-01-02T03:04:05.120250Z"), "2026-01-02T03:04:05.12025Z");
  });
});

describe("elapsedNs", () => {
  it("keeps all of the fraction", () => {
    const span = { startedAt: "2026-01-02T03:04:05.999999Z", endedAt: "2026-01-02T03:04:06.000624Z" };
    assert.equal(goDuration(elapsedNs(span)), "625µs");
  });
});
