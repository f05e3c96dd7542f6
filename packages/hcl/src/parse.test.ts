import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { outline } from "./outline.ts";
import { parse, parseExpressionText } from "./parse.ts";

/** Expressions and how they are understood, as nested lists. */
const expressions: readonly (readonly [text: string, outline: string])[] = [
  ["1", "1"],
  ["-1.5e3", "(- 1500)"],
  ["9007199254740993", "9007199254740993n"],
  ["null", "null"],
  ['"a\\n\\"\\u00e9\\U0001F600\\\\"', '"a\\n\\"é😀\\\\"'],
  ['"$${x} %%{y} $x %"', '"${x} %{y} $x %"'],
  ['"a${b}c"', '(template "a" b "c")'],
  ['"${a}"', "(template a)"],
  ['"${"x${y}"}"', '(template (template "x" y))'],
  ['" a ${~ b ~} c"', '(template " a" b "c")'],
  ['"%{ if a }x%{ else }y%{ endif }"', '(template (if a ["x"] ["y"]))'],
  ['"%{ for k, v in m }${v}%{ endfor }"', "(template (for k v m [v]))"],
  ["<<A\n  x\n   ${y}\nA\n", '(template "  x\\n" "   " y "\\n")'],
  ["<<-A\n  x\n\n   ${y}\n  A\n", '(template "x\\n" "\\n" " " y "\\n")'],
  ["[1, a, ]", "[1 a]"],
  ["[\n1\n,\n2\n]", "[1 2]"],
  ['{ a = 1, "b" : 2\n (c) = 3 }', '{a 1 "b" 2 (paren c) 3}'],
  ["{ for = 1 }", "{for 1}"],
  ["[for x in xs : x if x > 1]", "(for x xs x if (> x 1))"],
  ["{for k, v in m : k => v...}", "(for k v m k => v...)"],
  ["a.b.0.1[2].c", "(access a .b [0] [1] [2] .c)"],
  ['table["x y"].column.id', '(access table ["x y"] .column .id)'],
  ["a[*].b[0]", "(access a (splat .b [0]))"],
  ["a.*.b[0]", "(access a (splat .b) [0])"],
  ["f(a, b...)", "(f a b...)"],
  ["a::f(\n1,\n)", "(a::f 1)"],
  ["a ? b : c ? d : e", "(? a b (? c d e))"],
  ["1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"],
  ["!a && b || c == d < e", "(|| (&& (! a) b) (== c (< d e)))"],
  ["(1\n+ 2) % 3", "(% (paren (+ 1 2)) 3)"],
  ["naïve-name", "naïve-name"],
  ["a-b - c", "(- a-b c)"],
  ["a # b\n", "a"],
  ["/* x */ a // b", "a"],
];

describe("parseExpressionText", () => {
  for (const [text, expected] of expressions)
    it(`understands ${JSON.stringify(text)}`, () => {
      assert.equal(outline(parseExpressionText({ name: "x.hcl", text })), expected);
    });

  it("gives each node its exact range", () => {
    const text = " a.b [ 0 ]  +  f( 1 ) ";
    const sum = parseExpressionText({ name: "x.hcl", text });
    assert.ok(sum.kind === "binary" && sum.right.kind === "call");
    assert.equal(text.slice(sum.start, sum.end), "a.b [ 0 ]  +  f( 1 )");
    assert.equal(text.slice(sum.left.start, sum.left.end), "a.b [ 0 ]");
    assert.equal(text.slice(sum.right.nameRange.start, sum.right.nameRange.end), "f");
  });
});

