import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { truncateStatements } from "./report.ts";

describe("truncateStatements", () => {
  it("keeps what fits", () => {
    assert.deepEqual(truncateStatements(["a", "b"]), ["a", "b"]);
  });

  it("keeps the first statement and counts the bytes of the others", () => {
    assert.deepEqual(truncateStatements(["CREATE A", "x".repeat(1020)]), [
      "CREATE A",
      "-- truncated 1020 bytes...",
    ]);
  });

  it("keeps the first line of a long statement", () => {
    const first = `CREATE TABLE t (\n${"x".repeat(2000)}`;
    assert.deepEqual(truncateStatements([first]), ["CREATE TABLE t (\n-- truncated 2001 bytes..."]);
  });

  it("keeps nothing when not even that fits", () => {
    assert.deepEqual(truncateStatements(["é".repeat(600)]), ["-- truncated 1200 bytes..."]);
  });
});
