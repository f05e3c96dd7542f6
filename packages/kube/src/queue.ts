import { backoffMs } from "./backoff.ts";
import { systemClock, type Clock } from "./clock.ts";

/** What a pass over a key asks for when it ends well. */
export interface WorkResult {
  /** Pass again after this time, in milliseconds; absent: when the key is added again. */
  readonly requeueAfterMs?: number;
  /** Pass again as soon as this is kept, if that is sooner. It must not be rejected; no worker waits for it. */
  readonly requeueWhen?: Promise<void>;
}

/** Is told what happens in a queue; for metrics. */
export interface QueueObserver {
  added?(): void;
  /** A pass begins after the key waited this long, in milliseconds. */
  started?(waitedMs: number): void;
  ended?(tookMs: number): void;
  /** A failed key will be tried again after this time, in milliseconds. */
  retried?(key: string, error: unknown, delayMs: number): void;
}

export interface WorkQueueOptions {
  /** Passes at once, over different keys. Default 1. */
  readonly concurrency?: number;
  /** First delay after a failure, in milliseconds, doubled each time. Default 500. */
  readonly baseMs?: number;
  /** Longest delay after failures, in milliseconds. Default 300 000. */
  readonly capMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly observer?: QueueObserver;
}

interface Running {
  readonly startedAt: number;
  /** Added again meanwhile: the pass may have read what was there before. */
  again: boolean;
  /** Forgotten meanwhile: what the pass asks for no longer counts. */
  forgotten: boolean;
}

/**
 * Passes over keys: one pass for a key at a time, several keys at once, first come, first served.
 *
 * A key that is added while it waits is there once; added while its pass runs, it is passed again. A pass
 * that throws is repeated with capped exponential backoff for its key alone, and adding the key anew does not wait for
 * that.
 */
export class WorkQueue {
  readonly #work: (key: string, signal: AbortSignal) => Promise<WorkResult>;
  readonly #options: WorkQueueOptions;
  readonly #clock: Clock;
  /** Since when each key waits; the longest waiting first. */
  readonly #waiting = new Map<string, number>();
  readonly #delayed = new Map<string, { readonly dueAt: number; readonly cancel: () => void }>();
  readonly #running = new Map<string, Running>();
  readonly #failures = new Map<string, number>();
  readonly #stop = new AbortController();
  #draining = false;
  #onIdle: (() => void) | undefined;

  constructor(
    work: (key: string, signal: AbortSignal) => Promise<WorkResult>,
    options: WorkQueueOptions = {},
  ) {
    this.#work = work;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Keys that could be passed now if there were room. */
  get depth(): number {
    return this.#waiting.size;
  }

  get active(): number {
    return this.#running.size;
  }

  /** How long each running pass has taken so far, in milliseconds. */
  runningMs(): readonly number[] {
    const now = this.#clock.now();
    return [...this.#running.values()].map((running) => now - running.startedAt);
  }

  /** Passes over the key as soon as there is room. */
  add(key: string): void {
    if (this.#draining) return;
    this.#undelay(key);
    const running = this.#running.get(key);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    if (this.#waiting.has(key)) return;
    this.#waiting.set(key, this.#clock.now());
    this.#options.observer?.added?.();
    this.#startNext();
  }

  /** Adds the key later; of several delays the shortest counts. */
  addAfter(key: string, delayMs: number): void {
    if (delayMs <= 0) return this.add(key);
    if (this.#draining || this.#waiting.has(key)) return;
    const dueAt = this.#clock.now() + delayMs;
    const before = this.#delayed.get(key);
    if (before !== undefined && before.dueAt <= dueAt) return;
    before?.cancel();
    const cancel = this.#clock.after(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { dueAt, cancel });
  }

  /** Takes the key out with its delays and failures. A pass that runs ends, and is not repeated. */
  forget(key: string): void {
    this.#waiting.delete(key);
    this.#failures.delete(key);
    this.#undelay(key);
    const running = this.#running.get(key);
    if (running === undefined) return;
    running.forgotten = true;
    running.again = false;
  }

  /**
   * Begins no further pass and waits for those that run; after the grace their signal is aborted, and they
   * are waited for still, since they may hold something.
   *
   * @param graceMs - milliseconds.
   */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    this.#waiting.clear();
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    if (this.#running.size === 0) return;
    const cancel = this.#clock.after(graceMs, () => this.#stop.abort());
    await new Promise<void>((resolve) => (this.#onIdle = resolve));
    cancel();
  }

  #undelay(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }

  #startNext(): void {
    while (this.#running.size < (this.#options.concurrency ?? 1)) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      const [key, since] = first;
      this.#waiting.delete(key);
      void this.#pass(key, since);
    }
  }

  async #pass(key: string, waitingSince: number): Promise<void> {
    const { observer } = this.#options;
    const startedAt = this.#clock.now();
    const running: Running = { startedAt, again: false, forgotten: false };
    this.#running.set(key, running);
    observer?.started?.(startedAt - waitingSince);
    let nextMs: number | undefined;
    try {
      const result = await this.#work(key, this.#stop.signal);
      nextMs = result.requeueAfterMs;
      if (!running.forgotten) void result.requeueWhen?.then(() => this.add(key));
      this.#failures.delete(key);
    } catch (error) {
      if (!running.forgotten && !this.#draining) {
        const failures = (this.#failures.get(key) ?? 0) + 1;
        this.#failures.set(key, failures);
        const { baseMs = 500, capMs = 300_000, random } = this.#options;
        nextMs = backoffMs(failures, { baseMs, capMs, random });
        observer?.retried?.(key, error, nextMs);
      }
    }
    this.#running.delete(key);
    observer?.ended?.(this.#clock.now() - startedAt);
    if (running.again) this.add(key);
    else if (nextMs !== undefined && !running.forgotten) this.addAfter(key, nextMs);
    this.#startNext();
    if (this.#running.size === 0) this.#onIdle?.();
  }
}
