import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { beginnings, mixture, repeated } from "./texts.ts";

/** Memory of the thread that reads, in MB. The tree of two megabytes of brackets takes most of it; SQL gets 200. */
const memoryMb: Readonly<Record<string, number>> = { hcl: 400, template: 100 };

/** In UTF-16 units; of SQL a million. */
const length: Readonly<Record<string, number>> = { hcl: 2_000_000, template: 500_000 };

/** Nothing takes so long, whatever else the machine does, in milliseconds of wall time. */
const deadlineMs = 180_000;

/** A thread that reads texts. A hang or too much memory ends it, and fails who waits for it. */
class Room implements AsyncDisposable {
  readonly #worker: Worker;

  constructor(maxMb: number) {
    this.#worker = new Worker(new URL("reader.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: maxMb },
    });
  }

  /** @returns the CPU time of reading, in milliseconds. */
  async read(reader: string, texts: readonly string[]): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => {
      reject(new Error(`still reading after ${deadlineMs / 1000} s`));
      void this.#worker.terminate();
    }, deadlineMs);
    const onMessage = (answer: number | string): void =>
      typeof answer === "number" ? resolve(answer) : reject(new Error(answer));
    this.#worker.once("message", onMessage).once("error", reject);
    this.#worker.postMessage([reader, texts], []);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#worker.off("message", onMessage).off("error", reject);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

for (const [reader, pieces] of Object.entries(repeated))
  describe(`a long text for the reader of ${reader}`, () => {
    for (const piece of pieces)
      it(`made of ${JSON.stringify(piece)} takes time and memory in proportion`, async () => {
        await using room = new Room(memoryMb[reader] ?? 200);
        const texts = (size: number): readonly string[] =>
          (beginnings[reader] ?? []).map((start) => start + piece.repeat(Math.ceil(size / piece.length)));
        const size = length[reader] ?? 1_000_000;
        // What is compiled on the way is not counted.
        await room.read(reader, texts(size / 64));
        const short = await room.read(reader, texts(size / 8));
        const long = await room.read(reader, texts(size));
        // 8 times as much; the square of it would be 64 times.
        assert.ok(long < Math.max(24 * short, 500), `${short} ms, then ${long} ms`);
      });
  });

describe("many small texts", () => {
  for (const reader of Object.keys(repeated))
    it(`for the reader of ${reader} are read or refused, and leave nothing behind`, async () => {
      await using room = new Room(64);
      for (let seed = 0; seed < 20_000; seed += 500)
        await room.read(
          reader,
          Array.from({ length: 500 }, (_, at) => mixture(reader, seed + at)),
        );
    });
});
