import { Connections } from "./connections.ts";
import type { CallContext, WorkflowDeps } from "./requests.ts";
import { type ScratchRequest, ScratchRoom } from "./scratch.ts";

/**
 * What many runs have in common, such as those for the tenants of one application: the desired state is read
 * once, and databases in one state get one plan with one proof.
 */
export class SharedWork implements AsyncDisposable {
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #numbers = new WeakMap<object, number>();
  readonly #rooms = new Map<string, ScratchRoom>();
  readonly #turns = new Map<string, Turns>();
  /** To the databases that are worked on. */
  readonly connections = new Connections();
  #count = 0;

  /**
   * What `make` gave the first time it was called under this key and went well: what failed for one, such as
   * because its connection broke, is tried anew for the next.
   *
   * @typeParam T - the same for all that use the key.
   */
  async once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#made.get(key);
    if (known) {
      try {
        // Everybody who uses the key makes the same thing of it.
        return (await known) as T;
      } catch {
        if (this.#made.get(key) === known) this.#made.delete(key);
        return this.once(key, make);
      }
    }
    const made = make();
    this.#made.set(key, made);
    return made;
  }

  /**
   * Runs work while no other work with this key runs; in the order of the calls.
   *
   * @param part - work on parts of other names may run at the same time. Default: on all parts.
   */
  turn<T>(key: string, work: () => Promise<T>, part?: string): Promise<T> {
    const turns = this.#turns.get(key) ?? {
      whole: Promise.resolve(),
      parts: new Map<string, Promise<unknown>>(),
    };
    this.#turns.set(key, turns);
    const { whole, parts } = turns;
    const before = part === undefined ? [...parts.values()] : [parts.get(part) ?? whole];
    const mine = Promise.allSettled([whole, ...before]).then(work);
    if (part === undefined) this.#turns.set(key, { whole: mine, parts: new Map() });
    else parts.set(part, mine);
    return mine;
  }

  /** A number that stands for an object as long as it lives. */
  numberOf(object: object): number {
    const known = this.#numbers.get(object) ?? ++this.#count;
    this.#numbers.set(object, known);
    return known;
  }

  /** The dev database for a request, open until this is disposed. */
  room(key: string, request: ScratchRequest, deps: WorkflowDeps, context: CallContext): ScratchRoom {
    const known = this.#rooms.get(key) ?? new ScratchRoom(request, deps, context);
    this.#rooms.set(key, known);
    return known;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(
      [...this.#turns.values()].flatMap(({ whole, parts }) => [whole, ...parts.values()]),
    );
    await this.connections[Symbol.asyncDispose]();
    for (const room of this.#rooms.values()) await room[Symbol.asyncDispose]();
    this.#rooms.clear();
  }
}

/** The last work on the whole of something, and that on its parts since then. */
interface Turns {
  readonly whole: Promise<unknown>;
  readonly parts: Map<string, Promise<unknown>>;
}
