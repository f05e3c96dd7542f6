import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lockName } from "./lock.ts";

describe("the name of a lock", () => {
  it("holds that of the database", () => {
    assert.equal(lockName("atlas_apply", null), "atlas_apply");
    assert.equal(lockName("atlas_apply", "Shop"), "atlas_apply@shop");
  });

  it("has no more characters than the server takes, and none that need an escape", () => {
    const names = ["x".repeat(80), `${"x".repeat(80)}y`, "it's", "a\\b", "ü"];
    const hashed = names.map((name) => lockName(name, "shop"));
    assert.equal(new Set(hashed).size, names.length);
    for (const name of hashed) assert.match(name, /^atlas:[0-9a-f]{40}$/);
  });
});
