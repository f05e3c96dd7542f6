import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { evaluate } from "./evaluate.ts";
import { standardFunctions } from "./functions.ts";
import { toJson } from "./functions/json.ts";
import { parseExpressionText } from "./parse.ts";
import type { PathStep, Scope } from "./value.ts";
import { isKind, objectOf, unknown } from "./value.ts";

/** Knows some values, and blocks `table.<name>` as references whose `name` can be read. */
const scope: Scope = {
  resolve: (path) => {
    switch (path[0]) {
      case "n":
        return { value: 3, used: 1 };
      case "nothing":
        return { value: null, used: 1 };
      case "later":
        return { value: unknown, used: 1 };
      case "list":
        return { value: ["a", "b"], used: 1 };
      case "people":
        return {
          value: [objectOf([["name", "Ada"]]), objectOf([["name", "Bob"]])],
          used: 1,
        };
      case "map":
        return {
          value: objectOf([
            ["b", 2],
            ["a", 1],
          ]),
          used: 1,
        };
      case "table":
        return path[2] === "name" && typeof path[1] === "string"
          ? { value: path[1], used: 3 }
          : { value: { kind: "reference", path }, used: path.length };
      default:
        return undefined;
    }
  },
  call: (name, args) => (name === "varchar" ? { kind: "capsule", type: "varchar", data: args } : undefined),
};

function value(text: string) {
  return evaluate(parseExpressionText({ name: "x.hcl", text }), {
    source: { name: "x.hcl", text },
    scope,
    functions: standardFunctions,
  });
}

/** Expressions and what they are worth, as JSON. */
const worth: readonly (readonly [text: string, json: string])[] = [
  ["0.1 + 0.2", "0.3"],
  ["1.1 * 1.1", "1.21"],
  ["9007199254740993 + 1", "9007199254740994"],
  ["7 / 2", "3.5"],
  ["-7 % 3", "-1"],
  ["5.5 % 2", "1.5"],
  ['"1" + 1', "2"],
  ["1 < 2 && !(2 <= 1)", "true"],
  ["false && nope", "false"],
  ["true || nope", "true"],
  ['1 == "1"', "false"],
  ["[1, [2]] == [1, [2]]", "true"],
  ["nothing == null", "true"],
  ['n > 2 ? "big" : nope', '"big"'],
  ['"n is ${n}, ${true}"', '"n is 3, true"'],
  ['"${list}"', '["a","b"]'],
  ['"%{ if n == 3 }yes%{ else }no%{ endif }"', '"yes"'],
  ['"%{ for i, x in list }${i}${x} %{ endfor }"', '"0a 1b "'],
  ["<<-A\n  %{ for x in list ~}\n  ${x}\n  %{ endfor ~}\n  A\n", '"  a\\n  b\\n"'.replaceAll("  ", "")],
  ["list[1]", '"b"'],
  ['list["1"]', '"b"'],
  ["list.0", '"a"'],
  ["map.a", "1"],
  ['map["b"]', "2"],
  ["people[*].name", '["Ada","Bob"]'],
  ["people.*.name[0]", '"Ada"'],
  ["n[*]", "[3]"],
  ["nothing[*]", "[]"],
  ["[for x in list : upper(x)]", '["A","B"]'],
  ["[for k, v in map : k]", '["a","b"]'],
  ["[for x in [1, 2, 3] : x if x > 1]", "[2,3]"],
  ["{for k, v in map : v => k}", '{"1":"a","2":"b"}'],
  ['{for x in [1, 2, 3] : x > 1 ? "m" : "l" => x...}', '{"l":[1],"m":[2,3]}'],
  ['{ a = 1, "b${n}" = 2, (list[0]) = 3 }', '{"a":3,"b3":2}'],
  ["max([1, 5, 2]...)", "5"],
  ["try(nope, list[7], 4)", "4"],
  ["can(list[7])", "false"],
  ["can(list[0])", "true"],
  ['"${table.users.name}_x"', '"users_x"'],
  ["[for t in [table.a, table.b] : t.name]", '["a","b"]'],
];

describe("evaluate", () => {
  for (const [text, json] of worth)
    it(`finds ${JSON.stringify(text)}`, () => {
      assert.equal(toJson(value(text)), json);
    });

  it("leaves references and the calls of types to the caller", () => {
    const path: readonly PathStep[] = ["table", "my table", "column", "id", 0];
    assert.deepEqual(value('table["my table"].column.id.0'), { kind: "reference", path });
    assert.deepEqual(value("varchar(255)"), { kind: "capsule", type: "varchar", data: [255] });
    assert.deepEqual(value('sql("now()")'), { kind: "capsule", type: "sql", data: "now()" });
  });

  it("does not know what depends on something unknown", () => {
    for (const text of [
      "later + 1",
      '"a${later}"',
      "later.x[0]",
      "upper(later)",
      "later ? 1 : 2",
      "[for x in later : x]",
    ])
      assert.ok(isKind(value(text), "unknown"), text);
  });

  it("walks long chains of operators without filling the stack", () => {
    assert.equal(value(`1${" + 1".repeat(50_000)}`), 50_001);
  });

  it("names a function that is spelled nearly like one that is not there", () => {
    assert.throws(() => value('uper("a")'), {
      hint: /^Check its spelling \(there is upper\), or put .* sql/,
    });
    assert.throws(() => value("gen_random_uuid()"), { hint: /^Check its spelling, or put .* sql/ });
  });

  const mistakes: readonly (readonly [text: string, column: number, message: RegExp])[] = [
    ["1 + nope", 5, /^there is nothing named "nope" here$/],
    ["nope(1)", 1, /^there is no function named "nope"$/],
    ["list[7]", 5, /^there is no element 7 in a list of 2$/],
    ["list[0.5]", 5, /^there is no element 0\.5/],
    ["map.nope", 4, /^This object does not have an attribute named "nope"$/],
    ["n.a", 2, /^a number has no attribute "a"$/],
    ["nothing.a", 8, /^a null value has no attribute "a"$/],
    ["1 / 0", 1, /^a division by zero$/],
    ['1 + "x"', 1, /^cannot convert "x" to number/],
    [`1 + "${"k".repeat(41)}"`, 1, /^cannot convert a text of 41 characters to number; given string must/],
    ['"a${nothing}"', 3, /^found null in a text$/],
    ['"a${list}"', 3, /^cannot convert list to string$/],
    ['"x" ? 1 : 2', 1, /^cannot convert "x" to bool; only the strings/],
    ["[for x in 1 : x]", 11, /^a for loop cannot go over number$/],
    ["{for x in list : 1 => x}", 18, /^the key "1" comes up twice$/],
    ["max(n...)", 5, /^expected a list before \.\.\., found number$/],
    ["upper()", 1, /^upper: expected 1 argument, found 0$/],
    ["upper(null)", 1, /^upper: Invalid value for "str" parameter: argument must not be null$/],
    ['1 + tobool("x")', 5, /^tobool: cannot convert "x" to bool/],
    ['sql("")', 1, /^sql: empty expression$/],
    ["try(nope)", 5, /^there is nothing named "nope" here$/],
  ];
  for (const [text, column, message] of mistakes)
    it(`tells what is wrong with ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => value(text),
        (error) => {
          assert.ok(error instanceof AtlasError && error.code === "E_HCL" && error.hint !== undefined);
          assert.match(error.message, message);
          assert.equal(error.place?.column, column);
          return true;
        },
      );
    });
});
