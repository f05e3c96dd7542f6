import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { CallError, parseTemplate, Struct, type TemplateFunction, type TemplateOptions } from "./index.ts";

function run(text: string, data: unknown = {}, options: Partial<TemplateOptions> = {}): string {
  return parseTemplate(text, { name: "t", ...options }).execute(data);
}

function failure(text: string, data: unknown = {}, options: Partial<TemplateOptions> = {}): AtlasError {
  try {
    run(text, data, options);
  } catch (error) {
    assert.ok(error instanceof AtlasError, String(error));
    return error;
  }
  throw new Error(`${text} did not fail`);
}

const upper: TemplateFunction = { parameters: ["string"], call: (text: string) => text.toUpperCase() };

describe("functions of the caller", () => {
  it("get the result of the command before as their last argument", () => {
    const join: TemplateFunction = {
      parameters: ["string"],
      rest: "string",
      call: (...texts) => texts.join("-"),
    };
    assert.equal(run('{{ .a | join "x" "y" | upper }}', { a: "z" }, { functions: { join, upper } }), "X-Y-Z");
  });

  it("are only called with what their parameters take", () => {
    const functions = { upper };
    assert.match(failure("{{ upper 3 }}", {}, { functions }).message, /<3>: expected string; found 3$/);
    assert.match(
      failure("{{ upper .a }}", { a: 3 }, { functions }).message,
      /wrong type for value; expected string; got int$/,
    );
    assert.match(failure("{{ upper .a }}", {}, { functions }).message, /invalid value; expected string$/);
    assert.match(
      failure("{{ upper }}", {}, { functions }).message,
      /wrong number of args for upper: want 1 got 0$/,
    );
  });

  it("say what is wrong, in the place of the call", () => {
    const broken: TemplateFunction = {
      parameters: [],
      call: () => {
        throw new CallError("no luck");
      },
    };
    const error = failure("a\n{{ broken }}", {}, { functions: { broken } });
    assert.equal(error.message, 'template: t:2:3: executing "t" at <broken>: error calling broken: no luck');
    assert.deepEqual(error.place, { file: "t", line: 2, column: 4 });
  });

  it("can be refused by name with a reason before anything runs", () => {
    const refused = { hcl: "is not supported yet" };
    assert.throws(() => parseTemplate("{{ if false }}{{ hcl . }}{{ end }}", { name: "t", refused }), {
      message: 'template: t:1: function "hcl" is not supported yet',
    });
  });
});

describe("structs", () => {
  const root = new Struct(
    "Result",
    { Name: "n", Empty: "" },
    {
      methods: { Hello: { parameters: [], rest: "string", call: (...names) => `hello ${names.join("+")}` } },
      json: () => ({ name: "n" }),
    },
  );

  it("call their methods by name, with arguments", () => {
    assert.equal(
      run('{{ .Hello }}|{{ .Hello "a" }}|{{ "b" | .Hello "a" }}', root),
      "hello |hello a|hello a+b",
    );
  });

  it("refuse members they do not have, and name those they have", () => {
    const error = failure("{{ .Nope }}", root);
    assert.equal(
      error.message,
      'template: t:1:3: executing "t" at <.Nope>: can\'t evaluate field Nope in type Result',
    );
    assert.equal(error.hint, "Its members: Empty, Hello, Name.");
    assert.match(failure("{{ .constructor }}", root).message, /can't evaluate field constructor/);
  });

  it("print as their fields, with their names for %+v, and as JSON as they say", () => {
    assert.equal(run('{{ . }} {{ printf "%+v" . }}', root), "{n } {Name:n Empty:}");
    assert.equal(JSON.stringify(root), '{"name":"n"}');
    assert.equal(run("{{ . }}", new Struct("URL", {}, { text: () => "file://a" })), "file://a");
  });
});

describe("maps", () => {
  it("hold what was put into them and nothing inherited", () => {
    assert.equal(run("{{ .constructor }}{{ .__proto__ }}{{ .toString }}"), "<no value>".repeat(3));
  });

  it("refuse keys they do not have when asked to", () => {
    assert.match(
      failure("{{ .Key }}", {}, { missingKey: "error" }).message,
      /at <\.Key>: map has no entry for key "Key"$/,
    );
  });

  it("may be Maps with any keys, walked in their order", () => {
    const numbers = new Map([
      [10, "b"],
      [9, "a"],
    ]);
    assert.equal(
      run("{{ range $k, $v := . }}{{ $k }}{{ $v }} {{ end }}{{ index . 9 }}", numbers),
      "9a 10b a",
    );
  });
});

describe("places", () => {
  it("count lines and characters from 1, also behind wide characters", () => {
    assert.deepEqual(failure("é\näö{{ nope }}").place, { file: "t", line: 2, column: 6 });
    assert.match(failure("äö{{ .a.b }}", { a: 1 }).message, /^template: t:1:9: executing "t" at <\.a\.b>/);
  });
});

describe("integers", () => {
  it("keep all their digits", () => {
    assert.equal(
      run("{{ . }} {{ 9007199254740993 }} {{ eq . 9007199254740993 }}", 9007199254740993n),
      "9007199254740993 9007199254740993 true",
    );
  });
});
