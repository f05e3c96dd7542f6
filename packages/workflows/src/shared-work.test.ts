import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SharedWork } from "./shared-work.ts";

describe("shared work", () => {
  it("is done once for a key, also by those who ask at the same time", async () => {
    await using shared = new SharedWork();
    let count = 0;
    const make = async (): Promise<number> => ++count;
    assert.deepEqual(await Promise.all([shared.once("a", make), shared.once("a", make)]), [1, 1]);
    assert.equal(await shared.once("b", make), 2);
  });

  it("is done anew after a failure, which is told to the one that it happened to", async () => {
    await using shared = new SharedWork();
    let count = 0;
    const make = async (): Promise<number> => {
      if (++count === 1) throw new Error("broken");
      return count;
    };
    const outcomes = await Promise.allSettled([
      shared.once("a", make),
      shared.once("a", make),
      shared.once("a", make),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : "failed")),
      ["failed", 2, 2],
    );
  });

  it("lets work of one key wait for its turn", async () => {
    await using shared = new SharedWork();
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} starts`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (name === "a") throw new Error("broken");
    };
    await Promise.allSettled([shared.turn("k", work("a")), shared.turn("k", work("b"))]);
    assert.deepEqual(order, ["a starts", "a ends", "b starts", "b ends"]);
  });

  it("on parts of one thing is done at the same time, and keeps out work on all of it", async () => {
    await using shared = new SharedWork();
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    };
    await Promise.all([
      shared.turn("k", work("a"), "one"),
      shared.turn("k", work("b"), "other"),
      shared.turn("k", work("c"), "one"),
      shared.turn("k", work("all")),
      shared.turn("k", work("d"), "one"),
    ]);
    const text = order.join(", ");
    assert.match(text, /^a starts, b starts, a ends/);
    assert.ok(order.indexOf("c starts") > order.indexOf("a ends"));
    assert.ok(order.indexOf("all starts") > Math.max(order.indexOf("b ends"), order.indexOf("c ends")));
    assert.ok(order.indexOf("d starts") > order.indexOf("all ends"));
  });
});
