import assert from "node:assert/strict";
import { it } from "node:test";
import { fnv1 } from "./lock.ts";

it("a lock's name is hashed with 32-bit FNV-1, as other versions of Atlas do", () => {
  // Test vectors of the algorithm's authors.
  assert.equal(fnv1(""), 0x811c9dc5);
  assert.equal(fnv1("a"), 0x050c5d7e);
  assert.equal(fnv1("foobar"), 0x31f0b262);
});
