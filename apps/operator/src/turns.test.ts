import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Turns } from "./turns.ts";

const { signal } = new AbortController();

describe("Turns", () => {
  it("lets one at a time through for a key, in order, and others at once", async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const first = await turns.take("a", signal);
    const second = turns.take("a", signal).then((turn) => {
      seen.push("second");
      return turn;
    });
    const third = turns.take("a", signal).then((turn) => {
      seen.push("third");
      return turn;
    });
    (await turns.take("b", signal))[Symbol.dispose]();
    assert.deepEqual(seen, []);
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
    (await third)[Symbol.dispose]();
    assert.deepEqual(seen, ["second", "third"]);
  });

  it("does not hold up those behind one who stopped waiting", async () => {
    const turns = new Turns();
    const stop = new AbortController();
    const first = await turns.take("a", signal);
    const quitter = assert.rejects(turns.take("a", stop.signal), { code: "E_CANCELLED" });
    const last = turns.take("a", signal);
    stop.abort();
    await quitter;
    first[Symbol.dispose]();
    (await last)[Symbol.dispose]();
  });
});
