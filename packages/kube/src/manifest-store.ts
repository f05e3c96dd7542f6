import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { apiVersionOf } from "./api-path.ts";
import { systemClock, type Clock } from "./clock.ts";
import { cutToBytes, maxMessageBytes } from "./event-message.ts";
import { parseLabelSelector } from "./label-selector.ts";
import type { ManifestObject } from "./manifest-file.ts";
import { identityOf, ManifestFolder, type ManifestFolderOptions } from "./manifest-folder.ts";
import type {
  EventRecord,
  KubeObject,
  ObjectKey,
  ResourceType,
  Store,
  WatchEvent,
  WatchScope,
} from "./store.ts";

/** An event with how often it happened. */
export interface CountedEvent extends EventRecord {
  readonly count: number;
  /** When it happened last. */
  readonly at: Date;
}

export interface ManifestStoreOptions extends ManifestFolderOptions {
  /** Is told of each event. */
  readonly onEvent?: (event: CountedEvent) => void;
  /** Is told of each written status. */
  readonly onStatus?: (object: KubeObject) => void;
  /**
   * A resource that is missing for less than this, in milliseconds, was not deleted: editors empty, remove
   * and rename files as they save. Default 200.
   */
  readonly absenceMs?: number;
}

/** Events that are remembered; the oldest are forgotten. */
const keptEvents = 1000;

interface Stored {
  readonly object: KubeObject;
  readonly content: ManifestObject["content"];
  /** Since when no file holds it. */
  readonly missingSince?: number;
}

interface Watching {
  readonly wants: (object: KubeObject) => boolean;
  readonly onEvent: (event: WatchEvent) => void;
  readonly metadataOnly: boolean;
}

/**
 * The store of a folder of manifests: what the files hold is desired, statuses and events live in memory.
 * Names, generations and deletions behave as in a cluster; a file with a mistake keeps its last good
 * resources.
 */
export class ManifestStore implements Store, Disposable {
  readonly #options: ManifestStoreOptions;
  readonly #clock: Clock;
  readonly #folder: ManifestFolder;
  readonly #stored = new Map<string, Stored>();
  readonly #watching = new Set<Watching>();
  readonly #events = new Map<string, CountedEvent>();
  #version = 0;

  private constructor(folder: string, options: ManifestStoreOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#folder = new ManifestFolder(folder, (objects) => this.#update(objects), options);
  }

  /** Reads the folder once before it returns. @throws {AtlasError} `E_INPUT` when there is no such folder. */
  static async open(folder: string, options: ManifestStoreOptions = {}): Promise<ManifestStore> {
    const store = new ManifestStore(folder, options);
    await store.#folder.open();
    return store;
  }

  async get(type: ResourceType, { namespace, name }: ObjectKey): Promise<KubeObject | undefined> {
    const id = identityOf({ apiVersion: apiVersionOf(type), kind: type.kind, namespace, name });
    return this.#stored.get(id)?.object;
  }

  async list(type: ResourceType, scope: WatchScope): Promise<readonly KubeObject[]> {
    return this.#chosen(chosenBy(type, scope), scope.metadataOnly ?? false);
  }

