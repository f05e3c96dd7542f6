import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Re2 } from "./re2.ts";

/** All matches: each with its groups behind it. By the rules of RE2. */
const matches: readonly (readonly [pattern: string, text: string, found: readonly (readonly unknown[])[]])[] =
  [
    ["a*", "baaac", [[""], ["aaa"], [""]]],
    ["a+?", "aa", [["a"], ["a"]]],
    ["(a|ab)(c|bcd)?", "abcd", [["abcd", "a", "bcd"]]],
    [
      "(a*)*",
      "b",
      [
        ["", ""],
        ["", ""],
      ],
    ],
    [
      "(|a)*",
      "aa",
      [
        ["", ""],
        ["", ""],
        ["", ""],
      ],
    ],
    [
      "(a)|(b)",
      "ab",
      [
        ["a", "a", undefined],
        ["b", undefined, "b"],
      ],
    ],
    ["a{2,3}", "aaaaa", [["aaa"], ["aa"]]],
    ["a{,2}", "a{,2}", [["a{,2}"]]],
    ["x{2}{", "xx{", [["xx{"]]],
    ["(?U)a+", "aa", [["a"], ["a"]]],
    ["(?i)straſse", "STRASSE", [["STRASSE"]]],
    ["(?i:A)b", "ab AB", [["ab"]]],
    ["a(?i)b|c", "aB C", [["aB"], ["C"]]],
    ["(?m)^.$", "a\nb", [["a"], ["b"]]],
    ["(?s).+", "a\nb", [["a\nb"]]],
    [".+", "a\nb", [["a"], ["b"]]],
    ["a$", "a\na", [["a"]]],
    [String.raw`\Ab|\bc\b|\Bd\z`, "b c xd", [["b"], ["c"], ["d"]]],
    [String.raw`\s`, "\v \u00a0", [[" "]]],
    ["[[:space:]]", "\v", [["\v"]]],
    [String.raw`\d+`, "1\u06612", [["1"], ["2"]]],
    [String.raw`[^\d-z]+`, "a-1z", [["a"]]],
    ["[]a]+", "]a", [["]a"]]],
    [String.raw`[\D]`, "1a", [["a"]]],
    ["[[:^alpha:]]", "a1", [["1"]]],
    [String.raw`\pL\p{Greek}\P{Lu}\p{^Lu}`, "aαbc", [["aαbc"]]],
    [String.raw`\Qa.b\E+`, "a.bb", [["a.bb"]]],
    [String.raw`\x41\x{1f600}\101\.\a`, "A😀A.\u0007", [["A😀A.\u0007"]]],
    [".", "😀", [["😀"]]],
    ["", "é😀", [[""], [""], [""]]],
  ];

/** What RE2 refuses, and the word that says why. */
const refused: readonly (readonly [pattern: string, reason: RegExp])[] = [
  ["a**", /invalid nested repetition operator: \*\*/],
  ["*", /missing argument to repetition operator: \*/],
  ["a|{2}", /missing argument to repetition operator: \{2\}/],
  ["a{1001}", /invalid repeat count: \{1001\}/],
  ["a{3,2}", /invalid repeat count/],
  ["((a{100}){100}){100}", /invalid repeat count/],
  ["(a", /missing closing \)/],
  ["a)", /unexpected \)/],
  ["[a", /missing closing \]/],
  ["[z-a]", /invalid character class range/],
  ["[[:constructor:]]", /invalid character class range/],
  [String.raw`\p{Klingon}`, /invalid character class range/],
  [String.raw`\y`, /invalid escape sequence: \\y/],
  ["\\", /trailing backslash/],
  ["(?P<a-b>x)", /invalid named capture/],
  ["(?P<a>x)(?P<a>y)", /duplicate capture group name: a/],
  [String.raw`(a)\1`, /what RE2 does not have/],
  ["(?=a)", /what RE2 does not have/],
  ["(?<!a)b", /what RE2 does not have/],
  ["(?>a)", /what RE2 does not have/],
  [`${"(".repeat(300)}a${")".repeat(300)}`, /nests too deeply/],
  ["a".repeat(30_000), /too large/],
];

