import type { Clock } from "./clock.ts";

/** A clock that stands still until a test moves it on. */
export class TestClock implements Clock {
  #now = 0;
  readonly #calls = new Set<{ readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, call: () => void): () => void {
    const entry = { at: this.#now + delayMs, call };
    this.#calls.add(entry);
    return () => void this.#calls.delete(entry);
  }

  /** Moves on, makes the calls that fall due in their order, and lets what waits for them run. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#calls].filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#calls.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.call();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets all promises that can go on do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
