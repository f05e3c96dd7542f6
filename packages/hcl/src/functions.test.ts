import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evaluate } from "./evaluate.ts";
import { printFunction, standardFunctions } from "./functions.ts";
import { yamlFunctions } from "./functions/encoding.ts";
import { toJson } from "./functions/json.ts";
import { parseExpressionText } from "./parse.ts";
import { emptyScope } from "./scope.ts";

const printed: string[] = [];
const functions = new Map([
  ...standardFunctions,
  ["print", printFunction((line) => printed.push(line))] as const,
  ...Object.entries(yamlFunctions({ parse: (text) => JSON.parse(text) as unknown, print: JSON.stringify })),
]);

function value(text: string) {
  const source = { name: "x.hcl", text };
  return evaluate(parseExpressionText(source), { source, scope: emptyScope, functions });
}

/** Calls and what they return, as JSON. */
const calls: readonly (readonly [text: string, json: string])[] = [
  ["abs(-2.5)", "2.5"],
  ['alltrue([true, "true"])', "true"],
  ["anytrue([false, null])", "false"],
  ["ceil(1.2)", "2"],
  ["floor(-1.2)", "-2"],
  ['chomp("a\\r\\n\\n")', '"a"'],
  ["chunklist([1, 2, 3], 2)", "[[1,2],[3]]"],
  ["coalescelist([], [1])", "[1]"],
  ['compact(["a", "", null, "b"])', '["a","b"]'],
  ["concat([1], [2, 3])", "[1,2,3]"],
  ["contains([1, 2], 2)", "true"],
  ['csvdecode("a,b\\n1,\\"x,\\"\\"y\\"\\n")', '[{"a":"1","b":"x,\\"y"}]'],
  ["distinct([1, 2, 1])", "[1,2]"],
  ["element([1, 2, 3], 4)", "2"],
  ['[empty(""), empty(null), empty([]), empty(0)]', "[true,true,true,false]"],
  ['endswith("abc", "c")', "true"],
  ["flatten([1, [2, [3]]])", "[1,2,3]"],
  [
    'format("%5.1f|%-4s|%04d|%q|%v|%t|%x|%%|%#v", 3.14159, "ab", 7, "c", [1], true, 255, { a = 1 })',
    '"  3.1|ab  |0007|\\"c\\"|[1]|true|ff|%|{\\"a\\":1}"',
  ],
  ['format("%[2]s %[1]s", "a", "b")', '"b a"'],
  ['formatlist("%s-%s", ["a", "b"], "x")', '["a-x","b-x"]'],
  [
    'formatdate("EEEE, DD MMM YYYY hh:mm:ss ZZZ", "2024-02-29T13:04:05Z")',
    '"Thursday, 29 Feb 2024 13:04:05 UTC"',
  ],
  [
    "formatdate(\"YYYYMMDD 'o''clock' H aa ZZZZZ\", \"2020-12-01T23:00:00+02:00\")",
    '"20201201 o\'clock 11 pm +02:00"',
  ],
  ['indent(2, "a\\nb")', '"a\\n  b"'],
  ["index([5, 6], 6)", "1"],
  ['join("-", ["a", 1], ["b"])', '"a-1-b"'],
  ['jsondecode("{\\"a\\": [1, 12345678901234567890, null]}")', '{"a":[1,12345678901234567890,null]}'],
  ['jsonencode({ b = "<", a = [1.5, true] })', JSON.stringify('{"a":[1.5,true],"b":"\\u003c"}')],
  ["keys({ b = 1, a = 2 })", '["a","b"]'],
  ["values({ b = 1, a = 2 })", "[2,1]"],
  ['[length("añ👩‍👩‍👧"), length([1]), length({ a = 1 })]', "[3,1,1]"],
  ["log(8, 2)", "3"],
  ['[lower("AbC"), upper("AbC"), title("hello big-world")]', '["abc","ABC","Hello Big-World"]'],
  ["[max(1, 3, 2), min(1, 3, 2)]", "[3,1]"],
  ["merge({ a = 1 }, null, { a = 2, b = 3 })", '{"a":2,"b":3}'],
  ['[parseint("ff", 16), parseint("-11", 2)]', "[255,-3]"],
  ["pow(2, 10)", "1024"],
  ["[range(3), range(1, 4), range(0, 1, 0.25), range(3, 0)]", "[[0,1,2],[1,2,3],[0,0.25,0.5,0.75],[3,2,1]]"],
  ['regex("[a-z]+", "12ab3")', '"ab"'],
  ['regex("(\\\\d+)-(x)?", "12-")', '["12",null]'],
  ['regex("(?P<y>\\\\d{4})-(?P<m>\\\\d\\\\d)", "2024-05")', '{"m":"05","y":"2024"}'],
  ['regex("(?i)[[:alpha:]]+", "12Ab")', '"Ab"'],
  ['regexall("\\\\d", "1a2")', '["1","2"]'],
  ['regexall("a*", "baa")', '["","aa"]'],
  ['regexreplace("baa", "a*", "-")', '"-b-"'],
  ['regexpescape("a.b*")', JSON.stringify("a\\.b\\*")],
  ['regexreplace("a1b2", "([a-z])(\\\\d)", "$2$${1}")', '"1a2b"'],
  ['replace("a.b.c", ".", "$&")', '"a$&b$&c"'],
  ['[reverse([1, 2]), strrev("añ")]', '[[2,1],"ña"]'],
  ["[setintersection([1, 2], [2, 3]), setsubtract([1, 2], [2]), setunion([2, 1], [3])]", "[[2],[1],[1,2,3]]"],
  ["setproduct([1, 2], [3, 4])", "[[1,3],[1,4],[2,3],[2,4]]"],
  ["[signum(-5), signum(0)]", "[-1,0]"],
  ["slice([1, 2, 3], 1, 3)", "[2,3]"],
  ['sort(["b", "a", "B"])', '["B","a","b"]'],
  ['split(",", "a,b,")', '["a","b",""]'],
  ['startswith("abc", "ab")', "true"],
  ['[substr("hello", 1, 3), substr("hello", -2, -1), substr("👩‍👩‍👧x", 0, 1)]', '["ell","lo","👩‍👩‍👧"]'],
  ['timeadd("2024-02-28T23:59:30Z", "24h1m30s")', '"2024-03-01T00:01:00Z"'],
  ['timeadd("2000-01-01T00:00:00+05:30", "-1s")', '"1999-12-31T23:59:59+05:30"'],
  ['[tobool("true"), tonumber("1.50"), tostring(1.5), tostring(null)]', '[true,1.5,"1.5",null]'],
  ['[tolist(toset(["b", "a", "b"])), toset([2, 10, 2])]', '[["a","b"],[2,10]]'],
  [
    '[trim("xxaxx", "x"), trimprefix("aab", "a"), trimsuffix("abb", "b"), trimspace(" a\\n")]',
    '["a","ab","ab","a"]',
  ],
  ['urlescape("a b/ü")', '"a+b%2F%C3%BC"'],
  ['urluserinfo("mysql://h:3306/db", "me", "p@ss")', '"mysql://me:p%40ss@h:3306/db"'],
  ['urluserinfo("postgres://old:x@h/db?a=1", "me")', '"postgres://me@h/db?a=1"'],
  [
    'urlqueryset("postgres://h/db?z=1&search_path=a", "search_path", "b c")',
    '"postgres://h/db?search_path=b+c&z=1"',
  ],
  ['urlsetpath("mysql://u:p@h:3306/old?x=1", "a b")', '"mysql://u:p@h:3306/a%20b?x=1"'],
  ['zipmap(["a", "b"], [1, 2])', '{"a":1,"b":2}'],
  ['yamldecode("{\\"a\\": 1}")', '{"a":1}'],
  [
    'yamlmerge(["{\\"a\\": {\\"b\\": 1}}", "{\\"a\\": {\\"c\\": 2}}"])',
    JSON.stringify('{"a":{"b":1,"c":2}}'),
  ],
  ['[regexmatch("^a+$", "aa"), regexmatch("^a+$", "ab")]', "[true,false]"],
];

