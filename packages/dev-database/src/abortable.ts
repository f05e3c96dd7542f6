import { AtlasError, throwIfCancelled } from "@atlas/core";

/**
 * Waits for shared work that goes on for others when this waiter leaves.
 *
 * @throws {AtlasError} `E_CANCELLED` as soon as the signal is aborted.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void =>
    reject(new AtlasError("E_CANCELLED", "the work was cancelled", { cause: signal.reason }));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    throwIfCancelled(signal);
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
