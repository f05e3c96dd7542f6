import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { goJson, mergeJson } from "./json.ts";

describe("goJson", () => {
  it("escapes what could end a script element", () => {
    assert.equal(goJson({ a: "<&>" }, { prefix: "", indent: "" }), String.raw`{"a":"\u003c\u0026\u003e"}`);
  });

  it("puts the prefix and the indent before each line but the first", () => {
    assert.equal(goJson({ a: [1] }, { prefix: "# ", indent: "  " }), '{\n#   "a": [\n#     1\n#   ]\n# }');
  });
});

describe("mergeJson", () => {
  it("takes the last of equal members and sorts them by name", () => {
    assert.equal(mergeJson(['{"b":1,"a":"<"}', '{"b":{"c":2}}']), String.raw`{"a":"\u003c","b":{"c":2}}`);
    assert.equal(mergeJson([]), "{}");
  });

  it("refuses what is no object", () => {
    for (const text of ["[]", "3", "null", "{"]) assert.throws(() => mergeJson([text]), SyntaxError);
  });
});
