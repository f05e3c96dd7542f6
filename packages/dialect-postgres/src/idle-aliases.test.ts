import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Ref } from "@atlas/core";
import { withoutIdleAliases } from "./idle-aliases.ts";

const uses: readonly Ref[] = [
  { kind: "function", schema: "public", name: "f(integer)" },
  { kind: "function", schema: "public", name: "The F()" },
  { kind: "table", schema: "public", name: "g" },
];

const rowsOfFunctions = (name: string): readonly (readonly string[])[] =>
  name === "The F" ? [["key"], ["key", "A b"]] : [];

describe("withoutIdleAliases", () => {
  it("leaves out the last columns of a function that nothing speaks of", () => {
    for (const [text, expected] of [
      ["SELECT id FROM public.f(1) e(a, id, word, more)", "SELECT id FROM public.f(1) e(a, id)"],
      [
        "SELECT count(*) AS count FROM public.f((2 + 1)) f(id, word)",
        "SELECT count(*) AS count FROM public.f((2 + 1)) f",
      ],
      [
        `SELECT e."A b", h.x FROM public."The F"() e("A b", "b""c", x), f(1) h(x, "A b c")`,
        `SELECT e."A b", h.x FROM public."The F"() e("A b", "b""c", x), f(1) h(x)`,
      ],
      ["SELECT ') e(a)' FROM f(')') e(a)", "SELECT ') e(a)' FROM f(')') e"],
    ] as const)
      assert.equal(withoutIdleAliases(text, uses, rowsOfFunctions), expected);
  });

  it("leaves out names that the columns have anyhow", () => {
    assert.equal(
      withoutIdleAliases(`SELECT key, "A b" FROM "The F"() e(key, "A b")`, uses, rowsOfFunctions),
      `SELECT key, "A b" FROM "The F"() e`,
    );
  });

  it("leaves everything else as it is", () => {
    for (const text of [
      `SELECT key, a FROM "The F"() e(key, a)`,
      "SELECT id, word FROM public.f(1) e(id, word)",
      "SELECT 1 FROM (VALUES (1, 2)) v(a, b)",
      "SELECT 1 FROM json_each('{}') e(key, value)",
      "SELECT 1 FROM g(1) e(key, value)",
      "SELECT 1 FROM f(1) e(a integer, b text)",
      "SELECT ') e(a, b)' FROM f(1) e",
      "SELECT 1 FROM ((t JOIN u ON true) AS j(a, b))",
    ])
      assert.equal(withoutIdleAliases(text, uses, rowsOfFunctions), text);
  });
});
