import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SchemaObject, State } from "@atlas/core";
import { stateJson } from "./state-json.ts";

const table = {
  kind: "table",
  schema: "",
  name: "t1",
  columns: [{ name: "id", type: "INTEGER", notNull: false }],
  primaryKey: { columns: ["id"] },
  uniques: [],
  indexes: [],
  foreignKeys: [],
};

function stateOf(bound: string | null, objects: readonly SchemaObject[]): State {
  return {
    dialect: "sqlite",
    version: "3",
    scope: { bound, schemas: [] },
    objects,
    unmanaged: [{ kind: "function", schema: "public", name: "public.f()" }],
  };
}

describe("stateJson", () => {
  it("has the keys that consumers know, and names what is not managed", () => {
    assert.equal(
      JSON.stringify(stateJson(stateOf("main", [table]))),
      '{"schemas":[{"name":"main","tables":[{"name":"t1","columns":[{"name":"id","type":"INTEGER","null":true}],' +
        '"primary_key":{"parts":[{"column":"id"}]}}]}],"unmanaged":[{"kind":"function","name":"public.f()"}]}',
    );
  });

  it("lists the schemas of a whole database, also those without tables", () => {
    const objects = [
      { kind: "schema", schema: "", name: "empty" },
      { kind: "extension", schema: "", name: "citext" },
      { ...table, schema: "app" },
    ];
    const json = stateJson(stateOf(null, objects));
    assert.deepEqual(
      JSON.parse(JSON.stringify(json["schemas"])).map(({ name }: { readonly name: string }) => name),
      ["app", "empty"],
    );
    assert.deepEqual(json["extensions"], [{ name: "citext" }]);
  });
});
