import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type Driver } from "@atlas/core";
import { withHooks } from "./hooks.ts";
import type { TransactionHook } from "./requests.ts";

const hook: TransactionHook = {
  name: "log",
  skipErrors: false,
  afterBegin: ["after begin"],
  beforeCommit: ["before commit"],
  beforeRollback: ["before rollback"],
};

/** A driver that writes down what it is told; statements with `bad` in them fail. */
function recorder(): { readonly driver: Driver; readonly log: readonly string[] } {
  const log: string[] = [];
  const note = (text: string): Promise<void> => {
    log.push(text);
    return text.includes("bad") ? Promise.reject(new AtlasError("E_SQL", "refused")) : Promise.resolve();
  };
  const driver: Partial<Driver> = {
    begin: () => note("BEGIN"),
    commit: () => note("COMMIT"),
    rollback: () => note("ROLLBACK"),
    execute: note,
    sequence: () => note("sequence"),
  };
  // Nothing else of a driver is asked for here.
  return { driver: driver as Driver, log };
}

describe("withHooks", () => {
  it("runs the statements inside of each transaction", async () => {
    const { driver, log } = recorder();
    const hooked = withHooks(driver, [hook], () => true);
    await hooked.begin();
    await hooked.execute("work");
    await hooked.commit();
    await hooked.begin();
    await hooked.rollback();
    assert.deepEqual(log, [
      "BEGIN",
      "after begin",
      "work",
      "before commit",
      "COMMIT",
      "BEGIN",
      "after begin",
      "before rollback",
      "ROLLBACK",
    ]);
    assert.equal(hooked.sequence, undefined);
  });

  it("leaves the driver as it is where there are none, and transactions that are no user's", async () => {
    const { driver, log } = recorder();
    assert.equal(
      withHooks(driver, [], () => true),
      driver,
    );
    const hooked = withHooks(driver, [hook], () => false);
    await hooked.begin();
    await hooked.commit();
    assert.deepEqual(log, ["BEGIN", "COMMIT"]);
  });

  it("ends the transaction when a statement fails, and names the hook", async () => {
    const { driver, log } = recorder();
    const hooked = withHooks(driver, [{ ...hook, afterBegin: ["bad"] }], () => true);
    await assert.rejects(hooked.begin(), { message: 'hook "log": refused' });
    assert.deepEqual(log, ["BEGIN", "bad", "ROLLBACK"]);
  });

  it("goes on where errors stop nothing, with the transaction as it was before", async () => {
    const { driver, log } = recorder();
    const hooked = withHooks(driver, [{ ...hook, afterBegin: ["bad"], skipErrors: true }], () => true);
    await hooked.begin();
    assert.deepEqual(log, ["BEGIN", "SAVEPOINT atlas_hook", "bad", "ROLLBACK TO SAVEPOINT atlas_hook"]);
  });

  it("takes a transaction back whatever fails before", async () => {
    const { driver, log } = recorder();
    const hooked = withHooks(driver, [{ ...hook, beforeRollback: ["bad"] }], () => true);
    await hooked.rollback();
    assert.deepEqual(log, ["bad", "ROLLBACK"]);
  });
});
