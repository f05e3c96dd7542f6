import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runDemo } from "./try-demo.ts";

describe("npm run demo", () => {
  it("shows the main job from beginning to end and leaves nothing behind", async () => {
    const { code, out, err, started, left } = await runDemo([]);
    assert.equal(code, 0, `${out}\n${err}`);
    assert.equal(err, "");
    for (const part of [
      'CREATE TABLE "orders"',
      'ALTER TABLE "customers" ADD COLUMN "points"',
      'destructive changes detected:\n    - ALTER TABLE "customers" DROP COLUMN "phone"',
      'drop column "orders.note"',
      "1   Ada     +44 20 5550 1815  0",
      "2   2            1999   fragile",
      "default     atlasschema/shop   True    Applied",
    ])
      assert.ok(out.includes(part), `${part} is missing in:\n${out}`);
    assert.ok(started > 0);
    assert.deepEqual(left, []);
  });

  it("prints no colours into a pipe, no line of more than 80 columns, and no password", async () => {
    const { out } = await runDemo([]);
    // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for.
    assert.doesNotMatch(out, /\u001b/);
    assert.deepEqual(
      out.split("\n").filter((line) => line.length > 80),
      [],
    );
    assert.doesNotMatch(out, /postgres:\/\//);
  });

  for (const [when, pattern] of [
    ["while the server starts", /Atlas/],
    ["while the operator works", /shop\.yaml is saved/],
    ["while it waits for drift", /by hand\n/],
  ] as const) {
    it(`leaves nothing behind when it is interrupted ${when}`, async () => {
      const { code, err, left } = await runDemo([], { interruptAt: pattern });
      assert.equal(code, 130, err);
      assert.match(err, /^\nStopped\. Nothing is left running\.\n$/);
      assert.deepEqual(left, []);
    });
  }

  it("answers a flag it does not know with its usage", async () => {
    const { code, err } = await runDemo(["--clutser"]);
    assert.equal(code, 2);
    assert.match(err, /--clutser[\s\S]*Usage: npm run demo/);
  });
});