  async watch(
    type: ResourceType,
    scope: WatchScope,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const watching = { wants: chosenBy(type, scope), onEvent, metadataOnly: scope.metadataOnly ?? false };
    for (const object of this.#chosen(watching.wants, watching.metadataOnly))
      onEvent({ type: "set", object });
    onEvent({ type: "synced" });
    this.#watching.add(watching);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    this.#watching.delete(watching);
  }

  async patchStatus(type: ResourceType, { namespace, name }: ObjectKey, status: unknown): Promise<void> {
    const id = identityOf({ apiVersion: apiVersionOf(type), kind: type.kind, namespace, name });
    const before = this.#stored.get(id);
    // As it would come back from a server: without undefined fields, and nobody's to change.
    const wanted: unknown = status === undefined ? undefined : JSON.parse(JSON.stringify(status));
    if (before === undefined || isDeepStrictEqual(before.object.status, wanted)) return;
    const metadata = { ...before.object.metadata, resourceVersion: this.#nextVersion() };
    const object = { ...before.object, metadata, status: wanted };
    this.#stored.set(id, { ...before, object });
    this.#options.onStatus?.(object);
    this.#tell("set", object, before.object);
  }

  async recordEvent(event: EventRecord): Promise<void> {
    const message = cutToBytes(event.message, maxMessageBytes);
    const key = JSON.stringify([
      event.about.metadata.uid,
      event.component,
      event.type,
      event.reason,
      message,
    ]);
    const counted = { ...event, message, count: (this.#events.get(key)?.count ?? 0) + 1, at: new Date() };
    this.#events.delete(key);
    this.#events.set(key, counted);
    for (const oldest of this.#events.keys()) {
      if (this.#events.size <= keptEvents) break;
      this.#events.delete(oldest);
    }
    this.#options.onEvent?.(counted);
  }

  /** All resources with their statuses, sorted by kind, namespace and name. */
  objects(): readonly KubeObject[] {
    return [...this.#stored.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { object }]) => object);
  }

  /** What happened, the newest last. */
  events(): readonly CountedEvent[] {
    return [...this.#events.values()];
  }

  /** Reads the folder now instead of when its change is noticed. */
  async refresh(): Promise<void> {
    await this.#folder.scan();
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
    this.#watching.clear();
  }

  #chosen(wants: (object: KubeObject) => boolean, metadataOnly: boolean): readonly KubeObject[] {
    const chosen = this.objects().filter(wants);
    return metadataOnly ? chosen.map(withoutContent) : chosen;
  }

  /** @returns when a resource that is missing now counts as deleted. */
  #update(manifests: readonly ManifestObject[]): number | undefined {
    const present = new Set<string>();
    for (const manifest of manifests) {
      const id = identityOf(manifest);
      present.add(id);
      this.#set(id, manifest);
    }
    const { absenceMs = 200 } = this.#options;
    let againMs: number | undefined;
    for (const [id, stored] of this.#stored) {
      if (present.has(id)) continue;
      const missingSince = stored.missingSince ?? this.#clock.now();
      const leftMs = missingSince + absenceMs - this.#clock.now();
      if (leftMs > 0) {
        this.#stored.set(id, { ...stored, missingSince });
        againMs = Math.min(leftMs, againMs ?? leftMs);
        continue;
      }
      this.#stored.delete(id);
      this.#tell("deleted", stored.object, stored.object);
    }
    return againMs;
  }

  #set(id: string, manifest: ManifestObject): void {
    const before = this.#stored.get(id);
    const { labels, annotations, content } = manifest;
    const sameContent = before !== undefined && isDeepStrictEqual(before.content, content);
    const meta = before?.object.metadata;
    if (sameContent && isDeepStrictEqual([meta?.labels, meta?.annotations], [labels, annotations])) {
      this.#stored.set(id, { object: before.object, content: before.content });
      return;
    }
    const hasGeneration = "spec" in content;
    const generation = hasGeneration ? (meta?.generation ?? 0) + (sameContent ? 0 : 1) : 0;
    const object: KubeObject = {
      ...content,
      apiVersion: manifest.apiVersion,
      kind: manifest.kind,
      metadata: {
        name: manifest.name,
        namespace: manifest.namespace,
        uid: meta?.uid ?? randomUUID(),
        resourceVersion: this.#nextVersion(),
        generation,
        creationTimestamp: meta?.creationTimestamp ?? new Date().toISOString(),
        ...(labels && { labels }),
        ...(annotations && { annotations }),
      },
      ...(before?.object.status !== undefined && { status: before.object.status }),
    };
    this.#stored.set(id, { object, content });
    this.#tell("set", object, before?.object);
  }

  /** Who no longer chooses the object by its labels sees it deleted, as from an API server. */
  #tell(type: "set" | "deleted", object: KubeObject, before: KubeObject | undefined): void {
    for (const { wants, onEvent, metadataOnly } of this.#watching) {
      const shown = metadataOnly ? withoutContent(object) : object;
      if (type === "set" && wants(object)) onEvent({ type: "set", object: shown });
      else if (before !== undefined && wants(before)) onEvent({ type: "deleted", object: shown });
    }
  }

  #nextVersion(): string {
    this.#version += 1;
    return String(this.#version);
  }
}

function chosenBy(type: ResourceType, scope: WatchScope): (object: KubeObject) => boolean {
  const apiVersion = apiVersionOf(type);
  const selects = parseLabelSelector(scope.labelSelector ?? "");
  return ({ apiVersion: itsVersion, kind, metadata }) =>
    itsVersion === apiVersion &&
    kind === type.kind &&
    (scope.namespaces.length === 0 || scope.namespaces.includes(metadata.namespace)) &&
    selects(metadata.labels ?? {});
}

function withoutContent({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata };
}