describe("parse", () => {
  it("reads attributes and blocks with labels in their order", () => {
    const { body } = parse({
      name: "x.hcl",
      text: '\uFEFFz = 1\r\na = 2\r\n\r\nblock "x" y {\r\n  inner {\r\n    b = 3\r\n  }\r\n}\r\nblock {}\r\none { c = 4 }\r\n',
    });
    assert.deepEqual([...body.attributes.keys()], ["z", "a"]);
    assert.deepEqual(
      body.blocks.map(({ type, labels }) => [type, ...labels.map(({ value }) => value)]),
      [["block", "x", "y"], ["block"], ["one"]],
    );
    assert.deepEqual([...(body.blocks[0]?.body.blocks[0]?.body.attributes.keys() ?? [])], ["b"]);
  });

  /** Texts, and the place, finding and next step that are told of them. */
  const mistakes: readonly (readonly [text: string, place: string, message: RegExp, hint: RegExp])[] = [
    ["a = ", "1:5", /^expected a value, found the end of the file$/, /Write a value/],
    ["a = \nb = 1", "1:5", /^expected a value, found the end of the line$/, /Write a value/],
    ["a = 1 b = 2", "1:7", /^expected the end of the line, found the name b$/, /line of its own/],
    ["a = 1\na = 2", "2:1", /^found the attribute a a second time$/, /Keep one/],
    [
      "a",
      "1:2",
      /^expected an equals sign \(=\) or a block behind a, found the end of the file$/,
      /name = value/,
    ],
    ["= 1", "1:1", /^expected an attribute or a block, found "="$/, /name = value/],
    ["a {\n b = 1\n", "1:1", /^the block a that starts here is not closed$/, /Close it/],
    ["a = 1\n}\n", "2:1", /^found a closing brace \(\}\) without a block/, /Remove it/],
    ['a "${b}" {}', "1:3", /^expected a plain text as label, found a template$/, /without/],
    [
      "a { b = 1 c = 2 }",
      "1:11",
      /a block on one line holds one attribute, found the name c$/,
      /line of its own/,
    ],
    ["a { b {} }", "1:7", /a block on one line holds no other block, found "\{"$/, /line of its own/],
    ["a = [1, 2", "1:10", /^expected a comma or a closing bracket \(\]\)/, /Close the list/],
    ["a = f(1", "1:8", /^expected a comma or a closing parenthesis/, /Close the arguments of f/],
    ["a = f(b..., 1)", "1:8", /^expected no argument behind an expanded one/, /last/],
    ["a = { b 1 }", "1:9", /^expected an equals sign \(=\) or a colon/, /key = value/],
    ["a = { b.c = 1 }", "1:7", /^expected a name as key, found a reference$/, /parentheses/],
    ["a = { b = 1 c = 2 }", "1:13", /^expected a comma, the end of the line/, /Separate/],
    ["a = b ? c", "1:10", /^expected a colon \(:\)/, /test \? yes : no/],
    ["a = (1", "1:7", /^expected a closing parenthesis/, /Close/],
    ["a = b[1", "1:8", /^expected a closing bracket/, /Close/],
    ["a = b.", "1:7", /^expected the name of an attribute/, /brackets/],
    ["a = b.1e5", "1:7", /^expected a name or an index/, /whole number/],
    ["a = 1e999", "1:5", /too large/, /quotes/],
    ["a = [for x y : x]", "1:12", /^expected the word in, found the name y$/, /for item in list/],
    ["a = [for x in y : x => x]", "1:21", /found =>$/, /braces/],
    ["a = {for x in y : x}", "1:20", /^expected an arrow/, /=>/],
    ['a = "x', "1:5", /not closed on its line$/, /double quote/],
    ['a = "x\\q"', "1:7", /^found the escape \\q, which is not known$/, /backslash/],
    ['a = "${b"', "1:9", /not closed on its line$/, /double quote/],
    ['a = "${b c}"', "1:10", /^expected a closing brace/, /Close the sequence/],
    ['a = "%{ if b }c"', "1:16", /^expected %\{ else \} or %\{ endif \}/, /Close the directive/],
    ['a = "%{ endif }"', "1:9", /^expected if or for, found "endif"$/, /Remove it/],
    ["a = <<A\nx\n", "1:5", /there is no line "A"$/, /Write A alone/],
    ["a = << A\n", "1:5", /^<< has to be followed by a name/, /<<-SQL/],
    ["a = /* x", "1:5", /^a comment that starts with \/\* is not closed$/, /\*\//],
    ["é = 'x'", "1:5", /^found "'", which is not used in HCL$/, /double quotes/],
    ["a = 1;", "1:6", /^found ";"/, /semicolon/],
    [`a = ${"(".repeat(300)}`, "1:205", /^found more than 200 levels of nesting$/, /locals/],
    ["a {\n".repeat(300), "201:4", /^found more than 200 levels of nesting/, /locals/],
  ];
  for (const [text, place, message, hint] of mistakes)
    it(`tells what is wrong with ${JSON.stringify(text.slice(0, 40))}`, () => {
      const error = errorOf(text);
      assert.equal(`${error.place?.line}:${error.place?.column}`, place);
      assert.match(error.message.split("; ", 1)[0] ?? "", message);
      assert.match(error.hint ?? "", hint);
    });

  it("tells all problems of a file at once, and none that only follows from another", () => {
    const error = errorOf('a = \ntable "x" {\n  b = [1\n  c = 2\n}\nd = 3 4\n');
    assert.deepEqual(error.details["problems"], [
      {
        line: 1,
        column: 5,
        endLine: 2,
        endColumn: 1,
        message: "expected a value, found the end of the line",
        hint: error.hint,
      },
      {
        line: 4,
        column: 3,
        endLine: 4,
        endColumn: 4,
        message: "expected a comma or a closing bracket (]) behind an element, found the name c",
        hint: "Close the list with ].",
      },
      {
        line: 6,
        column: 7,
        endLine: 6,
        endColumn: 8,
        message: "expected the end of the line, found the number 4",
        hint: "Put each attribute and block on a line of its own.",
      },
    ]);
    assert.match(error.message, /; 2 more problems:\nx\.hcl:4:3: expected a comma/);
  });
});

function errorOf(text: string): AtlasError {
  try {
    parse({ name: "x.hcl", text });
  } catch (error) {
    if (error instanceof AtlasError && error.code === "E_HCL") return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "nothing was wrong" });
}
