import { throwIfCancelled } from "@atlas/core";

/** Lets those who share a key take turns, in the order in which they came; others do not wait. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Waits for the turn.
   *
   * @returns what gives the turn on when disposed.
   * @throws {AtlasError} `E_CANCELLED` when the signal is aborted first.
   */
  async take(key: string, signal: AbortSignal): Promise<Disposable> {
    throwIfCancelled(signal);
    const before = this.#last.get(key);
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const last = before ? before.then(() => over) : over;
    this.#last.set(key, last);
    void last.then(() => {
      if (this.#last.get(key) === last) this.#last.delete(key);
    });
    if (before) {
      try {
        await orAborted(before, signal);
      } catch (error) {
        end();
        throw error;
      }
    }
    return { [Symbol.dispose]: end };
  }
}

async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  await Promise.race([promise, aborted]);
  signal.removeEventListener("abort", onAbort);
  throwIfCancelled(signal);
}