describe("a regular expression", () => {
  for (const [pattern, text, found] of matches)
    it(`${JSON.stringify(pattern)} finds in ${JSON.stringify(text)} what RE2 finds`, () => {
      const all = Array.from(new Re2(pattern).matchAll(text), (match) => [match.text, ...match.groups]);
      assert.deepEqual(all, found);
    });

  for (const [pattern, reason] of refused)
    it(`${JSON.stringify(pattern.slice(0, 40))} is refused, and it says why`, () => {
      assert.throws(() => new Re2(pattern), { name: "ConversionError", message: reason });
    });

  it("takes no more steps than characters times its own length, whatever it is", () => {
    // Each of these takes a backtracking engine longer than the sun will shine.
    const text = `${"a".repeat(20_000)}!`;
    for (const pattern of [
      "(a+)+$",
      "^(a|a)*$",
      "^(a|aa)+$",
      "(.*a){12}$",
      "^(a?){30}a{30}$",
      "(([a-z])+.)+[A-Z]",
    ])
      assert.equal(new Re2(pattern).test(text), false, pattern);
  });

  it("matches where and what JavaScript's engine matches, for what both have", () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const there = new RegExp(pattern, "u").exec(text);
        const here = new Re2(pattern).exec(text);
        assert.deepEqual(here && [here.start, here.text], there ? [there.index, there[0]] : undefined);
        assert.equal(new Re2(pattern).test(text), there !== null);
      }),
      { numRuns: 5000 },
    );
  });

  it("reads or refuses any text, and never fails otherwise", () => {
    const pieces = [
      ...Array.from("ab|()[]{}*+?^$.\\-:<>=!,123PQEdDsxpLi😀"),
      "(?",
      "(?P<",
      "[[:alpha:]]",
      "\\p{",
      "\\x{",
    ];
    const any = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((list) => list.join(""));
    fc.assert(
      fc.property(any, (pattern) => {
        try {
          new Re2(pattern).test("ab12😀");
        } catch (error) {
          assert.equal(error instanceof Error && error.name, "ConversionError", String(error));
        }
      }),
      { numRuns: 5000 },
    );
  });
});

const texts = fc
  .array(fc.constantFrom("a", "b", "c", "\n", "-"), { maxLength: 12 })
  .map((list) => list.join(""));

/** Nothing that may be empty is repeated: of that the two engines think differently. */
const { patterns } = fc.letrec<{ patterns: string; full: string }>((tie) => ({
  full: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "[a-c-]", String.raw`\W`, String.raw`\n`, "aa"),
    tie("full").map((body) => `(${body})+`),
    tie("full").map((body) => `(?:${body}){1,2}`),
    fc.tuple(tie("full"), tie("patterns")).map(([first, second]) => `${first}(?:${second})`),
    fc.tuple(tie("full"), tie("full")).map(([first, second]) => `(${first}|${second})`),
  ),
  patterns: fc.oneof(
    { depthSize: "small" },
    tie("full"),
    fc.constantFrom("^", "$", String.raw`\b`, String.raw`\B`, ""),
    tie("full").map((body) => `(?:${body})*`),
    tie("full").map((body) => `(${body})*?`),
    tie("full").map((body) => `(?:${body})+?`),
    tie("full").map((body) => `(?:${body})?`),
    tie("full").map((body) => `(?:${body}){0,3}?`),
    tie("full").map((body) => `(?:${body}){2,}`),
    fc.tuple(tie("patterns"), tie("patterns")).map(([first, second]) => `(?:${first})(?:${second})`),
    fc.tuple(tie("patterns"), tie("patterns")).map(([first, second]) => `(?:${first}|${second})`),
  ),
}));
