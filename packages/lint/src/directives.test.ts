import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noLintOf } from "./directives.ts";
import { lineCount, lineOf, wrapWords } from "./lines.ts";

describe("noLintOf", () => {
  it("reads the directive in every kind of comment", () => {
    for (const comment of [
      "-- atlas:nolint",
      "--atlas:nolint",
      "# atlas:nolint",
      "/* atlas:nolint */",
      "/*atlas:nolint*/",
    ])
      assert.deepEqual(noLintOf([comment]), []);
    assert.deepEqual(noLintOf(["-- atlas:nolint DS102 naming"]), ["DS102", "naming"]);
    assert.deepEqual(noLintOf(["/* atlas:nolint DS102 */"]), ["DS102"]);
  });

  it("takes several together, and one without names for all", () => {
    assert.deepEqual(noLintOf(["-- atlas:nolint DS102", "-- why", "-- atlas:nolint CD101"]), [
      "DS102",
      "CD101",
    ]);
    assert.deepEqual(noLintOf(["-- atlas:nolint DS102", "-- atlas:nolint"]), []);
  });

  it("does not speak of the next statement from the line of the one before", () => {
    assert.equal(noLintOf(["-- atlas:nolint"], " -- atlas:nolint\n"), undefined);
    assert.equal(noLintOf(["-- atlas:nolint\r"], " -- atlas:nolint\r\n"), undefined);
    assert.deepEqual(noLintOf(["-- x", "-- atlas:nolint"], " -- x\n-- atlas:nolint\n"), []);
    assert.deepEqual(noLintOf(["-- atlas:nolint DS102"], "\n\n-- atlas:nolint DS102\n"), ["DS102"]);
    assert.deepEqual(noLintOf(["/* atlas:nolint */"], " /* atlas:nolint */ "), []);
  });

  it("is no other comment", () => {
    assert.equal(noLintOf([]), undefined);
    assert.equal(noLintOf(["-- atlas:nolinting", "-- see atlas:nolint"]), undefined);
  });
});

describe("lines", () => {
  it("count from one, and a break at the end starts none", () => {
    assert.equal(lineOf("a\nb\nc", 2), 2);
    assert.equal(lineOf("a\nb", 1), 1);
    assert.equal(lineCount("a\nb\n"), 2);
    assert.equal(lineCount(""), 1);
  });

  it("are broken before the word that is too much, blanks not counted", () => {
    assert.deepEqual(wrapWords("aa bb cc dd", 4), ["aa bb", "cc dd"]);
    assert.deepEqual(wrapWords("toolong a", 3), ["toolong", "a"]);
  });
});
