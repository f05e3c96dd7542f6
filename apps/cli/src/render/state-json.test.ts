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

  it("tells tables of MySQL in the same form, with their charsets and collations", () => {
    const collated = { charset: "utf8mb4", collation: "utf8mb4_bin" };
    const of = {
      kind: "table",
      schema: "",
      name: "t",
      ...collated,
      comment: "c",
      columns: [
        { name: "id", type: "int", nullable: false, default: { literal: "7" } },
        { name: "a", type: "varchar(5)", nullable: true, ...collated },
      ],
      primaryKey: { parts: [{ column: "id", descending: false }] },
      indexes: [{ name: "i", unique: true, parts: [{ column: "a", descending: true }] }],
      foreignKeys: [],
    };
    const boundSchema = { kind: "schema", schema: "", name: "shop", ...collated };
    assert.equal(
      JSON.stringify(stateJson({ ...stateOf("shop", [of]), unmanaged: [], boundSchema })),
      '{"schemas":[{"name":"shop","tables":[{"name":"t","columns":[{"name":"id","type":"int"},' +
        '{"name":"a","type":"varchar(5)","null":true,"charset":"utf8mb4","collate":"utf8mb4_bin"}],' +
        '"indexes":[{"name":"i","unique":true,"parts":[{"desc":true,"column":"a"}]}],' +
        '"primary_key":{"parts":[{"column":"id"}]},"comment":"c","charset":"utf8mb4","collate":"utf8mb4_bin"}],' +
        '"charset":"utf8mb4","collate":"utf8mb4_bin"}]}',
    );
  });

  it("says nothing of what only plans need to know of an object", () => {
    const view = {
      kind: "view",
      schema: "",
      name: "v",
      definition: "SELECT 1",
      access: {},
      origin: {},
      uses: [],
    };
    const [schema] = stateJson(stateOf("main", [view]))["schemas"] as readonly unknown[];
    assert.deepEqual(schema, { name: "main", views: [{ name: "v", definition: "SELECT 1" }] });
  });
});
