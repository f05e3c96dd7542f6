import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Outcome } from "./outcome.ts";
import { conclude, type ConcludeOptions, conditionOf, type Status } from "./status.ts";

const start = new Date("2026-01-01T00:00:00.000Z");
const later = new Date("2026-01-01T00:01:00.000Z");

function options(status?: Status, more: Partial<ConcludeOptions> = {}): ConcludeOptions {
  return { now: start, generation: 1, status, backoffLimit: 20, recheckAfterMs: 600_000, ...more };
}

/** The conditions in short: `Ready=False/Reconciling`. */
function shown(status: Status | undefined): readonly string[] {
  return (status?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status}/${reason}`);
}

const failure: Outcome = { type: "failed", reason: "ReadSchema", message: "no", retry: "backoff" };
const ready: Outcome = {
  type: "ready",
  message: "done",
  event: "Applied schema",
  fields: { observed_hash: "h", last_applied: 1 },
};

describe("conclude", () => {
  it("marks a resource at work and passes again at once", () => {
    const { status, requeueAfterMs, events } = conclude(
      { type: "reconciling", message: "Reconciling" },
      options(),
    );
    assert.deepEqual(shown(status), [
      "Ready=False/Reconciling",
      "Reconciling=True/Reconciling",
      "Stalled=False/Reconciling",
    ]);
    assert.equal(requeueAfterMs, 0);
    assert.deepEqual(events, []);
  });

  it("replaces the whole status when the resource is ready", () => {
    const withPlan = { ...conclude(failure, options()).status, planURL: "atlas://x" };
    const { status, events } = conclude(ready, options(withPlan, { generation: 2 }));
    assert.deepEqual(shown(status), [
      "Ready=True/Applied",
      "Reconciling=False/Applied",
      "Stalled=False/Applied",
    ]);
    assert.deepEqual(Object.keys(status ?? {}).sort(), [
      "conditions",
      "failed",
      "last_applied",
      "observedGeneration",
      "observed_hash",
    ]);
    assert.equal(status?.observedGeneration, 2);
    assert.equal(status?.failed, 0);
    assert.deepEqual(events, [{ type: "Normal", reason: "Applied", message: "Applied schema" }]);
  });

  it("moves the time of a condition only when its status changes", () => {
    const first = conclude(failure, options()).status;
    const again = conclude({ ...failure, message: "still no" }, options(first, { now: later })).status;
    assert.equal(conditionOf(again, "Ready")?.lastTransitionTime, "2026-01-01T00:00:00Z");
    assert.equal(conditionOf(again, "Ready")?.message, "still no");
    const done = conclude(ready, options(again, { now: later })).status;
    assert.equal(conditionOf(done, "Ready")?.lastTransitionTime, "2026-01-01T00:01:00Z");
    assert.equal(conditionOf(done, "Reconciling")?.lastTransitionTime, "2026-01-01T00:00:00Z");
  });

  it("waits 5 seconds longer after each failure and gives up beyond the limit", () => {
    let status: Status | undefined;
    const seen = [1, 2, 3, 4].map(() => {
      const conclusion = conclude(failure, options(status, { backoffLimit: 3 }));
      status = conclusion.status;
      return [conclusion.status?.failed, conclusion.requeueAfterMs, conclusion.events.at(-1)?.reason];
    });
    assert.deepEqual(seen, [
      [1, 5000, "TransientErr"],
      [2, 10_000, "TransientErr"],
      [3, 15_000, "TransientErr"],
      [4, undefined, "BackoffLimitExceeded"],
    ]);
    assert.deepEqual(shown(status), [
      "Ready=False/ReadSchema",
      "Reconciling=False/ReadSchema",
      "Stalled=True/ReadSchema",
    ]);
  });

  it("never gives up on a database that is down, and asks soon and in a growing rhythm", () => {
    const down: Outcome = { ...failure, reason: "ApplyingSchema", retry: "when_reachable" };
    let status: Status | undefined;
    const delays = Array.from({ length: 40 }, () => {
      const conclusion = conclude(down, options(status, { backoffLimit: 3 }));
      status = conclusion.status;
      return conclusion.requeueAfterMs;
    });
    assert.deepEqual(delays.slice(0, 4), [1000, 2000, 3000, 4000]);
    assert.equal(delays.at(-1), 30_000);
  });

  it("says the same final failure once", () => {
    const refused: Outcome = { ...failure, reason: "LintPolicyError", retry: "on_change" };
    const first = conclude(refused, options());
    assert.deepEqual(first.events, [{ type: "Warning", reason: "Error", message: "no" }]);
    const again = conclude(refused, options(first.status, { now: later }));
    assert.deepEqual(again, { events: [], requeueAfterMs: 600_000 });
    assert.equal(conclude(refused, options(first.status, { generation: 2 })).status?.failed, 2);
  });

  it("counts no failure while something else has to become ready", () => {
    const waiting: Outcome = { type: "waiting", reason: "GettingDevDB", message: "not yet" };
    const before = conclude(failure, options()).status;
    const { status, requeueAfterMs, events } = conclude(waiting, options(before));
    assert.deepEqual(shown(status), [
      "Ready=False/GettingDevDB",
      "Reconciling=True/GettingDevDB",
      "Stalled=False/GettingDevDB",
    ]);
    assert.equal(status?.failed, 1);
    assert.equal(requeueAfterMs, 5000);
    assert.equal(events[0]?.reason, "GettingDevDB");
  });

  it("reports drift beside a resource that stays ready, once, and takes it back", () => {
    const settled = conclude(ready, options()).status;
    const drifted: Outcome = { type: "drifted", message: "column gone" };
    const first = conclude(drifted, options(settled));
    assert.deepEqual(shown(first.status), [
      "Ready=True/Applied",
      "Reconciling=False/Applied",
      "Stalled=False/Applied",
      "Drifted=True/Drift",
    ]);
    assert.deepEqual(first.events, [{ type: "Warning", reason: "Drift", message: "column gone" }]);
    assert.deepEqual(conclude(drifted, options(first.status)), { events: [], requeueAfterMs: 600_000 });
    const gone = conclude({ type: "drift_gone" }, options(first.status)).status;
    assert.deepEqual(gone?.conditions, settled?.conditions);
  });

  it("writes nothing when nothing changed or others are at work", () => {
    const settled = conclude(ready, options()).status;
    assert.deepEqual(conclude({ type: "unchanged" }, options(settled)), {
      events: [],
      requeueAfterMs: 600_000,
    });
    assert.deepEqual(conclude({ type: "busy" }, options(settled)), { events: [], requeueAfterMs: 2000 });
  });

  it("comes again when told that the database is free, or else after a while", () => {
    const until = Promise.resolve();
    const conclusion = conclude({ type: "busy", until }, options());
    assert.deepEqual(conclusion, { events: [], requeueAfterMs: 10_000, requeueWhen: until });
  });

  it("cuts messages that the API would refuse", () => {
    const { status } = conclude({ ...failure, message: "x".repeat(40_000) }, options());
    assert.equal(conditionOf(status, "Ready")?.message.length, 32_768);
  });
});
