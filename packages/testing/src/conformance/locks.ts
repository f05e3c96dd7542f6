import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ConformanceOptions } from "./support.ts";

/** The lock that keeps runs apart. */
export function testLocks(options: ConformanceOptions): void {
  const { open } = options;

  describe("the lock", () => {
    it("excludes a second session until it is let go", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      const held = await one.lock("conformance", { timeoutMs: 0 });
      await assert.rejects(other.lock("conformance", { timeoutMs: 0 }), { code: "E_LOCK_TIMEOUT" });
      await held[Symbol.asyncDispose]();
      await using _taken = await other.lock("conformance", { timeoutMs: 0 });
    });

    it("waits as long as it may", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      const held = await one.lock("conformance");
      let waits = 0;
      const waiting = other.lock("conformance", { timeoutMs: 10_000, onWait: () => waits++ });
      setTimeout(() => void held[Symbol.asyncDispose](), 100);
      await using _taken = await waiting;
      assert.equal(waits, 1);
    });

    it("of one name does not keep another name waiting", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      await using _first = await one.lock("conformance", { timeoutMs: 0 });
      await using _second = await other.lock("another", { timeoutMs: 0 });
    });

    it("goes with the session that held it", async () => {
      await using database = await open();
      const one = await database.connect();
      await one.lock("conformance", { timeoutMs: 0 });
      await one[Symbol.asyncDispose]();
      await using other = await database.connect();
      await using _taken = await other.lock("conformance", { timeoutMs: 5_000 });
    });

    it("stops waiting when the work is cancelled", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      await using _held = await one.lock("conformance", { timeoutMs: 0 });
      const signal = AbortSignal.timeout(100);
      await assert.rejects(other.lock("conformance", { timeoutMs: 60_000, signal }), { code: "E_CANCELLED" });
    });
  });
}
