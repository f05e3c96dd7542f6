import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isLiteral } from "./quote.ts";

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
