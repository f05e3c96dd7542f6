import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import fc from "fast-check";
import { evaluate } from "./evaluate.ts";
import { standardFunctions } from "./functions.ts";
import { parseExpressionText } from "./parse.ts";
import { namedScope } from "./scope.ts";
import { objectOf, unknown, type Value } from "./value.ts";

const scope = namedScope(
  new Map<string, Value>([
    ["list", [1, "a", null, [true]]],
    ["map", objectOf([["__proto__", 1]])],
    ["set", { kind: "set", items: ["a", "b"] }],
    ["block", { kind: "reference", path: ["table", "t"] }],
    ["later", unknown],
  ]),
);

const operators = ["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"];
const literals =
  'null true 0 -1 2.5 1e300 12345678901234567890 "" "a" "1" "%s-%d" [] {} "(a|b)*" "a,b"'.split(" ");
const others = 'list map set block later "2024-01-01T00:00:00Z" "postgres://a/b?c=d" "-5h" sql("x")'.split(
  " ",
);
const leaves = [...literals, ...others];

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: "max" },
      fc.constantFrom(...leaves),
      fc
        .tuple(fc.constantFrom(...standardFunctions.keys(), "try", "can"), fc.array(inner, { maxLength: 3 }))
        .map(([name, args]) => `${name}(${args.join(", ")})`),
      fc.tuple(inner, fc.constantFrom(...operators), inner).map((parts) => `(${parts.join(" ")})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(inner, inner).map(([a, b]) => `${a}[${b}]`),
      fc
        .tuple(inner, fc.constantFrom(".a", "[*]", ".*.b", ".0", ".__proto__"))
        .map((parts) => parts.join("")),
      fc.tuple(inner, inner).map(([a, b]) => `[for k, v in ${a} : ${b} if can(v)]`),
      fc.tuple(inner, inner).map(([a, b]) => `{for k, v in ${a} : k => ${b}...}`),
      fc.tuple(inner, inner).map(([a, b]) => `{ (${a}) = ${b} }`),
      inner.map((value) => `"x\${${value}}%{ if ${value} }y%{ endif }"`),
    ),
  };
});

describe("any expression", () => {
  it("has a value or is refused with a place, never a crash", () => {
    const holds = fc.property(expression, (text) => {
      const source = { name: "x.hcl", text };
      try {
        const value = evaluate(parseExpressionText(source), { source, scope, functions: standardFunctions });
        if (value !== undefined) return;
      } catch (error) {
        if (error instanceof AtlasError && error.code === "E_HCL" && error.place && error.hint) return;
        throw error;
      }
      throw new Error("no value");
    });
    fc.assert(holds, { numRuns: 3000 });
  });
});
