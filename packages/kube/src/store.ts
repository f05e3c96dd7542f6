/** Where a kind of resource lives in the API. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  /** With all of these gone, the object goes, too. */
  readonly ownerReferences?: readonly { readonly uid: string }[];
}

/** Any resource as the API gives it; `spec`, `status` and `data` are checked by who knows the kind. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: unknown;
  readonly status?: unknown;
  /** Of Secrets (base64) and ConfigMaps (text). */
  readonly data?: Readonly<Record<string, string>>;
}

export interface ObjectKey {
  readonly namespace: string;
  readonly name: string;
}

export interface WatchScope {
  /** Empty: all namespaces. */
  readonly namespaces: readonly string[];
  readonly labelSelector?: string;
  /** Objects come without spec, status and data, which are not even fetched: for Secrets. Default false. */
  readonly metadataOnly?: boolean;
}

export type WatchEvent =
  | { readonly type: "set"; readonly object: KubeObject }
  /** Of what vanished while nobody looked only apiVersion, kind and the metadata are known. */
  | { readonly type: "deleted"; readonly object: KubeObject }
  /** The first list is complete; comes once. */
  | { readonly type: "synced" };

/** An event as users read it with `kubectl get events`. */
export interface EventRecord {
  readonly about: KubeObject;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** The component that reports it: `atlasschema-controller`. */
  readonly component: string;
}

export interface StoreCallOptions {
  readonly signal?: AbortSignal;
}

/** Makes and changes objects of other kinds than our own. */
export interface ObjectWriter {
  /** `undefined` when there is one of that name already. */
  create(type: ResourceType, object: object, options?: StoreCallOptions): Promise<KubeObject | undefined>;
  /** Applies a JSON patch (RFC 6902). `undefined` when the object is gone, or a `test` of the patch fails. */
  patch(
    type: ResourceType,
    key: ObjectKey,
    patch: readonly JsonPatchOperation[],
    options?: StoreCallOptions,
  ): Promise<KubeObject | undefined>;
  /** Nothing happens when it is gone already. */
  remove(type: ResourceType, key: ObjectKey, options?: StoreCallOptions): Promise<void>;
}

export interface JsonPatchOperation {
  readonly op: "add" | "replace" | "remove" | "test";
  /** A JSON pointer: `/spec/replicas`. */
  readonly path: string;
  readonly value?: unknown;
}

/**
 * What controllers need of the Kubernetes API. Two implementations: a real API server, and a folder of
 * manifests.
 */
export interface Store {
  /** `undefined` when it does not exist. */
  get(type: ResourceType, key: ObjectKey, options?: StoreCallOptions): Promise<KubeObject | undefined>;
  list(type: ResourceType, scope: WatchScope, options?: StoreCallOptions): Promise<readonly KubeObject[]>;
  /**
   * Reports all objects, then every change, until the signal is aborted. Recovers by itself from lost
   * connections, expired resource versions and any error, with capped backoff; what vanished meanwhile is
   * reported as deleted.
   */
  watch(
    type: ResourceType,
    scope: WatchScope,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Replaces the status sub-resource; retried on conflict against the newest object. A no-op status is not written. */
  patchStatus(type: ResourceType, key: ObjectKey, status: unknown, options?: StoreCallOptions): Promise<void>;
  /** Absent: nothing but status is ever written (a folder of manifests). */
  readonly writer?: ObjectWriter;
  /** Never throws: an event that cannot be written is counted and dropped. */
  recordEvent(event: EventRecord): Promise<void>;
}

/** What a pass over one object asks of the queue. */
export interface ReconcileResult {
  /** Pass again after this time, in milliseconds; absent: when something changes. */
  readonly requeueAfterMs?: number;
  /** Pass again as soon as this is kept, if that is sooner. It must not be rejected; no worker waits for it. */
  readonly requeueWhen?: Promise<void>;
}

/**
 * One pass over one object: it reads all it needs anew, may be cut off anywhere and run again.
 * Throwing means: again, with capped exponential backoff.
 */
export type Reconcile = (key: ObjectKey, signal: AbortSignal) => Promise<ReconcileResult>;
