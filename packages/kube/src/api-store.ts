import { isDeepStrictEqual } from "node:util";
import { ApiError, isNotFound, type ApiClient } from "./api-client.ts";
import { objectPath } from "./api-path.ts";
import { ApiWriter } from "./api-writer.ts";
import { backoffMs } from "./backoff.ts";
import { pause } from "./clock.ts";
import { EventRecorder } from "./events.ts";
import { noLog, type Log } from "./log.ts";
import { listPage, reflect, type ReflectorOptions } from "./reflector.ts";
import type {
  EventRecord,
  KubeObject,
  ObjectKey,
  ResourceType,
  Store,
  StoreCallOptions,
  WatchEvent,
  WatchScope,
} from "./store.ts";
import { readObject } from "./wire.ts";

export interface ApiStoreOptions extends Pick<
  ReflectorOptions,
  "pageSize" | "watchMs" | "silenceMs" | "random"
> {
  readonly log?: Log;
}

/** How often a status is tried again when somebody else wrote at the same moment. */
const conflictAttempts = 8;
const conflictBackoff = { baseMs: 10, capMs: 1000 } as const;

/** The store of a real API server. It holds no objects: whoever needs one reads it anew. */
export class ApiStore implements Store {
  readonly client: ApiClient;
  readonly writer: ApiWriter;
  readonly #options: ApiStoreOptions;
  readonly #log: Log;
  readonly #events: EventRecorder;

  constructor(client: ApiClient, options: ApiStoreOptions = {}) {
    this.client = client;
    this.writer = new ApiWriter(client);
    this.#options = options;
    this.#log = options.log ?? noLog;
    this.#events = new EventRecorder(client, this.#log);
  }

  async get(
    type: ResourceType,
    key: ObjectKey,
    options: StoreCallOptions = {},
  ): Promise<KubeObject | undefined> {
    try {
      const path = objectPath(type, key);
      return readObject(type, await this.client.call({ method: "GET", path, signal: options.signal }));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list(
    type: ResourceType,
    scope: WatchScope,
    options: StoreCallOptions = {},
  ): Promise<readonly KubeObject[]> {
    const found: KubeObject[] = [];
    for (const namespace of namespacesOf(scope))
      found.push(...(await this.#listNamespace(type, namespace, scope, options.signal)));
    return found;
  }

  async watch(
    type: ResourceType,
    scope: WatchScope,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const namespaces = namespacesOf(scope);
    let unsynced = namespaces.length;
    const forward = (event: WatchEvent): void => {
      if (event.type !== "synced") return onEvent(event);
      unsynced -= 1;
      if (unsynced === 0) onEvent(event);
    };
    await Promise.all(
      namespaces.map((namespace) => reflect(this.#collection(type, namespace, scope), forward, signal)),
    );
  }

  async patchStatus(
    type: ResourceType,
    key: ObjectKey,
    status: unknown,
    options: StoreCallOptions = {},
  ): Promise<void> {
    // As it would come back: without undefined fields.
    const wanted: unknown = status === undefined ? undefined : JSON.parse(JSON.stringify(status));
    let refusedUid: string | undefined;
    for (let attempt = 1; ; attempt++) {
      const object = await this.get(type, key, options);
      // Nobody reads the status of what is gone.
      if (object === undefined || isDeepStrictEqual(object.status, wanted)) return;
      const { uid } = object.metadata;
      try {
        await this.#replaceStatus(type, key, uid, wanted, options.signal);
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || attempt === conflictAttempts) throw error;
        // A failed `test` of a JSON patch is "Invalid", as is a status that the schema forbids. Only the
        // first goes away by reading again, for then another object has taken the name.
        const mayBeNamesake = error.status === 422 && refusedUid !== uid;
        if (error.status !== 409 && !mayBeNamesake) throw error;
        if (mayBeNamesake) refusedUid = uid;
        await pause(backoffMs(attempt, { ...conflictBackoff, random: this.#options.random }), options.signal);
      }
    }
  }

  async recordEvent(event: EventRecord): Promise<void> {
    await this.#events.record(event);
  }

  /** How many events could not be written since the start. */
  get droppedEvents(): number {
    return this.#events.dropped;
  }

  /** A JSON patch, because it replaces all of the status without sending the spec back. */
  async #replaceStatus(
    type: ResourceType,
    key: ObjectKey,
    uid: string,
    status: unknown,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.client.call({
      method: "PATCH",
      path: `${objectPath(type, key)}/status`,
      contentType: "application/json-patch+json",
      body: [
        // Never the status of one object on another that took its name.
        { op: "test", path: "/metadata/uid", value: uid },
        status === undefined
          ? { op: "remove", path: "/status" }
          : { op: "add", path: "/status", value: status },
      ],
      signal,
    });
  }

  async #listNamespace(
    type: ResourceType,
    namespace: string,
    scope: WatchScope,
    signal: AbortSignal | undefined,
  ): Promise<readonly KubeObject[]> {
    const collection = this.#collection(type, namespace, scope);
    for (let attempt = 1; ; attempt++) {
      try {
        const found: KubeObject[] = [];
        let next = "";
        do {
          const page = await listPage(collection, next, signal);
          found.push(...page.objects);
          next = page.next;
        } while (next !== "");
        return found;
      } catch (error) {
        // The first pages are too old to go on from: from the start again.
        if (!(error instanceof ApiError && error.status === 410) || attempt === conflictAttempts) throw error;
      }
    }
  }

  #collection(type: ResourceType, namespace: string, scope: WatchScope): ReflectorOptions {
    const { labelSelector, metadataOnly } = scope;
    return {
      ...this.#options,
      client: this.client,
      log: this.#log,
      type,
      namespace,
      labelSelector,
      metadataOnly,
    };
  }
}

/** All namespaces are one collection of their own, spelled "". */
function namespacesOf(scope: WatchScope): readonly string[] {
  return scope.namespaces.length === 0 ? [""] : [...new Set(scope.namespaces)];
}
