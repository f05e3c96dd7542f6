import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ObjectKind } from "./dialect.ts";
import { includeFrom } from "./include.ts";
import type { SchemaObject, State } from "./state.ts";

interface Table extends SchemaObject {
  readonly columns: readonly string[];
}

const tables: ObjectKind<Table> = {
  name: "table",
  recreatable: false,
  requires: () => [],
  compare: () => [],
  steps: () => [],
  prune: (object, keep) => ({ ...object, columns: object.columns.filter((name) => keep("column", name)) }),
};
const kinds = [
  tables,
  { ...tables, name: "function", prune: undefined },
  { ...tables, name: "trigger", prune: undefined },
];

const schema = (name: string): SchemaObject => ({ kind: "schema", schema: "", name });
const users: Table = { kind: "table", schema: "app", name: "users", columns: ["id", "name"] };
const posts: Table = { kind: "table", schema: "app", name: "posts", columns: ["id"] };
const audit: SchemaObject = { kind: "trigger", schema: "app", table: "users", name: "audit" };
const f: SchemaObject = { kind: "function", schema: "lib", name: "f" };
const state: State = {
  dialect: "postgres",
  version: "16",
  scope: { bound: null, schemas: [] },
  objects: [schema("app"), schema("lib"), users, posts, audit, f],
  unmanaged: [
    { kind: "cast", schema: "", name: "(a AS b)" },
    { kind: "operator", schema: "lib", name: "lib.+" },
  ],
};

function kept(...patterns: readonly string[]): readonly string[] {
  const rest = includeFrom(state, patterns, kinds);
  return [...rest.objects, ...rest.unmanaged].map(({ name }) => name);
}

describe("include", () => {
  it("keeps everything without patterns", () => {
    assert.equal(includeFrom(state, [], kinds), state);
  });

  it("keeps a schema with all that lies in it", () => {
    assert.deepEqual(kept("lib"), ["lib", "f", "lib.+"]);
  });

  it("keeps what a pattern names, with what belongs to it and the schema around it", () => {
    assert.deepEqual(kept("app.users"), ["app", "users", "audit"]);
    assert.deepEqual(kept("*.*[type=function]"), ["lib", "f"]);
    assert.deepEqual(kept("app.posts", "lib.f"), ["app", "lib", "posts", "f"]);
  });

  it("keeps a table with those of its parts that a pattern names", () => {
    const rest = includeFrom(state, ["app.users.n*", "app.users.nothing"], kinds);
    assert.deepEqual(rest.objects, [schema("app"), { ...users, columns: ["name"] }]);
  });
});
