import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cutToBytes } from "./event-message.ts";

describe("the message of an event", () => {
  it("stays as it is when it fits", () => {
    assert.equal(cutToBytes("äöü", 6), "äöü");
  });

  it("is cut between characters and never longer than allowed", () => {
    for (let maxBytes = 3; maxBytes < 20; maxBytes++) {
      const cut = cutToBytes("a€😀".repeat(10), maxBytes);
      assert.ok(Buffer.byteLength(cut) <= maxBytes);
      assert.ok(cut.endsWith("…") && !cut.includes("\u{FFFD}"));
    }
  });
});
