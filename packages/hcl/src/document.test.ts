import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { documentScope } from "./document-scope.ts";
import { evaluate } from "./evaluate.ts";
import { expandBlocks, forEach } from "./expand.ts";
import { standardFunctions as functions } from "./functions.ts";
import { toJson } from "./functions/json.ts";
import { parse } from "./parse.ts";
import { emptyScope } from "./scope.ts";
import type { Body } from "./syntax.ts";
import { objectOf, type Scope, type Value } from "./value.ts";
import { variablesOf, variableValues } from "./variables.ts";

/** The attributes of the blocks `out`, each as often as `for_each` asks, with nested blocks, as JSON. */
function outputs(given: Readonly<Record<string, Value>>, ...texts: readonly string[]): string {
  const documents = texts.map((text, at) => parse({ name: `${at + 1}.hcl`, text }));
  const variables = variableValues(variablesOf(documents), new Map(Object.entries(given)), functions);
  const scope = documentScope(documents, { variables, functions });
  const results = documents.flatMap((source) =>
    source.body.blocks
      .filter(({ type }) => type === "out")
      .flatMap((block) => forEach(block, { source, scope, functions }))
      .map((instance) => bodyValue(instance.block.body, instance.scope, source)),
  );
  return toJson(results);
}

function bodyValue(
  body: Body,
  scope: Scope,
  source: { readonly name: string; readonly text: string },
): Value {
  const attributes = [...body.attributes.values()]
    .filter(({ name }) => name !== "for_each")
    .map(({ name, value }) => [name, evaluate(value, { source, scope, functions })] as const);
  const blocks = expandBlocks(body, { source, scope, functions }).map(
    (instance): readonly [string, Value] => {
      const name = [instance.block.type, ...instance.block.labels.map(({ value }) => value)].join(" ");
      return [name, bodyValue(instance.block.body, instance.scope, source)];
    },
  );
  return objectOf([...attributes, ...blocks]);
}

describe("variables", () => {
  it("take the value that is given, or the default, converted to their type", () => {
    const text = `
      variable "a" { type = number }
      variable "b" {
        type    = list(string)
        default = [1]
      }
      variable "c" { type = set(int) }
      variable "d" {
        type    = object({ x = bool, y = tuple([string, any]) })
        default = { x = "true", y = [1, 2] }
      }
      out { v = [var.a, var.b, var.c, var.d] }
    `;
    assert.equal(
      outputs({ a: "1", c: ["2", "1"], extra: "x" }, text),
      '[{"v":[1,["1"],[1,2],{"x":true,"y":["1",2]}]}]',
    );
    assert.equal(outputs({ a: 1, b: "one", c: 2 }, text), '[{"v":[1,["one"],[2],{"x":true,"y":["1",2]}]}]');
  });

  it("that are wrong are told with their place", () => {
    fails('variable "a" { type = string }', "1:1", /^missing value for required variable "a"$/);
    fails('variable "a" { default = 1 }', "1:1", /^the variable "a" has no type$/);
    fails(
      'variable "a" { type = foo }',
      "1:23",
      /^invalid type "foo" for variable "a"\. Valid types are: string, number, bool, list, map, or set$/,
    );
    fails('variable "a" { type = "text" }', "1:23", /^invalid type "text" for variable "a"\./);
    fails(
      'variable "a" {\n type = int\n default = 1.5\n}',
      "3:12",
      /^variable "a": a whole number is required, not 1\.5$/,
    );
    fails(
      'variable "a" {\n type = bool\n default = "x"\n}',
      "3:12",
      /^variable "a": cannot convert "x" to bool/,
    );
    fails('variable "a" "b" { type = string }', "1:1", /^expected one label/);
    fails(
      'variable "a" {\n type = any\n default = 1\n}\nvariable "a" { type = any }',
      "5:1",
      /declared a second time$/,
    );
    fails("out { a = var.b }", "1:11", /^there is no variable "b"$/);
  });
});