describe("the function library", () => {
  for (const [text, json] of calls)
    it(`computes ${text}`, () => {
      assert.equal(toJson(value(text)).replaceAll("\\u0026", "&"), json);
    });

  it("prints texts as they are and all else as JSON, and returns it", () => {
    assert.equal(value('print("a")'), "a");
    assert.deepEqual(value("print([1])"), [1]);
    assert.deepEqual(printed, ["a\n", "[1]\n"]);
  });

  const mistakes: readonly (readonly [text: string, message: RegExp])[] = [
    ['tonumber("x")', /given string must be a decimal representation of a number$/],
    ['tobool("x")', /only the strings "true" or "false" are allowed$/],
    ["index([1], 2)", /item not found$/],
    ["range(0, 1e9)", /more than 1024 values/],
    ["range(0, 1, 0)", /must not be zero$/],
    ["setproduct(range(1000), range(1000))", /more than 100000 elements$/],
    ["element([], 0)", /the list is empty$/],
    ["slice([1], 0, 2)", /0 to 2 is no part of a list of 1$/],
    ["zipmap([1], [])", /1 keys do not fit 0 values$/],
    ['parseint("9", 8)', /cannot parse "9" as a base 8 integer$/],
    ['format("%s")', /not enough arguments/],
    ['format("x", 1)', /1 arguments more than the format uses$/],
    ['format("%99999999d", 1)', /too large$/],
    ['format("%y", 1)', /the verb "%y" is not known$/],
    ['regex("(", "a")', /the pattern is not understood/],
    ['regex("(a)\\\\1", "aa")', /what RE2 does not have/],
    ['regex("(?P<a>x)(y)", "xy")', /groups with and without names/],
    ['regex("b", "a")', /did not match/],
    ['jsondecode("{")', /the text is not JSON/],
    ['csvdecode("a\\n1,2\\n")', /a row has 2 fields, the header 1$/],
    ['csvdecode("a\\n\\"1")', /a quote in the CSV text/],
    ['formatdate("YYYYY", "2024-01-01T00:00:00Z")', /"YYYYY" is not known/],
    ['formatdate("YYYY", "2023-02-29T00:00:00Z")', /not a valid RFC3339 timestamp/],
    ['timeadd("2024-01-01T00:00:00Z", "1x")', /not a duration/],
    ['urlsetpath("secret", "a")', /: the URL is malformed: a scheme and :\/\/ are required$/],
    ["pow(10, 999)", /not a finite number$/],
    ["1e300 * 1e300", /the result is too large$/],
    ['indent(100000, "a")', /between 0 and 10000/],
  ];
  for (const [text, message] of mistakes)
    it(`refuses ${text}`, () => {
      assert.throws(() => value(text), { code: "E_HCL", message });
    });
});
