import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { State } from "@atlas/core";
import fc from "fast-check";
import { neighbourOf, orderDiffers } from "./trigger-order.ts";
import type { Trigger } from "./trigger.ts";

function triggers(names: readonly string[], body = "SET @a = 1"): readonly Trigger[] {
  return names.map((name, index) => ({
    kind: "trigger",
    schema: "",
    name,
    on: "t",
    timing: "BEFORE",
    event: "INSERT",
    ...(index > 0 && { follows: names[index - 1] ?? "" }),
    body,
    origin: {},
  }));
}

const state = (objects: readonly Trigger[]): State => ({
  dialect: "mysql",
  version: "9.0.0",
  scope: { bound: "s", schemas: [] },
  // As a state has them: by name.
  objects: objects.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  unmanaged: [],
});

/** The order that a server has after all that moves was dropped and made again. */
function moved(from: readonly Trigger[], to: readonly Trigger[]): readonly string[] {
  const sides = { from: state(from), to: state(to) };
  const moving = to.filter((trigger) => {
    const before = from.find(({ name }) => name === trigger.name);
    return !before || before.body !== trigger.body || orderDiffers(before, trigger, sides);
  });
  const isMoving = new Set(moving.map(({ name }) => name));
  const order = from
    .map(({ name }) => name)
    .filter((name) => !isMoving.has(name) && to.some((trigger) => trigger.name === name));
  for (const trigger of moving) {
    const neighbour = neighbourOf(trigger, sides);
    const at = neighbour ? order.indexOf(neighbour.name) : order.length;
    assert.ok(at >= 0, "its neighbour is there");
    order.splice(neighbour?.word === "FOLLOWS" ? at + 1 : at, 0, trigger.name);
  }
  return order;
}

describe("the order of triggers", () => {
  it("takes the fewest that can move", () => {
    const from = triggers(["a", "b", "c", "d"]);
    const to = triggers(["d", "a", "b", "c"]);
    const sides = { from: state(from), to: state(to) };
    const moving = from.filter((trigger) => {
      const other = to.find(({ name }) => name === trigger.name);
      return other !== undefined && orderDiffers(trigger, other, sides);
    });
    assert.deepEqual(
      moving.map(({ name }) => name),
      ["d"],
    );
  });

  it("is the desired one afterwards, whatever was there", () => {
    const names = fc.shuffledSubarray(["a", "b", "c", "d", "e"]);
    fc.assert(
      fc.property(names, names, fc.subarray(["a", "b", "c"]), (before, after, changed) => {
        const to = triggers(after).map((trigger) =>
          changed.includes(trigger.name) ? { ...trigger, body: "SET @a = 2" } : trigger,
        );
        assert.deepEqual(moved(triggers(before), to), after);
      }),
    );
  });
});
