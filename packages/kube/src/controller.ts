import { availableParallelism } from "node:os";
import { keyText } from "./api-path.ts";
import { pause, systemClock, type Clock } from "./clock.ts";
import { errorText, noLog, type Log } from "./log.ts";
import { WorkQueue, type QueueObserver, type WorkResult } from "./queue.ts";
import { ReferenceIndex, type Reference } from "./reference-index.ts";
import type { SharedWatches } from "./shared-watches.ts";
import type {
  KubeObject,
  ObjectKey,
  Reconcile,
  ReconcileResult,
  ResourceType,
  Store,
  WatchEvent,
  WatchScope,
} from "./store.ts";

/** How a pass ended, as the usual metrics name it. */
export type PassResult = "success" | "error" | "requeue" | "requeue_after";

/** Is told what a controller does; `ControllerMetrics` is one. */
export interface ControllerObserver extends QueueObserver {
  /** The queue to read gauges from, and how many passes may run at once. */
  attached?(queue: WorkQueue, concurrency: number): void;
  reconciled?(result: PassResult, tookMs: number): void;
}

export interface ControllerOptions {
  /** Of logs: `atlasschema`. */
  readonly name: string;
  readonly store: Store;
  readonly type: ResourceType;
  readonly scope: WatchScope;
  readonly reconcile: Reconcile;
  /** What an object reads from; it is passed over again when one of these changes. */
  readonly references?: (object: KubeObject) => readonly Reference[];
  /** The types that `references` names, and their watches. */
  readonly watched?: { readonly types: readonly ResourceType[]; readonly watches: SharedWatches };
  /** Passes at once. Default: the number of CPUs. */
  readonly concurrency?: number;
  /** Passes over every object at this interval, in milliseconds, jittered by a tenth. Default: never. */
  readonly resyncMs?: number;
  /** First and longest delay after failures, in milliseconds. Defaults 500 and 300 000. */
  readonly backoff?: { readonly baseMs: number; readonly capMs: number };
  /** How long running passes may go on after the stop before they are aborted, in milliseconds. Default 8 000. */
  readonly graceMs?: number;
  /** How long to wait for the watches of referenced types at start, in milliseconds. Default 30 000. */
  readonly syncWithinMs?: number;
  readonly observer?: ControllerObserver;
  /** Called when the first list is complete: from now on everything is known. */
  readonly onSynced?: () => void;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/**
 * Keeps passing over the objects of one type: all of them at start, then each whose spec or whose
 * references changed, which asked for it, or which failed. Ends when the signal is aborted and the running
 * passes have ended.
 */
export async function runController(options: ControllerOptions, signal: AbortSignal): Promise<void> {
  await new Controller(options).run(signal);
}

/** What we keep of an object. */
interface Known {
  readonly key: ObjectKey;
  readonly uid: string;
  readonly generation: number;
}

class Controller {
  readonly #options: ControllerOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #queue: WorkQueue;
  readonly #known = new Map<string, Known>();
  readonly #references = new ReferenceIndex();

  constructor(options: ControllerOptions) {
    const concurrency = options.concurrency ?? availableParallelism();
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? noLog;
    this.#queue = new WorkQueue((text, signal) => this.#pass(text, signal), {
      concurrency,
      ...options.backoff,
      clock: this.#clock,
      random: options.random,
      observer: options.observer,
    });
    options.observer?.attached?.(this.#queue, concurrency);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { store, type, scope, graceMs = 8000 } = this.#options;
    await this.#watchReferences(signal);
    const resync = this.#resync(signal);
    try {
      await store.watch(type, scope, (event) => this.#onEvent(event), signal);
    } finally {
      await this.#queue.drain(graceMs);
    }
    await resync;
  }

  /** First, so that no change falls between reading a Secret and watching it. */
  async #watchReferences(signal: AbortSignal): Promise<void> {
    const { watched, syncWithinMs = 30_000 } = this.#options;
    if (watched === undefined) return;
    const enqueue = (type: ResourceType, key: ObjectKey): void => {
      for (const source of this.#references.sourcesOf(type, key)) this.#queue.add(source);
    };
    const ready = new AbortController();
    const synced = Promise.all(watched.types.map((type) => watched.watches.subscribe(type, enqueue)));
    void synced.then(() => ready.abort());
    // Who may not list Secrets still gets the rest.
    await pause(syncWithinMs, AbortSignal.any([signal, ready.signal]), this.#clock);
    if (!ready.signal.aborted && !signal.aborted)
      this.#log("warn", "starting before referenced objects are known", { controller: this.#options.name });
  }

  #onEvent(event: WatchEvent): void {
    if (event.type === "synced") return this.#options.onSynced?.();
    const { object } = event;
    const { namespace, name, uid, generation } = object.metadata;
    const key = { namespace, name };
    const text = keyText(key);
    if (event.type === "deleted") {
      this.#known.delete(text);
      this.#references.delete(text);
      this.#queue.forget(text);
      return;
    }
    const before = this.#known.get(text);
    this.#known.set(text, { key, uid, generation });
    this.#references.set(text, this.#options.references?.(object) ?? []);
    // Labels and status do not raise the generation. Types without a generation say 0 always.
    if (before?.uid === uid && before.generation === generation && generation !== 0) return;
    this.#queue.add(text);
  }

  async #resync(signal: AbortSignal): Promise<void> {
    const { resyncMs, random = Math.random } = this.#options;
    if (resyncMs === undefined) return;
    for (;;) {
      await pause(resyncMs, signal, this.#clock);
      if (signal.aborted) return;
      // Spread over a tenth of the interval, so that not all targets are asked in one moment.
      for (const text of this.#known.keys()) this.#queue.addAfter(text, random() * resyncMs * 0.1);
    }
  }

  async #pass(text: string, signal: AbortSignal): Promise<WorkResult> {
    const { name, observer, reconcile } = this.#options;
    const key = this.#known.get(text)?.key;
    if (key === undefined) return {};
    const startedAt = this.#clock.now();
    try {
      const result = await reconcile(key, signal);
      observer?.reconciled?.(resultName(result), this.#clock.now() - startedAt);
      return result;
    } catch (error) {
      observer?.reconciled?.("error", this.#clock.now() - startedAt);
      const level = signal.aborted ? "debug" : "error";
      this.#log(level, "reconcile failed", { controller: name, ...key, error: errorText(error) });
      throw error;
    }
  }
}

function resultName({ requeueAfterMs }: ReconcileResult): PassResult {
  if (requeueAfterMs === undefined) return "success";
  return requeueAfterMs > 0 ? "requeue_after" : "requeue";
}
