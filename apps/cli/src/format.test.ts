import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { goJson, readFormat } from "./format.ts";

describe("readFormat", () => {
  it("understands sql and json of the whole result, with an indent", () => {
    assert.deepEqual(readFormat("{{ sql . }}", ["sql"]), { type: "sql", indent: "" });
    assert.deepEqual(readFormat('{{- sql . "\\t" -}}', ["sql"]), { type: "sql", indent: "\t" });
    assert.deepEqual(readFormat(' {{json . "  "}} ', ["json"]), { type: "json", prefix: "", indent: "  " });
    assert.deepEqual(readFormat('{{ json . ">" "`" }}', ["json"]), {
      type: "json",
      prefix: ">",
      indent: "`",
    });
  });

  it("names what is supported when it is given anything else", () => {
    for (const source of ["{{ sql .Changes }}", "text", "{{ hcl . }}", "{{ sql . }}"])
      assert.throws(
        () => readFormat(source, ["json"]),
        (error) => error instanceof AtlasError && error.code === "E_FORMAT" && /json/.test(error.hint ?? ""),
      );
  });
});

describe("goJson", () => {
  it("escapes what could end a script element", () => {
    assert.equal(goJson({ a: "<&>" }, { prefix: "", indent: "" }), String.raw`{"a":"\u003c\u0026\u003e"}`);
  });

  it("puts the prefix and the indent before each line but the first", () => {
    assert.equal(goJson({ a: [1] }, { prefix: "# ", indent: "  " }), '{\n#   "a": [\n#     1\n#   ]\n# }');
  });
});
