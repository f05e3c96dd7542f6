import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bodySql, sameBody } from "./body.ts";
import type { Body } from "./model.ts";

const text = (body: string): Body => ({ form: "text", text: body });
const same = (from: string, to: string, language = "plpgsql"): boolean =>
  sameBody(text(from), text(to), language);

describe("the body of a function", () => {
  it("stands between dollars, one line with blanks and several on lines of their own", () => {
    assert.equal(bodySql(text("SELECT 1;"), "sql"), "AS $$ SELECT 1; $$");
    assert.equal(
      bodySql(text("\n\nBEGIN\n  RETURN 1;\nEND;\n"), "plpgsql"),
      "AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$",
    );
    assert.equal(bodySql(text(" "), "sql"), "AS $$$$");
  });

  it("gets another tag where it holds the usual one", () => {
    assert.equal(bodySql(text("SELECT $$a$$"), "sql"), "AS $BODY$ SELECT $$a$$ $BODY$");
    assert.equal(
      bodySql(text("SELECT $$a$$, $BODY$b$BODY$"), "sql"),
      "AS $BODY1$ SELECT $$a$$, $BODY$b$BODY$ $BODY1$",
    );
  });

  it("keeps every character where white space may mean something", () => {
    assert.equal(bodySql(text("return 1 # $"), "plpython3u"), "AS $BODY$return 1 # $$BODY$");
    assert.equal(same("  return 1\n  # x", "  return 1\n    # x", "plpython3u"), false);
    assert.equal(same("\n  return 1\n", "  return 1", "plpython3u"), true);
  });

  it("says the same with other indentation, line ends and a semicolon more", () => {
    assert.equal(same("BEGIN\n  RETURN 1;\nEND", "\r\nBEGIN\r\n\r\n    RETURN 1;\r\nEND;\r\n"), true);
    assert.equal(same("SELECT 1\nFROM t;", "SELECT 1 FROM t", "sql"), true);
  });

  it("does not say the same with another literal, or with code that becomes a comment", () => {
    assert.equal(same("SELECT 'a\n  b'", "SELECT 'a\n    b'", "sql"), false);
    assert.equal(same("SELECT 1 -- one\n + 2", "SELECT 1 -- one + 2", "sql"), false);
    assert.equal(same("SELECT 1", "SELECT 1 + 1", "sql"), false);
  });

  it("stands without quotes where the server understood it, and names the symbol of a library", () => {
    assert.equal(bodySql({ form: "parsed", text: "RETURN (i * 2)" }, "sql"), "RETURN (i * 2)");
    assert.equal(
      bodySql({ form: "symbol", library: "$libdir/own", symbol: "f" }, "c"),
      "AS '$libdir/own', 'f'",
    );
  });
});
