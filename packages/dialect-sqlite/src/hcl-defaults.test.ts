import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { printDefault } from "./hcl-defaults.ts";

describe("a default in HCL", () => {
  it("may be a text of any length", () => {
    const letters = "it's ".repeat(2_000_000);
    assert.equal(printDefault(`'${letters.replaceAll("'", "''")}'`, "text"), `"${letters}"`);
  });
});
