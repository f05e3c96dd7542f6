import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ObjectKind } from "./dialect.ts";
import { AtlasError } from "./errors.ts";
import { excludeFrom } from "./exclude.ts";
import type { SchemaObject, State } from "./state.ts";

interface Table extends SchemaObject {
  readonly parts: readonly { readonly type: string; readonly name: string }[];
}

const tables: ObjectKind<Table> = {
  name: "table",
  recreatable: false,
  requires: () => [],
  compare: () => [],
  steps: () => [],
  prune: (object, keep) => ({ ...object, parts: object.parts.filter((part) => keep(part.type, part.name)) }),
};
const enums: ObjectKind = { ...tables, name: "enum", prune: undefined };

function stateOf(bound: string | null, ...objects: readonly SchemaObject[]): State {
  const unmanaged = [{ kind: "function", schema: bound === null ? "app" : "", name: "app.f(integer)" }];
  return { dialect: "postgres", version: "16", scope: { bound, schemas: [] }, objects, unmanaged };
}

const app: SchemaObject = { kind: "schema", schema: "", name: "app" };
const users: Table = {
  kind: "table",
  schema: "app",
  name: "users",
  parts: [
    { type: "column", name: "c1" },
    { type: "index", name: "c1" },
  ],
};
const mood: SchemaObject = { kind: "enum", schema: "app", name: "user_mood" };
const realm = stateOf(null, app, users, mood);

function left(state: State, ...patterns: readonly string[]): readonly string[] {
  return excludeFrom(state, patterns, [tables, enums]).objects.map((object) => object.name);
}

describe("exclude", () => {
  it("removes a schema with its content by one part", () => {
    const rest = excludeFrom(realm, ["ap*"], [tables, enums]);
    assert.deepEqual([rest.objects, rest.unmanaged], [[], []]);
  });

  it("removes objects by schema and name", () => {
    assert.deepEqual(left(realm, "app.user*"), ["app"]);
  });

  it("removes only objects of the types named", () => {
    assert.deepEqual(left(realm, "*.*[type=enum]"), ["app", "users"]);
    assert.deepEqual(left(realm, "*.*[type=type]"), ["app", "users"]);
  });

  it("refuses a type that nothing has, and names the one that was meant", () => {
    for (const pattern of [
      "*.*[type=tabel]",
      "*.*[type=enum|tabel]",
      "*.*[type=foreign-tabel]",
      "*.*[type=]",
    ])
      assert.throws(
        () => left(realm, pattern),
        (error) =>
          error instanceof AtlasError && error.code === "E_EXCLUDE" && /unknown type/.test(error.message),
      );
    assert.throws(
      () => left(realm, "*.*[type=tabel]"),
      (error) => error instanceof AtlasError && error.hint === "Did you mean [type=table]?",
    );
    assert.deepEqual(left(realm, "*.*[type= enum | view ]"), ["app", "users"]);
  });

  it("selects objects by what they alone are", () => {
    const kinds = [{ ...tables, selectorsOf: () => ["partition"] }, enums];
    const names = (pattern: string) => excludeFrom(realm, [pattern], kinds).objects.map(({ name }) => name);
    assert.deepEqual(names("*.*[type=partition]"), ["app", "user_mood"]);
    assert.deepEqual(names("*.*[type=base]"), ["app", "users", "user_mood"]);
  });

  it("leaves the schema part out in a state that is bound to one schema", () => {
    const bound = stateOf("app", { ...users, schema: "" }, { ...mood, schema: "" });
    assert.deepEqual(left(bound, "users"), ["user_mood"]);
  });

  it("removes parts of an object by type", () => {
    const [, table] = excludeFrom(realm, ["*.*.c1[type=index]"], [tables, enums]).objects;
    assert.deepEqual(table, { ...users, parts: [{ type: "column", name: "c1" }] });
  });

  it("leaves what is unmanaged out of the report too", () => {
    assert.deepEqual(excludeFrom(realm, ["app.f"], [tables, enums]).unmanaged, []);
  });

  it("finds triggers by their own name, below their table, and with it", () => {
    const trigger: ObjectKind = { ...tables, name: "trigger", prune: undefined };
    const audit = { kind: "trigger", schema: "app", table: "users", name: "audit" };
    const state = stateOf(null, app, users, audit);
    const leaves = (pattern: string): readonly string[] =>
      excludeFrom(state, [pattern], [tables, enums, trigger]).objects.map(({ name }) => name);
    assert.deepEqual(leaves("app.*[type=trigger]"), ["app", "users"]);
    assert.deepEqual(leaves("app.users.audit[type=trigger]"), ["app", "users"]);
    assert.deepEqual(leaves("app.*[type=table].audit"), ["app", "users"]);
    assert.deepEqual(leaves("app.other.audit"), ["app", "users", "audit"]);
    assert.deepEqual(leaves("app.users"), ["app"]);
  });

  it("takes a quoted part by the letter", () => {
    const dotted = stateOf(
      "app",
      { ...users, schema: "", name: "a.*" },
      { ...mood, schema: "", name: "a.b" },
    );
    assert.deepEqual(left(dotted, '"a.*"'), ["a.b"]);
  });

  for (const [pattern, message] of [
    ["", 'empty pattern: ""'],
    ["a.b.c.d", 'too many parts in pattern: "a.b.c.d"'],
    ["a.[b", 'syntax error in pattern: "a.[b"'],
  ] as const)
    it(`refuses ${JSON.stringify(pattern)} by name`, () => {
      assert.throws(
        () => left(realm, pattern),
        (error) => error instanceof AtlasError && error.code === "E_EXCLUDE" && error.message === message,
      );
    });

  it("leaves out a part of what lies in no schema when the pattern names its type", () => {
    const extensions: ObjectKind<Table> = { ...tables, name: "extension" };
    const citext = {
      kind: "extension",
      schema: "",
      name: "citext",
      parts: [{ type: "version", name: "version" }],
    };
    const partsLeft = (pattern: string): unknown =>
      excludeFrom(stateOf(null, citext), [pattern], [extensions]).objects;
    assert.deepEqual(partsLeft("*[type=extension].version"), [{ ...citext, parts: [] }]);
    assert.deepEqual(partsLeft("*.version"), [citext]);
  });

  it("knows overloaded functions by the name that people call them", () => {
    const functions: ObjectKind<SchemaObject & { readonly bareName: string }> = {
      name: "function",
      recreatable: true,
      title: ({ bareName }) => bareName,
      requires: () => [],
      compare: () => [],
      steps: () => [],
    };
    const overload = (types: string): SchemaObject & { readonly bareName: string } => ({
      kind: "function",
      schema: "app",
      name: `area(${types})`,
      bareName: "area",
    });
    const state = stateOf(null, app, overload("circle"), overload("box, text"), users);
    const names = (pattern: string): readonly string[] =>
      // Its own functions are the only objects that its rules see.
      excludeFrom(state, [pattern], [functions as unknown as ObjectKind]).objects.map(({ name }) => name);
    assert.deepEqual(names("app.area"), ["app", "users"]);
    assert.deepEqual(names("app.*[type=func]"), ["app", "users"]);
    assert.deepEqual(names("app.area[type=proc]"), ["app", "area(circle)", "area(box, text)", "users"]);
  });
});
