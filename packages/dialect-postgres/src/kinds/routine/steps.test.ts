import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AddChange, DraftStep, DropChange, SchemaObject, State } from "@atlas/core";
import { refOf } from "@atlas/core";
import { functionKind } from "./index.ts";
import type { Argument, Func } from "./model.ts";

function func(over: Partial<Func>): Func {
  return {
    kind: "function",
    schema: "public",
    name: "f(integer)",
    bareName: "f",
    arguments: [input("a", "integer")],
    returns: { type: "boolean" },
    returnsSet: false,
    language: "sql",
    body: { form: "text", text: "SELECT a > 0" },
    volatility: "VOLATILE",
    strict: false,
    leakproof: false,
    parallel: "UNSAFE",
    securityDefiner: false,
    window: false,
    settings: [],
    transforms: [],
    isOverloaded: false,
    uses: [],
    ...over,
  };
}

function input(name: string | undefined, type: string, value?: string): Argument {
  return {
    mode: "IN",
    ...(name !== undefined && { name }),
    type,
    ...(value !== undefined && { default: value }),
  };
}

function state(...objects: readonly SchemaObject[]): State {
  return {
    dialect: "postgres",
    version: "16.1",
    scope: { bound: null, schemas: [] },
    objects,
    unmanaged: [],
  };
}

function added(...functions: readonly Func[]): readonly DraftStep[] {
  const context = { from: state(), to: state(...functions), indent: "", detach: new Set<string>() };
  return functions.flatMap((each) => {
    const change: AddChange = { kind: "add_function", object: refOf(each), subject: refOf(each), to: each };
    return functionKind.steps([change], context);
  });
}

function changed(from: Func, to: Func): readonly string[] {
  const states = { from: state(from), to: state(to) };
  const changes = functionKind.compare(from, to, states);
  return functionKind.steps(changes, { ...states, indent: "", detach: new Set() }).map(({ sql }) => sql);
}

describe("steps of functions", () => {
  it("create one with its attributes in their order", () => {
    const [step] = added(
      func({
        name: "f(integer, text, text)",
        arguments: [input("a", "integer"), input("b", "text", "''"), input(undefined, "text")],
        language: "plpgsql",
        volatility: "IMMUTABLE",
        strict: true,
        securityDefiner: true,
        settings: [{ name: "search_path", value: 'public, ""' }],
        body: { form: "text", text: "\nBEGIN\n  RETURN a > 0;\nEND;\n" },
      }),
    );
    assert.equal(
      step?.sql,
      `CREATE FUNCTION "public"."f" ("a" integer, "b" text DEFAULT '', text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT SECURITY DEFINER SET "search_path" = public, '' AS $$\nBEGIN\n  RETURN a > 0;\nEND;\n$$`,
    );
    assert.equal(step.comment, 'create "f" function');
    assert.deepEqual(step.undo, ['DROP FUNCTION "public"."f"']);
  });

  it("list the columns of a table that is returned", () => {
    const [step] = added(
      func({
        arguments: [
          { mode: "TABLE", name: "x", type: "bigint" },
          { mode: "TABLE", name: "y", type: "text" },
        ],
        returns: { type: "record" },
        returnsSet: true,
        volatility: "STABLE",
        body: { form: "text", text: " SELECT 1, 'a' " },
      }),
    );
    assert.equal(
      step?.sql,
      `CREATE FUNCTION "public"."f" () RETURNS TABLE ("x" bigint, "y" text) LANGUAGE sql STABLE AS $$ SELECT 1, 'a' $$`,
    );
  });

  it("name the types of one among several of its name", () => {
    const other = func({ name: "f(text)", arguments: [input("a", "text")], comment: "of text" });
    assert.deepEqual(
      added(func({}), other).map(({ undo }) => undo[0]),
      [
        'DROP FUNCTION "public"."f" (integer)',
        'DROP FUNCTION "public"."f" (text)',
        `COMMENT ON FUNCTION "public"."f" (text) IS ''`,
      ],
    );
  });

  it("replace it where the server can, and else drop it and make it again", () => {
    const replaced =
      'CREATE OR REPLACE FUNCTION "public"."f" ("a" integer) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT a > 0 $$';
    assert.deepEqual(changed(func({}), func({ volatility: "STABLE" })), [replaced]);
    assert.deepEqual(changed(func({}), func({ arguments: [input("b", "integer")] })), [
      'DROP FUNCTION "public"."f"',
      'CREATE FUNCTION "public"."f" ("b" integer) RETURNS boolean LANGUAGE sql AS $$ SELECT a > 0 $$',
    ]);
    assert.deepEqual(changed(func({}), func({ comment: "it's" })), [
      `COMMENT ON FUNCTION "public"."f" IS 'it''s'`,
    ]);
  });

  it("take back a drop with everything that was known", () => {
    const from = func({ comment: "old", access: { owner: "app", revokes: [], grants: [] } });
    const change: DropChange = { kind: "drop_function", object: refOf(from), subject: refOf(from), from };
    const context = { from: state(from), to: state(), indent: "", detach: new Set<string>() };
    const [step] = functionKind.steps([change], context);
    assert.deepEqual(step?.undo, [
      'CREATE FUNCTION "public"."f" ("a" integer) RETURNS boolean LANGUAGE sql AS $$ SELECT a > 0 $$',
      `COMMENT ON FUNCTION "public"."f" IS 'old'`,
      'ALTER FUNCTION "public"."f" OWNER TO "app"',
    ]);
  });
});
