import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scriptText } from "./script-text.ts";

describe("a statement in a file", () => {
  it("ends with a semicolon, and with one alone", () => {
    assert.equal(scriptText({ sql: "SELECT 1" }), "SELECT 1;\n");
    assert.equal(scriptText({ sql: "BEGIN END;" }), "BEGIN END;\n");
  });

  it("gets a delimiter that does not stand in it where it holds semicolons", () => {
    assert.equal(
      scriptText({ sql: "BEGIN a; END", compound: true }),
      "DELIMITER //\nBEGIN a; END\n//\nDELIMITER ;\n",
    );
    assert.equal(
      scriptText({ sql: "BEGIN '//'; END", compound: true }),
      "DELIMITER $$\nBEGIN '//'; END\n$$\nDELIMITER ;\n",
    );
    assert.match(scriptText({ sql: "//$$;;@@", compound: true }), /^DELIMITER \/\/1\/\/\n/);
  });
});
