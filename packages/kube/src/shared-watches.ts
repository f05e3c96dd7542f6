import type { ObjectKey, ResourceType, Store } from "./store.ts";

/** Hears that an object was created, updated or deleted, and nothing of what it holds. */
export type ChangeListener = (type: ResourceType, key: ObjectKey) => void;

interface Shared {
  readonly listeners: Set<ChangeListener>;
  readonly synced: Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * One watch for each type however many controllers look at it; for Secrets and ConfigMaps. Only metadata is
 * fetched, so no secret passes through, and only names and versions are kept.
 */
export class SharedWatches {
  readonly #store: Store;
  readonly #namespaces: readonly string[];
  readonly #signal: AbortSignal;
  readonly #watches = new Map<string, Shared>();

  /**
   * @param namespaces - empty: all.
   * @param signal - ends all watches.
   */
  constructor(store: Store, namespaces: readonly string[], signal: AbortSignal) {
    this.#store = store;
    this.#namespaces = namespaces;
    this.#signal = signal;
  }

  /**
   * Calls the listener on every change from now on; objects that exist may be reported once.
   *
   * @returns when the first list is complete, so that no later change can be missed.
   */
  async subscribe(type: ResourceType, listener: ChangeListener): Promise<void> {
    const id = `${type.group}/${type.version}/${type.plural}`;
    let shared = this.#watches.get(id);
    if (shared === undefined) {
      shared = this.#start(type);
      this.#watches.set(id, shared);
    }
    shared.listeners.add(listener);
    await shared.synced;
  }

  /** Waits until all watches have ended, which they do when the signal is aborted. */
  async ended(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((shared) => shared.ended));
  }

  #start(type: ResourceType): Shared {
    const listeners = new Set<ChangeListener>();
    const synced = Promise.withResolvers<void>();
    const scope = { namespaces: this.#namespaces, metadataOnly: true };
    const ended = this.#store.watch(
      type,
      scope,
      (event) => {
        if (event.type === "synced") return synced.resolve();
        const { namespace, name } = event.object.metadata;
        for (const listener of listeners) listener(type, { namespace, name });
      },
      this.#signal,
    );
    return { listeners, synced: synced.promise, ended };
  }
}
