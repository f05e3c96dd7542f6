import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { documentScope } from "./document-scope.ts";
import { evaluate } from "./evaluate.ts";
import { standardFunctions as functions } from "./functions.ts";
import { parse, parseExpressionText } from "./parse.ts";
import { objectOf, type Value } from "./value.ts";

/** What `expression` is worth beside these locals. */
function computed(expression: string, locals: readonly string[] = []): Value {
  const text = `locals {\n${locals.join("\n")}\n}\n`;
  const scope = documentScope([parse({ name: "a.hcl", text })], { variables: objectOf([]), functions });
  const source = { name: "b.hcl", text: expression };
  return evaluate(parseExpressionText(source), { source, scope, functions });
}

/** Locals `l0` to `l40`, each made of the one before it, written as `@`. */
function doubled(first: string, next: string): readonly string[] {
  const steps = Array.from({ length: 40 }, (_, at) => `l${at + 1} = ${next.replaceAll("@", `local.l${at}`)}`);
  return [`l0 = ${first}`, ...steps];
}

const thousand = `r = split("", "${"0123456789".repeat(100)}")`;
const long = `t = "${"0123456789".repeat(10_000)}"`;

/** Values that a few short lines ask for and that no memory holds, or no patience waits for. */
const hostile: Readonly<Record<string, readonly [expression: string, locals: readonly string[]]>> = {
  "texts that double": ["local.l40", doubled('"0123456789"', '"${@}${@}"')],
  "texts that double in loops": ["local.l40", doubled('"01"', '"%{ for i in [1, 2] }${@}%{ endfor }"')],
  "texts that double by format": ["local.l40", doubled('"0123456789"', 'format("%s%s", @, @)')],
  "texts that double by replace": ["local.l40", doubled('"aa"', 'replace(@, "a", "aa")')],
  "texts that double by regexreplace": ["local.l40", doubled('"aa"', 'regexreplace(@, "a", "aa")')],
  "a pattern that looks at all the rest for each letter": ['regexall("[0-9]*b|[0-9]", local.t)', [long]],
  "texts that double by join": ["local.l40", doubled('"aa"', 'join(@, ["", "", ""])')],
  "a long text between all items": ["join(local.t, local.r)", [thousand, long]],
  "an indent of many lines": ['indent(10000, replace(local.t, "0", "\\n"))', [long]],
  "lists that double": ["local.l40", doubled("[1]", "concat(@, @)")],
  "lists in lists, flattened": ["flatten(local.l40)", doubled("[1]", "[@, @]")],
  "lists in lists, as JSON": ["jsonencode(local.l40)", doubled("[1]", "[@, @]")],
  "objects in objects, as JSON": ["jsonencode(local.l40)", doubled("{ a = 1 }", "{ a = @, b = @ }")],
  "lists in lists, compared": [
    "local.l40 == local.m40",
    [
      ...doubled("[1]", "[@, @]"),
      ...doubled("[1]", "[@, @]").map((line) => line.replaceAll(/\bl(?=\d)/g, "m")),
    ],
  ],
  "loops in loops": ["[for a in local.r : [for b in local.r : [for c in local.r : c]]]", [thousand]],
  "loops that keep nothing": [
    "[for a in local.r : a if can([for b in local.r : [for c in local.r : c]])]",
    [thousand],
  ],
};

describe("a value", () => {
  for (const [name, [expression, locals]] of Object.entries(hostile))
    it(`of ${name} is refused with a place before it fills the memory`, () => {
      assert.throws(() => computed(expression, locals), {
        code: "E_HCL",
        message: /the value takes too much work to compute, or becomes too large$/,
      });
    });

  it("is found by any pattern in time that grows with the text alone", () => {
    assert.equal(computed('regexmatch("^(([0-9])+.?)+[a-z]$", local.t)', [long]), false);
  });

  it("may be as large as a project needs, and each one anew", () => {
    const list = `[for a in local.r : [for b in local.r : "tenant \${a} \${b}"]]`;
    for (let time = 0; time < 3; time++)
      assert.equal(
        computed(`length(flatten(${list}))`, [`r = split("", "${"0123456789".repeat(30)}")`]),
        90_000,
      );
  });
});
