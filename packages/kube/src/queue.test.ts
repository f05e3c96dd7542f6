import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WorkQueue, type WorkQueueOptions, type WorkResult } from "./queue.ts";
import { settle, TestClock } from "./test-clock.ts";

/** A queue whose passes end when the test says so. */
function setUp(options: WorkQueueOptions = {}) {
  const clock = new TestClock();
  const started: string[] = [];
  const open = new Map<string, PromiseWithResolvers<WorkResult>>();
  const queue = new WorkQueue(
    (key, signal) => {
      started.push(key);
      const pass = Promise.withResolvers<WorkResult>();
      open.set(key, pass);
      signal.addEventListener("abort", () => pass.reject(new Error("aborted")));
      return pass.promise;
    },
    { clock, random: () => 1, ...options },
  );
  const end = async (key: string, result: WorkResult = {}): Promise<void> => {
    open.get(key)?.resolve(result);
    await settle();
  };
  const fail = async (key: string): Promise<void> => {
    open.get(key)?.reject(new Error("no"));
    await settle();
  };
  return { clock, started, queue, end, fail };
}

describe("a work queue", () => {
  it("passes once over a key that was added several times while it waited", async () => {
    const { queue, started, end } = setUp();
    queue.add("a");
    queue.add("b");
    queue.add("b");
    await end("a");
    await end("b");
    assert.deepEqual(started, ["a", "b"]);
  });

  it("passes again over a key that was added during its pass, but never twice at once", async () => {
    const { queue, started, end } = setUp({ concurrency: 2 });
    queue.add("a");
    queue.add("a");
    queue.add("a");
    assert.deepEqual(started, ["a"]);
    await end("a");
    assert.deepEqual(started, ["a", "a"]);
  });

  it("works on others while a key waits for what its pass named, and then on that key at once", async () => {
    const { queue, started, end } = setUp();
    const turn = Promise.withResolvers<void>();
    queue.add("a");
    queue.add("b");
    await end("a", { requeueAfterMs: 60_000, requeueWhen: turn.promise });
    assert.deepEqual(started, ["a", "b"]);
    turn.resolve();
    await end("b");
    assert.deepEqual(started, ["a", "b", "a"]);
  });

  it("works on as many keys at once as it is told", async () => {
    const { queue, started, end } = setUp({ concurrency: 2 });
    for (const key of ["a", "b", "c"]) queue.add(key);
    assert.deepEqual(started, ["a", "b"]);
    assert.equal(queue.depth, 1);
    await end("b");
    assert.deepEqual(started, ["a", "b", "c"]);
  });

  it("lets a busy key wait behind those who came before it", async () => {
    const { queue, started, end } = setUp();
    queue.add("busy");
    queue.add("other");
    queue.add("busy");
    await end("busy");
    assert.deepEqual(started, ["busy", "other"]);
  });

  it("doubles the delay after each failure up to the cap, for the failing key alone", async () => {
    const { queue, clock, started, fail } = setUp({ baseMs: 100, capMs: 300 });
    queue.add("a");
    const startedAt = [];
    for (let pass = 0; pass < 5; pass++) {
      startedAt.push(clock.now());
      await fail("a");
      await clock.pass(pass === 0 ? 100 : pass === 1 ? 200 : 300);
    }
    assert.deepEqual(startedAt, [0, 100, 300, 600, 900]);
    assert.equal(started.length, 6);
  });

  it("starts from the first delay again after a success", async () => {
    const { queue, clock, started, end, fail } = setUp({ baseMs: 100, capMs: 10_000 });
    queue.add("a");
    await fail("a");
    await clock.pass(100);
    await end("a");
    queue.add("a");
    await fail("a");
    await clock.pass(100);
    assert.equal(started.length, 4);
  });

  it("does not make a key wait for its backoff when something changed", async () => {
    const { queue, started, fail } = setUp();
    queue.add("a");
    await fail("a");
    queue.add("a");
    assert.equal(started.length, 2);
  });

  it("passes again after the time that a pass asked for", async () => {
    const { queue, clock, started, end } = setUp();
    queue.add("a");
    await end("a", { requeueAfterMs: 5000 });
    await clock.pass(4999);
    assert.equal(started.length, 1);
    await clock.pass(1);
    assert.equal(started.length, 2);
  });

  it("takes the shortest of several delays", async () => {
    const { queue, clock, started } = setUp();
    queue.addAfter("a", 1000);
    queue.addAfter("a", 10);
    queue.addAfter("a", 500);
    await clock.pass(10);
    assert.deepEqual(started, ["a"]);
  });

  it("drops the delay of a key that is passed earlier for another reason", async () => {
    const { queue, clock, started, end } = setUp();
    queue.addAfter("a", 1000);
    queue.add("a");
    await end("a");
    await clock.pass(5000);
    assert.equal(started.length, 1);
  });

  it("forgets a key even while its pass runs", async () => {
    const { queue, clock, started, end } = setUp();
    queue.add("a");
    queue.add("a");
    queue.forget("a");
    await end("a", { requeueAfterMs: 10 });
    await clock.pass(1000);
    assert.equal(started.length, 1);
  });

  it("lets running passes end within the grace and starts no other", async () => {
    const { queue, started, end } = setUp();
    queue.add("a");
    queue.add("b");
    const drained = queue.drain(1000);
    queue.add("c");
    await end("a");
    await drained;
    assert.deepEqual(started, ["a"]);
  });

  it("aborts what still runs after the grace", async () => {
    const { queue, clock } = setUp();
    queue.add("a");
    const drained = queue.drain(1000);
    await clock.pass(1000);
    await drained;
    assert.equal(queue.active, 0);
  });
});
