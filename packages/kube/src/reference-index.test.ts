import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReferenceIndex } from "./reference-index.ts";

const secrets = { group: "", version: "v1", plural: "secrets", kind: "Secret" };
const maps = { group: "", version: "v1", plural: "configmaps", kind: "ConfigMap" };
const one = { namespace: "a", name: "one" };

describe("an index of references", () => {
  it("finds all who refer to an object, and tells a Secret from a ConfigMap of one name", () => {
    const index = new ReferenceIndex();
    index.set("a/x", [{ type: secrets, key: one }]);
    index.set("a/y", [
      { type: secrets, key: one },
      { type: maps, key: one },
    ]);
    assert.deepEqual(index.sourcesOf(secrets, one), ["a/x", "a/y"]);
    assert.deepEqual(index.sourcesOf(maps, one), ["a/y"]);
    assert.deepEqual(index.sourcesOf(secrets, { namespace: "b", name: "one" }), []);
  });

  it("replaces what an object referred to before", () => {
    const index = new ReferenceIndex();
    index.set("a/x", [{ type: secrets, key: one }]);
    index.set("a/x", [{ type: maps, key: one }]);
    assert.deepEqual(index.sourcesOf(secrets, one), []);
    assert.deepEqual(index.sourcesOf(maps, one), ["a/x"]);
  });

  it("keeps nothing of objects that are gone", () => {
    const index = new ReferenceIndex();
    index.set("a/x", [{ type: secrets, key: one }]);
    index.delete("a/x");
    assert.equal(index.size, 0);
  });
});
