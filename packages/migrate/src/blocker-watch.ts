import type { Driver } from "@atlas/core";

/** Whoever waits for less is not worth asking about. */
const patienceMs = 1_000;

/** While a statement takes long: asks, on another connection, who keeps it waiting, and tells once for each statement. */
export class BlockerWatch implements Disposable {
  readonly #driver: Driver;
  readonly #tell: (blockers: readonly string[]) => void;
  #timer: NodeJS.Timeout | undefined;
  /** Counts statements: an answer about one before is not told. */
  #round = 0;

  constructor(driver: Driver, tell: (blockers: readonly string[]) => void) {
    this.#driver = driver;
    this.#tell = tell;
  }

  /** @param limitMs - how long the next statement waits for locks; it is asked before that has gone by. 0: any time. */
  restart(limitMs: number): void {
    clearTimeout(this.#timer);
    const round = ++this.#round;
    const afterMs = limitMs > 0 ? Math.min(patienceMs, limitMs / 2) : patienceMs;
    this.#timer = setTimeout(() => void this.#ask(round), afterMs).unref();
  }

  async #ask(round: number): Promise<void> {
    // Nothing depends on the answer, and a server that is full gives none.
    const blockers = (await this.#driver.blockers?.().catch(() => undefined)) ?? [];
    if (round === this.#round && blockers.length > 0) this.#tell(blockers);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#round++;
  }
}
