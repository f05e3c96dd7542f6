import { setTimeout } from "node:timers/promises";

/** How long to wait before the next try: everybody else is let through meanwhile. @param attempt - from 0. */
export function backoffMs(attempt: number): number {
  return Math.min(500 * 2 ** attempt, 15_000);
}

/** Ends early and without an error when cancelled: the next try says so. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, signal ? { signal } : {}).catch(() => {});
}
