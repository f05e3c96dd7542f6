import { AtlasError } from "@atlas/core";
import { ApiError, type ApiClient } from "./api-client.ts";
import { apiVersionOf, collectionPath, keyText } from "./api-path.ts";
import { backoffMs } from "./backoff.ts";
import { pause } from "./clock.ts";
import { errorText, type Log } from "./log.ts";
import type { KubeObject, ResourceType, WatchEvent } from "./store.ts";
import { readPage, readWatchLine, type Page } from "./wire.ts";

export interface ReflectorOptions {
  readonly client: ApiClient;
  readonly type: ResourceType;
  /** Empty: all. */
  readonly namespace: string;
  readonly labelSelector?: string;
  readonly metadataOnly?: boolean;
  readonly log: Log;
  /** Objects in one page of a list. Default 500. */
  readonly pageSize?: number;
  /** The server ends a watch after about this time, in milliseconds; the next goes on. Default 300 000. */
  readonly watchMs?: number;
  /**
   * A watch without a byte for this long is taken for dead, in milliseconds. The server sends a bookmark
   * about once a minute. Default 150 000.
   */
  readonly silenceMs?: number;
  readonly random?: () => number;
}

const backoff = { baseMs: 500, capMs: 30_000 } as const;

/** What we keep of an object: enough to notice that it changed or vanished, and nothing secret. */
interface Known {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/**
 * Reports every object of one collection and then every change, until aborted, whatever happens to the
 * connection or the server. It resumes where it stopped; when the server has forgotten that point it lists
 * anew and reports the difference, so nobody sees an object twice in one version or misses a deletion.
 */
export async function reflect(
  options: ReflectorOptions,
  onEvent: (event: WatchEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  await new Reflector(options, onEvent, signal).run();
}

class Reflector {
  readonly #options: ReflectorOptions;
  readonly #onEvent: (event: WatchEvent) => void;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, Known>();
  /** Where to resume; undefined: list anew. */
  #resourceVersion: string | undefined;
  #synced = false;
  #failures = 0;
  #expirations = 0;

  constructor(options: ReflectorOptions, onEvent: (event: WatchEvent) => void, signal: AbortSignal) {
    this.#options = options;
    this.#onEvent = onEvent;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      try {
        if (this.#resourceVersion === undefined) this.#resourceVersion = await this.#relist();
        await this.#watch(this.#resourceVersion);
      } catch (error) {
        if (this.#signal.aborted) return;
        await this.#recover(error);
      }
    }
  }

  async #recover(error: unknown): Promise<void> {
    const { log, type, namespace, random } = this.#options;
    const expired = error instanceof ApiError && error.status === 410;
    let delayMs = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    if (expired) {
      // The point where we stopped is too old. That is no fault, so the list follows at once, unless it
      // has just been made.
      this.#resourceVersion = undefined;
      this.#expirations += 1;
    } else {
      this.#failures += 1;
    }
    const inARow = expired ? this.#expirations - 1 : this.#failures;
    if (inARow > 0) delayMs = Math.max(delayMs, backoffMs(inARow, { ...backoff, random }));
    log(expired ? "debug" : "warn", "watch interrupted", {
      resource: type.plural,
      namespace,
      error: errorText(error),
      retryInMs: delayMs,
    });
    await pause(delayMs, this.#signal);
  }

  /** @returns the version from which a watch can go on. */
  async #relist(): Promise<string> {
    const seen = new Set<string>();
    let page: Page | undefined;
    do {
      page = await listPage(this.#options, page?.next ?? "", this.#signal);
      for (const object of page.objects) {
        seen.add(keyText(object.metadata));
        this.#set(object);
      }
    } while (page.next !== "");
    for (const [key, known] of this.#known) {
      if (seen.has(key)) continue;
      this.#known.delete(key);
      this.#onEvent({ type: "deleted", object: this.#remembered(known) });
    }
    if (!this.#synced) {
      this.#synced = true;
      this.#onEvent({ type: "synced" });
    }
    return page.resourceVersion;
  }

  async #watch(from: string): Promise<void> {
    const { client, type, namespace, labelSelector, random = Math.random } = this.#options;
    const watchMs = (this.#options.watchMs ?? 300_000) * (0.8 + 0.4 * random());
    const startedAt = performance.now();
    let lines = 0;
    const stream = client.lines({
      method: "GET",
      path: collectionPath(type, namespace),
      query: {
        watch: "1",
        allowWatchBookmarks: "true",
        resourceVersion: from,
        timeoutSeconds: String(Math.ceil(watchMs / 1000)),
        labelSelector,
      },
      accept: acceptOf(this.#options, "PartialObjectMetadata"),
      signal: this.#signal,
      silenceMs: this.#options.silenceMs ?? 150_000,
    });
    for await (const value of stream) {
      const line = readWatchLine(type, value);
      if (line.type === "ERROR") {
        // What the server says about its own state may concern our resume point: list anew to be sure.
        this.#resourceVersion = undefined;
        throw line.error;
      }
      lines += 1;
      this.#isWell();
      if (line.type === "DELETED") this.#delete(line.object);
      else if (line.type !== "BOOKMARK") this.#set(line.object);
      this.#resourceVersion = line.object.metadata.resourceVersion;
    }
    // A server that ends each watch at once would otherwise be asked without a pause.
    if (lines === 0 && performance.now() - startedAt < 1000)
      throw new ApiError(0, `watch ${type.plural}: ended at once`);
    this.#isWell();
  }

  #isWell(): void {
    this.#failures = 0;
    this.#expirations = 0;
  }

  #set(object: KubeObject): void {
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const key = keyText(object.metadata);
    const before = this.#known.get(key);
    if (before?.resourceVersion === resourceVersion && before.uid === uid) return;
    // Made anew under the same name while nobody looked: the first one was deleted.
    if (before !== undefined && before.uid !== uid)
      this.#onEvent({ type: "deleted", object: this.#remembered(before) });
    this.#known.set(key, { name, namespace, uid, resourceVersion });
    this.#onEvent({ type: "set", object });
  }

  #delete(object: KubeObject): void {
    if (this.#known.delete(keyText(object.metadata))) this.#onEvent({ type: "deleted", object });
  }

  #remembered(known: Known): KubeObject {
    const { type } = this.#options;
    return { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { ...known, generation: 0 } };
  }
}

/**
 * One page of a collection, from the start for an empty `next`.
 *
 * @throws {ApiError} with status 410 when the pages before are too old to go on.
 */
export async function listPage(
  options: Omit<ReflectorOptions, "log">,
  next: string,
  signal: AbortSignal | undefined,
): Promise<Page> {
  const { client, type, namespace, labelSelector, pageSize = 500 } = options;
  const answer = await client.call({
    method: "GET",
    path: collectionPath(type, namespace),
    query: { limit: String(pageSize), continue: next === "" ? undefined : next, labelSelector },
    accept: acceptOf(options, "PartialObjectMetadataList"),
    signal,
  });
  if (signal?.aborted)
    throw new AtlasError("E_CANCELLED", "the work was cancelled", { cause: signal.reason });
  return readPage(type, answer);
}

/** @see https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches */
function acceptOf(options: { readonly metadataOnly?: boolean }, kind: string): string {
  return options.metadataOnly ? `application/json;as=${kind};g=meta.k8s.io;v=v1` : "application/json";
}
