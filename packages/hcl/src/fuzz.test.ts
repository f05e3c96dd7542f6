import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import fc from "fast-check";
import { format } from "./format.ts";
import { outlineBody } from "./outline.ts";
import { parse } from "./parse.ts";

/** Pieces whose mixtures are nearly, and now and then wholly, HCL. */
const signs = Array.from("{}[]().,=:?!<>+-*/%~#\"'$\\ \n\r\t;|&");
const words = [
  "a",
  "b-c",
  "é",
  "for",
  "in",
  "if",
  "else",
  "endif",
  "true",
  "null",
  "0",
  "1.5",
  "1e9",
  "...",
  "=>",
];
const openings = [
  "${",
  "%{",
  "$${",
  "<<A\n",
  "<<-A\n",
  "\nA\n",
  "/*",
  "*/",
  "//",
  "a = ",
  'b "x" {\n',
  "\n}\n",
  '"x"',
];
const pieces = [...signs, ...words, ...openings];
const nearly = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join(""));

/** Expressions that are HCL, laid out at random. */
const gap = fc.constantFrom("", "", " ", "  ", "\t", " /* c */ ");
const { expression } = fc.letrec<{ expression: string; small: string }>((tie) => ({
  small: fc.constantFrom(
    "1",
    "x",
    "null",
    '"a"',
    '"${ x }b"',
    "x.y",
    'x["k"]',
    "x[*].y",
    "x.*.z",
    "-1",
    "1.5",
  ),
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie("small"),
    fc
      .tuple(gap, fc.array(tie("expression"), { maxLength: 3 }), gap)
      .map(([a, list, b]) => `[${a}${list.join(`,${b}`)}]`),
    fc.tuple(gap, tie("expression")).map(([a, value]) => `{${a}k${a}=${a}${value}${a}}`),
    fc.tuple(tie("expression"), gap).map(([value, a]) => `f(${a}${value}${a})`),
    fc.tuple(tie("expression"), gap).map(([value, a]) => `(\n${a}${value}\n)`),
    fc
      .tuple(tie("expression"), tie("expression"), gap)
      .map(([a, b, g]) => `(${a} +${g}${b} ? !${a} : -${b})`),
    fc.tuple(tie("expression"), gap).map(([value, a]) => `[for k,${a}v in ${value}:${a}v]`),
    tie("expression").map((value) => `"%{if ${value}}y%{ else }n%{endif}"`),
  ),
}));
const item = fc.oneof(
  fc
    .tuple(fc.constantFrom("a", "long-name", "é"), gap, expression)
    .map(([name, g, value]) => `${name}${g}=${g}${value}`),
  fc.constantFrom("", "", "# note", "// note  ", "/* two\n lines */", "e {}"),
  expression.map((value) => `h = <<-X\n   text \${${value.replaceAll("\n", " ")}}\n\n     more\n  X`),
);
const body = fc
  .array(item, { maxLength: 6 })
  .map((items) =>
    items.map((text, at) => `${text.replace(/^[aélh][a-z-]*/, (name) => `${name}${at}`)} # c${at}`),
  )
  .map((items) => items.map((text) => (/X # c\d$/.test(text) ? text.replace(/ # c\d$/, "") : text)));
const document = fc
  .tuple(body, body, gap)
  .map(([outer, inner, g]) => `${outer.join("\n")}\n${g}block "x" {\n${inner.join(`\n${g}`)}\n}\n`);

describe("any text", () => {
  it("is read or refused with a place, never a crash", () => {
    const holds = fc.property(fc.oneof(nearly, fc.string({ unit: "binary" })), (text) => {
      const error = problemOf(text);
      if (error === undefined) return;
      assert.equal(error.code, "E_HCL");
      assert.ok(error.hint !== undefined && error.place !== undefined);
      const lines = text.split("\n");
      assert.ok(error.place.line >= 1 && error.place.line <= lines.length);
    });
    fc.assert(holds, { numRuns: 2000 });
  });

  it("that can be read keeps its meaning when laid out, and is laid out once and for all", () => {
    const holds = fc.property(fc.oneof({ arbitrary: document, weight: 3 }, nearly), (text) => {
      if (problemOf(text) !== undefined) return;
      const once = format({ name: "x", text });
      assert.deepEqual(
        outlineBody(parse({ name: "x", text: once }).body),
        outlineBody(parse({ name: "x", text }).body),
      );
      assert.equal(format({ name: "x", text: once }), once);
      assert.deepEqual(commentsOf(once), commentsOf(text));
    });
    fc.assert(holds, { numRuns: 1000 });
  });

  it("of a kind that can be read is really read", () => {
    fc.assert(
      fc.property(document, (text) => {
        assert.equal(problemOf(text)?.message, undefined);
      }),
      { numRuns: 300 },
    );
  });
});

function problemOf(text: string): AtlasError | undefined {
  try {
    parse({ name: "x", text });
    return undefined;
  } catch (error) {
    if (error instanceof AtlasError) return error;
    throw error;
  }
}

function commentsOf(text: string): number {
  return text.split(/#|\/\/|\/\*/).length;
}
