/** Now in RFC 3339, down to microseconds: statements of an embedded database take less than a millisecond. */
export function preciseNow(): string {
  const epochMs = performance.timeOrigin + performance.now();
  const wholeMs = Math.floor(epochMs);
  const micros = String(Math.floor((epochMs - wholeMs) * 1_000)).padStart(3, "0");
  return new Date(wholeMs).toISOString().replace("Z", `${micros}Z`);
}

/** When parts of a run began and ended. */
export class Spans {
  readonly #spans = new Map<string, { readonly startedAt: string; endedAt: string }>();

  start(key: string): void {
    const now = preciseNow();
    this.#spans.set(key, { startedAt: now, endedAt: now });
  }

  end(key: string): void {
    const span = this.#spans.get(key);
    if (span) span.endedAt = preciseNow();
  }

  /** The part with the times that were taken of it, if any were. */
  timed<T extends object>(part: T, key: string): T {
    return { ...part, ...this.#spans.get(key) };
  }
}