describe("locals", () => {
  it("are known in all documents, whatever their order", () => {
    const first = "out { v = local.c }\nlocals {\n  b = local.a + 1\n}\n";
    const second = 'locals {\n  a = 1\n  c = "${local.b}!"\n}\nout { w = local["a"] }\n';
    assert.equal(outputs({}, first, second), '[{"v":"2!"},{"w":1}]');
    assert.equal(outputs({}, "locals { a = 1 }\nout { v = local }"), '[{"v":{"a":1}}]');
  });

  it("that are wrong are told with their place", () => {
    fails(
      "locals {\n a = local.b\n b = local.a\n}\nout { v = local.a }",
      "3:6",
      /^cyclic reference to "local\.a"$/,
    );
    fails("out { v = local.a }", "1:11", /^Unknown local "local\.a"$/);
    fails("locals { a = 1 }\nlocals { a = 2 }", "2:10", /^the local "a" is there a second time$/);
    fails("locals x { a = 1 }", "1:8", /holds attributes alone/);
    const chain = Array.from({ length: 20_000 }, (_none, at) => ` l${at} = local.l${at + 1} + 1`).join("\n");
    fails(`locals {\n${chain}\n l20000 = 1\n}\nout { v = local.l0 }`, undefined, /too deeply$/);
  });
});

describe("for_each", () => {
  it("makes a block for each element, with its key and value", () => {
    assert.equal(
      outputs({}, 'out {\n for_each = ["a", "b"]\n v = "${each.key}${each.value}"\n}'),
      '[{"v":"0a"},{"v":"1b"}]',
    );
    assert.equal(
      outputs({}, 'out {\n for_each = toset(["b", "a"])\n v = each.key\n}'),
      '[{"v":"a"},{"v":"b"}]',
    );
    assert.equal(outputs({}, "out {\n for_each = { b = { x = 1 } }\n v = each.value.x\n}"), '[{"v":1}]');
    assert.equal(outputs({}, "out {\n for_each = []\n}"), "[]");
  });

  it("takes no text", () => {
    fails('out {\n for_each = "a"\n}', "2:13", /^schemahcl: for_each does not support string type$/);
  });
});

describe("dynamic blocks", () => {
  it("are written out, with labels and an iterator, one in another", () => {
    const text = `
      out {
        dynamic "column" {
          for_each = { id = "int", name = "text" }
          iterator = c
          labels   = [c.key]
          content {
            type = c.value
            dynamic "on" {
              for_each = [1]
              content {
                at = "\${c.key}\${on.value}"
              }
            }
          }
        }
        last {}
      }
    `;
    assert.equal(
      outputs({}, text),
      '[{"column id":{"on":{"at":"id1"},"type":"int"},"column name":{"on":{"at":"name1"},"type":"text"},"last":{}}]',
    );
  });

  it("that are wrong are told with their place", () => {
    fails("out {\n dynamic x {\n for_each = []\n }\n}", "2:2", /^expected one block content/);
    fails("out {\n dynamic x {\n content {}\n }\n}", "2:2", /needs for_each$/);
    fails("out {\n dynamic x {\n y = 1\n content {}\n }\n}", "3:2", /has no attribute y$/);
    fails(
      "out {\n dynamic x {\n for_each = 1\n content {}\n }\n}",
      "3:13",
      /for_each does not support number type$/,
    );
    fails("out {\n dynamic x {\n for_each = [1]\n labels = 1\n content {}\n }\n}", "4:11", /list of labels$/);
  });
});

describe("the empty scope", () => {
  it("knows no name", () => {
    assert.equal(emptyScope.resolve(["a"], { start: 0, end: 1 }), undefined);
  });
});

function fails(text: string, place: string | undefined, message: RegExp): void {
  assert.throws(
    () => outputs({}, text),
    (error) => {
      assert.ok(error instanceof AtlasError && error.code === "E_HCL", String(error));
      assert.match(error.message, message);
      if (place !== undefined) assert.equal(`${error.place?.line}:${error.place?.column}`, place);
      return true;
    },
  );
}
