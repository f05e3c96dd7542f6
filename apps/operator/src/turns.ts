/** Something is in use; whoever asked comes again. */
export interface Taken {
  readonly taken: true;
  /** Kept when it is worth asking again; never rejected. */
  readonly until: Promise<void>;
}

/** In use by us until it is disposed. */
export interface Turn extends Disposable {
  readonly taken: false;
}

/**
 * Lets those who share things take turns. Nobody waits in here: who comes too early is told when to come
 * again, and holds nothing meanwhile. Of those who were sent away, the first is told first.
 *
 * Who was told and does not come keeps nobody else from coming, but the next in line hears of it only with
 * the next turn: come again after a while in any case.
 */
export class Turns {
  readonly #inUse = new Set<string>();
  /** By thing: who wants to be told, the longest waiting first. */
  readonly #lines = new Map<string, Map<string, PromiseWithResolvers<void>>>();

  /**
   * Takes all of these things or none.
   *
   * @param who - has one place in a line, however often it asks.
   */
  take(things: readonly string[], who: string): Turn | Taken {
    const busy = things.find((thing) => this.#inUse.has(thing));
    if (busy !== undefined) return { taken: true, until: this.#placeOf(who, busy) };
    for (const thing of things) this.#inUse.add(thing);
    return { taken: false, [Symbol.dispose]: () => this.#release(things) };
  }

  #placeOf(who: string, thing: string): Promise<void> {
    const line = this.#lines.get(thing) ?? new Map<string, PromiseWithResolvers<void>>();
    const place = line.get(who) ?? Promise.withResolvers<void>();
    this.#lines.set(thing, line.set(who, place));
    return place.promise;
  }

  #release(things: readonly string[]): void {
    for (const thing of things) this.#inUse.delete(thing);
    for (const thing of things) {
      const [first] = this.#lines.get(thing) ?? [];
      if (!first) continue;
      const [who, place] = first;
      const line = this.#lines.get(thing);
      line?.delete(who);
      if (line?.size === 0) this.#lines.delete(thing);
      place.resolve();
    }
  }
}
