/** Time as an argument, so that a test turns its hands instead of sleeping. */
export interface Clock {
  /** Milliseconds since some start; never goes back. */
  now(): number;
  /** Calls once after a delay in milliseconds. @returns what cancels it. */
  after(delayMs: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Waits, but not beyond an abort: it returns then, and the caller looks at the signal. */
export function pause(
  delayMs: number,
  signal: AbortSignal | undefined,
  clock: Clock = systemClock,
): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(delayMs, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
