import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SchemaObject, State } from "@atlas/core";
import { keeping } from "./kept-objects.ts";

interface Table extends SchemaObject {
  readonly columns: readonly unknown[];
}

const table = (name: string, columns: readonly unknown[]): Table => ({
  kind: "table",
  schema: "",
  name,

  columns,
});
const state = (...objects: readonly SchemaObject[]): State => ({
  dialect: "sqlite",
  version: "3.50",
  scope: { schemas: [], bound: null },
  objects,
  unmanaged: [],
});

describe("objects of a state that was read again", () => {
  it("are the same where they say the same", () => {
    const before = state(table("a", [{ name: "id" }]), table("b", []));
    const now = keeping(before, state(table("b", []), table("a", [{ name: "id" }])));
    assert.ok(now.objects[0] === before.objects[1] && now.objects[1] === before.objects[0]);
  });

  it("are new ones where anything differs", () => {
    const before = state(table("a", [{ name: "id" }]));
    for (const columns of [[], [{ name: "x" }], [{ name: "id", type: "int" }], [{}], [["id"]], [undefined]]) {
      const [object] = keeping(before, state(table("a", columns))).objects;
      assert.deepEqual(object, table("a", columns));
    }
  });
});
