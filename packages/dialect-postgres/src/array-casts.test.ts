import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withSettledArrayCasts } from "./array-casts.ts";

describe("withSettledArrayCasts", () => {
  it("casts each element by itself, as the server does when it reads its own text", () => {
    assert.equal(
      withSettledArrayCasts(
        "((v)::text = ANY ((ARRAY['it''s'::character varying, 'b'::character varying(3)])::text[]))",
      ),
      "((v)::text = ANY (ARRAY[('it''s'::character varying)::text, ('b'::character varying(3))::text]))",
    );
  });

  it("does so in the text of views, which has fewer parentheses", () => {
    assert.equal(
      withSettledArrayCasts("v::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[])"),
      "v::text = ANY (ARRAY['a'::character varying::text, 'b'::character varying::text])",
    );
  });

  it("leaves everything else as it is", () => {
    for (const text of [
      "(v = ANY (ARRAY['a'::text]))",
      "(v = ANY ((ARRAY[a, b])::text[]))",
      "'(ARRAY[x])::text[]'",
    ])
      assert.equal(withSettledArrayCasts(text), text);
  });
});
