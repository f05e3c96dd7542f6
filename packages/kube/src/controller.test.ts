import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runController, type ControllerOptions } from "./controller.ts";
import type { KubeObject, Store, WatchEvent } from "./store.ts";
import { settle, TestClock } from "./test-clock.ts";

const things = { group: "example.org", version: "v1", plural: "things", kind: "Thing" };

function thing(name: string, generation = 1, uid = name): KubeObject {
  const metadata = { name, namespace: "a", uid, resourceVersion: "1", generation };
  return { apiVersion: "example.org/v1", kind: "Thing", metadata };
}

/** A controller whose watch is played by the test; reconciling needs nothing else of a store. */
function setUp(options: Partial<ControllerOptions> = {}) {
  const clock = new TestClock();
  const passes: string[] = [];
  const stop = new AbortController();
  let tell: (event: WatchEvent) => void = () => {};
  const watch: Store["watch"] = async (_type, _scope, onEvent, signal) => {
    tell = onEvent;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  const unused = async (): Promise<never> => {
    throw new Error("a controller only watches");
  };
  const store = { watch, get: unused, list: unused, patchStatus: unused, recordEvent: unused };
  const running = runController(
    {
      name: "thing",
      store,
      type: things,
      scope: { namespaces: [] },
      concurrency: 1,
      clock,
      random: () => 0.5,
      reconcile: async ({ name }) => {
        passes.push(`${name} at ${clock.now()}`);
        return {};
      },
      ...options,
    },
    stop.signal,
  );
  const see = async (object: KubeObject): Promise<void> => {
    tell({ type: "set", object });
    await settle();
  };
  const lose = async (object: KubeObject): Promise<void> => {
    tell({ type: "deleted", object });
    await settle();
  };
  return { clock, passes, stop, running, see, lose };
}

describe("a controller", () => {
  it("passes over an object that took the name of another, whatever its generation", async () => {
    const { see, passes, stop, running } = setUp();
    await settle();
    await see(thing("x", 1, "first"));
    await see(thing("x", 1, "second"));
    assert.equal(passes.length, 2);
    stop.abort();
    await running;
  });

  it("passes on every change of a type that counts no generations", async () => {
    const { see, passes, stop, running } = setUp();
    await settle();
    await see(thing("x", 0));
    await see(thing("x", 0));
    assert.equal(passes.length, 2);
    stop.abort();
    await running;
  });

  it("passes over everything again at its interval, a little spread", async () => {
    const { see, lose, passes, clock, stop, running } = setUp({ resyncMs: 1000 });
    await settle();
    await see(thing("x"));
    await see(thing("y"));
    await lose(thing("y"));
    await clock.pass(2500);
    assert.deepEqual(passes, ["x at 0", "y at 0", "x at 1050", "x at 2050"]);
    stop.abort();
    await running;
  });

  it("does not come back to a deleted object that had asked for it", async () => {
    const asked: string[] = [];
    const { see, lose, clock, stop, running } = setUp({
      reconcile: async ({ name }) => {
        asked.push(name);
        return { requeueAfterMs: 100 };
      },
    });
    await settle();
    await see(thing("x"));
    await lose(thing("x"));
    await clock.pass(1000);
    assert.deepEqual(asked, ["x"]);
    stop.abort();
    await running;
  });

  it("lets a running pass end before it stops, and aborts it after the grace", async () => {
    const ended: string[] = [];
    const { see, clock, stop, running } = setUp({
      graceMs: 500,
      reconcile: (_key, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            ended.push(`aborted at ${clock.now()}`);
            reject(new Error("aborted"));
          });
        }),
    });
    await settle();
    await see(thing("x"));
    stop.abort();
    await clock.pass(1000);
    await running;
    assert.deepEqual(ended, ["aborted at 500"]);
  });
});
