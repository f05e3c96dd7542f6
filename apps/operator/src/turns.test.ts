import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Turn, Turns } from "./turns.ts";

function taken(turns: Turns, things: readonly string[], who: string): Turn {
  const turn = turns.take(things, who);
  assert.ok(!turn.taken);
  return turn;
}

/** Asks in vain, and notes when `who` is told to come again. */
function sentAway(turns: Turns, things: readonly string[], who: string, told: string[]): void {
  const turn = turns.take(things, who);
  assert.ok(turn.taken);
  void turn.until.then(() => told.push(who));
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("Turns", () => {
  it("lets one at a time have a thing, and others have other things", () => {
    const turns = new Turns();
    const first = taken(turns, ["a"], "x");
    assert.ok(turns.take(["a"], "y").taken);
    taken(turns, ["b"], "z");
    first[Symbol.dispose]();
    taken(turns, ["a"], "y");
  });

  it("takes nothing of what is asked for when a part is in use", () => {
    const turns = new Turns();
    taken(turns, ["b"], "x");
    assert.ok(turns.take(["a", "b"], "y").taken);
    taken(turns, ["a"], "z");
  });

  it("tells one after the other in the order in which they came", async () => {
    const turns = new Turns();
    const told: string[] = [];
    const first = taken(turns, ["a"], "x");
    sentAway(turns, ["a"], "y", told);
    sentAway(turns, ["a"], "z", told);
    first[Symbol.dispose]();
    await settled();
    assert.deepEqual(told, ["y"]);
    taken(turns, ["a"], "y")[Symbol.dispose]();
    await settled();
    assert.deepEqual(told, ["y", "z"]);
  });

  it("gives one place to who asks twice", async () => {
    const turns = new Turns();
    const told: string[] = [];
    const first = taken(turns, ["a"], "x");
    for (const who of ["y", "z", "y"]) sentAway(turns, ["a"], who, told);
    first[Symbol.dispose]();
    await settled();
    assert.deepEqual(told, ["y", "y"]);
    taken(turns, ["a"], "y")[Symbol.dispose]();
    await settled();
    assert.deepEqual(told, ["y", "y", "z"]);
  });
});
