export interface BackoffOptions {
  /** The first delay, in milliseconds. */
  readonly baseMs: number;
  /** No delay is longer, in milliseconds. */
  readonly capMs: number;
  /** A number in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * The delay before a further attempt, in milliseconds: doubled each time, capped, of which the upper half
 * is random, so that many who failed at once do not come back at once.
 *
 * @param failures - how many attempts failed in a row, from 1.
 */
export function backoffMs(failures: number, options: BackoffOptions): number {
  const { baseMs, capMs, random = Math.random } = options;
  // 2^30 is beyond any cap and keeps the number finite.
  const full = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full / 2 + (full / 2) * random());
}
