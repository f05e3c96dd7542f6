import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isLiteral, withoutTerminator } from "./quote.ts";

describe("a string literal", () => {
  it("is what stands in one pair of quotes", () => {
    for (const text of ["''", "'a'", "'it''s'", "''''", "'a\\'"]) assert.ok(isLiteral(text), text);
    for (const text of ["", "'", "'''", "'a", "a'", "'a' || 'b'", "'a'::text", "'a'b'", "'a'''b'"])
      assert.ok(!isLiteral(text), text);
  });

  it("holds escaped quotes where a backslash escapes", () => {
    for (const text of ["'a\\'b'", "'\\\\'", "'a''b'"]) assert.ok(isLiteral(text, true), text);
    for (const text of ["'a\\'", "'\\\\\\'", "'\\\\' 'a'"]) assert.ok(!isLiteral(text, true), text);
  });
});

describe("a statement without what ends it", () => {
  it("keeps all before the last semicolons and blanks", () => {
    assert.equal(withoutTerminator("SELECT 1; ;\n"), "SELECT 1");
    assert.equal(withoutTerminator(" ; "), "");
    const blanks = " ".repeat(1_000_000);
    assert.equal(withoutTerminator(`SELECT${blanks}1;`), `SELECT${blanks}1`);
  });
});
