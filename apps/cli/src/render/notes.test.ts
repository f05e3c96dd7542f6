import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { unmanagedText, unplannedText } from "./notes.ts";

const grants = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ kind: "grants", schema: "", name: `on table t${index}` }));

describe("what is not managed", () => {
  it("is named, one line each", () => {
    assert.equal(
      unmanagedText([{ kind: "function", schema: "", name: "f()" }, ...grants(1)]),
      "not managed yet: function f()\nnot managed yet: grants on table t0\n",
    );
  });

  it("is counted beyond twenty of a kind, with where to read the rest", () => {
    const lines = unmanagedText(grants(23)).trimEnd().split("\n");
    assert.equal(lines.length, 21);
    assert.equal(lines.at(-1), "not managed yet: grants: 3 more, all named with --format '{{ json . }}'");
  });

  it("says what that means for a plan", () => {
    assert.equal(
      unplannedText([{ kind: "function", schema: "", name: "f()", side: "desired" }]),
      "not managed yet, so not created: function f()\n",
    );
  });

  it("says what differs in a class that is switched off, and the word that switches it on", () => {
    const grant = {
      kind: "grants",
      schema: "",
      name: "on orders",
      side: "both",
      mode: "permissions",
    } as const;
    assert.equal(
      unplannedText([{ ...grant, difference: "3 grants on orders" }]),
      "not managed: 3 grants on orders; mode.permissions is off\n",
    );
  });
});
