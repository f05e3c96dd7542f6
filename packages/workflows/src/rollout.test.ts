import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { oneGroup, type RolloutGroup, runRollout } from "./rollout.ts";

const never = new AbortController().signal;

function group(name: string, targets: readonly number[], more: Partial<RolloutGroup> = {}): RolloutGroup {
  return { name, targets, parallel: 1, onError: "FAIL", dependsOn: [], ...more };
}

describe("a rollout", () => {
  /** Runs it; `bad` targets fail. */
  async function roll(groups: readonly RolloutGroup[], bad: readonly number[] = []) {
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const run = async (target: number): Promise<boolean> => {
      started.push(target);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return !bad.includes(target);
    };
    const left = await runRollout(groups, run, never);
    return { started, left, most };
  }

  it("works on one target after the other until one fails", async () => {
    assert.deepEqual(await roll(oneGroup(4, 1), [1]), { started: [0, 1], left: [2, 3], most: 1 });
  });

  it("works on as many at once as a group says", async () => {
    const { started, most } = await roll(oneGroup(10, 3));
    assert.deepEqual([started.length, most], [10, 3]);
  });

  it("goes on after a failure where the group says so", async () => {
    const groups = [group("a", [0, 1, 2], { onError: "CONTINUE" }), group("b", [3], { dependsOn: ["a"] })];
    assert.deepEqual(await roll(groups, [1]), { started: [0, 1, 2, 3], left: [], most: 1 });
  });

  it("stops the groups that depend on one that failed, and no other", async () => {
    const groups = [
      group("canary", [0, 1]),
      group("free", [2], { dependsOn: ["canary"] }),
      group("rest", [3], { dependsOn: ["free"] }),
      group("other", [4]),
    ];
    assert.deepEqual(await roll(groups, [0]), { started: [0, 4], left: [1, 2, 3], most: 1 });
  });

  it("runs a group behind those it depends on, wherever they stand", async () => {
    const groups = [group("late", [0], { dependsOn: ["early"] }), group("early", [1])];
    assert.deepEqual((await roll(groups)).started, [1, 0]);
  });
});
