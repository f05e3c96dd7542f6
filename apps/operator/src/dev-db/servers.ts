import { lookup } from "node:dns/promises";
import { AtlasError } from "@atlas/core";
import { type KubeObject, type Log, type ObjectWriter, type Store } from "@atlas/kube";
import {
  deployment,
  deploymentType,
  type DevServer,
  digestOf,
  digestPath,
  factsOf,
  labelsOf,
  ownerOf,
  podTemplate,
  podType,
  type ReadyPod,
  readyPodOf,
  service,
  serviceType,
  sharedLabel,
} from "./objects.ts";

/** Told what people should see: `CreatedDevDB`, `ScaledUpDevDB`, `CleanUpDevDB`. */
export type DevEvent = (type: "Normal" | "Warning", reason: string, message: string) => Promise<void>;

export interface ServersDeps {
  readonly store: Store;
  readonly writer: ObjectWriter;
  readonly log: Log;
  /** Pods are kept for the next use. Otherwise nothing runs that nobody uses. */
  readonly prewarm: boolean;
  /** How long a shared server without uses is kept, in milliseconds. Default 600 000; without `prewarm` 0. */
  readonly idleMs?: number;
}

const standardIdleMs = 600_000;

/**
 * Dev database servers in pods: made when they are first needed, scaled to zero when nobody uses them, and gone with
 * the resources that own them.
 */
export class DevServers implements Disposable {
  readonly #deps: ServersDeps;
  readonly #uses = new Map<string, number>();
  readonly #idle = new Map<string, NodeJS.Timeout>();
  readonly #versions = new Map<string, string>();

  constructor(deps: ServersDeps) {
    this.#deps = deps;
  }

  /** Takes over the shared servers that an operator before this one left running. */
  async adopt(namespaces: readonly string[], signal: AbortSignal): Promise<void> {
    const found = await this.#deps.store.list(
      deploymentType,
      { namespaces, labelSelector: `${sharedLabel}=shared` },
      { signal },
    );
    for (const object of found) if (factsOf(object).replicas > 0) this.#restIfIdle(object.metadata, true);
  }

  /**
   * The URL of a server that runs.
   *
   * @throws {AtlasError} `E_DEV_UNAVAILABLE` while it does not, which will pass.
   */
  async urlOf(server: DevServer, owner: KubeObject, event: DevEvent, signal: AbortSignal): Promise<string> {
    await this.#ensure(server, owner, event, signal);
    const pod = await this.#readyPod(server, signal);
    if (pod.template === undefined) throw notYet("no connection template annotation found");
    let url: URL;
    try {
      url = new URL(pod.template);
    } catch {
      throw notYet("invalid connection template: it is no URL");
    }
    const host = await this.#hostOf(server, pod);
    // By hand: URL writes hosts of unknown schemes as they are, and does not let them be set.
    const port = url.port === "" ? "" : `:${url.port}`;
    const login = url.username === "" ? "" : `${url.username}${url.password && `:${url.password}`}@`;
    return `${url.protocol}//${login}${host}${port}${url.pathname}${url.search}`;
  }

  /** What runs in such a pod, once one has been used: its tag may name several versions. */
  versionOf(server: DevServer): string | undefined {
    return this.#versions.get(digestOf(server));
  }

  learnVersion(server: DevServer, version: string): void {
    this.#versions.set(digestOf(server), version);
  }

  /** Keeps a shared server from being scaled down until disposed, and for a while more unless it was used by then. */
  hold(server: DevServer): Disposable & { used(): void } {
    let wasUsed = false;
    const key = keyOf(server);
    clearTimeout(this.#idle.get(key));
    this.#idle.delete(key);
    this.#uses.set(key, (this.#uses.get(key) ?? 0) + 1);
    return {
      used: () => void (wasUsed = true),
      [Symbol.dispose]: () => {
        this.#uses.set(key, (this.#uses.get(key) ?? 1) - 1);
        this.#restIfIdle(server, wasUsed);
      },
    };
  }

  /** After a use of a server that only one resource has: fresh pods for the next change, or none until then. */
  async cleanUp(server: DevServer, event: DevEvent, signal: AbortSignal): Promise<void> {
    const warn = (message: string): Promise<void> => event("Warning", "CleanUpDevDB", message);
    if (!this.#deps.prewarm) {
      await this.#scale(server, 0, signal).catch((error: unknown) =>
        warn(`Error scaling down devDB deployment: ${textOf(error)}`),
      );
      return;
    }
    const pods = await this.#pods(server, signal).catch(async (error: unknown) => {
      await warn(`Error listing devDB pods: ${textOf(error)}`);
      return [];
    });
    for (const { metadata } of pods)
      await this.#deps.writer
        .remove(podType, metadata, { signal })
        .catch((error: unknown) => warn(`Error deleting devDB pod ${metadata.name}: ${textOf(error)}`));
  }

  [Symbol.dispose](): void {
    for (const timer of this.#idle.values()) clearTimeout(timer);
    this.#idle.clear();
  }

  async #ensure(server: DevServer, owner: KubeObject, event: DevEvent, signal: AbortSignal): Promise<void> {
    const { store, writer } = this.#deps;
    const pending = "waiting for dev database to be ready";
    const reference = ownerOf(owner, !server.isShared);
    const found = await store.get(deploymentType, server, { signal });
    if (found === undefined) {
      const made = await writer.create(deploymentType, deployment(server, reference), { signal });
      if (server.port !== undefined)
        await writer.create(serviceType, service({ ...server, port: server.port }, reference), { signal });
      if (made) await event("Normal", "CreatedDevDB", `Created dev database deployment: ${server.name}`);
      throw notYet(pending);
    }
    const { replicas, digest, owners } = factsOf(found);
    const same = {
      op: "test",
      path: "/metadata/resourceVersion",
      value: found.metadata.resourceVersion,
    } as const;
    if (server.isShared && owners.every(({ uid }) => uid !== reference.uid))
      for (const type of [deploymentType, serviceType]) await this.#addOwner(type, server, reference, signal);
    if (digest !== digestOf(server)) {
      const patch = [
        same,
        { op: "replace", path: "/spec/template", value: podTemplate(server) },
        { op: "add", path: "/spec/replicas", value: 1 },
        { op: "add", path: digestPath, value: digestOf(server) },
      ] as const;
      await writer.patch(deploymentType, server, patch, { signal });
      throw notYet(pending);
    }
    if (replicas > 0) return;
    await this.#scale(server, 1, signal);
    await event("Normal", "ScaledUpDevDB", `Scaled up dev database deployment: ${server.name}`);
    throw notYet(pending);
  }

  /** Lost against somebody else's change, it is done at the next use. */
  async #addOwner(
    type: typeof deploymentType,
    server: DevServer,
    reference: ReturnType<typeof ownerOf>,
    signal: AbortSignal,
  ): Promise<void> {
    const found = await this.#deps.store.get(type, server, { signal });
    if (found === undefined) return;
    const owners = found.metadata.ownerReferences ?? [];
    const patch = [
      { op: "test", path: "/metadata/resourceVersion", value: found.metadata.resourceVersion },
      { op: "add", path: "/metadata/ownerReferences", value: [...owners, reference] },
    ] as const;
    await this.#deps.writer.patch(type, server, patch, { signal });
  }

  async #scale(
    server: { name: string; namespace: string },
    replicas: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const patch = [{ op: "add", path: "/spec/replicas", value: replicas }] as const;
    await this.#deps.writer.patch(deploymentType, server, patch, signal ? { signal } : {});
  }

  async #readyPod(server: DevServer, signal: AbortSignal): Promise<ReadyPod> {
    const pods = await this.#pods(server, signal);
    if (pods.length === 0) throw notYet("no pods found");
    for (const pod of pods) {
      const ready = readyPodOf(pod);
      if (ready) return ready;
    }
    throw notYet("no running pods found");
  }

  #pods(server: DevServer, signal: AbortSignal): Promise<readonly KubeObject[]> {
    const { "atlasgo.io/engine": engine, "app.kubernetes.io/instance": instance } = labelsOf(server);
    const labelSelector = `atlasgo.io/engine=${engine},app.kubernetes.io/instance=${instance}`;
    return this.#deps.store.list(podType, { namespaces: [server.namespace], labelSelector }, { signal });
  }

  /** The name of the Service where the cluster's names are known here, else the pod's address. */
  async #hostOf({ port, name, namespace }: DevServer, { ip }: ReadyPod): Promise<string> {
    const address = ip.includes(":") ? `[${ip}]` : ip;
    if (port === undefined) return address;
    const host = `${name}.${namespace}.svc`;
    const isKnown = await lookup(host).then(
      () => true,
      () => false,
    );
    return isKnown ? host : address;
  }

  /** Whoever waits for a server to become ready comes again soon. */
  #restIfIdle(server: { readonly name: string; readonly namespace: string }, wasUsed: boolean): void {
    const key = keyOf(server);
    if ((this.#uses.get(key) ?? 0) > 0) return;
    this.#uses.delete(key);
    const idleMs = this.#deps.prewarm || !wasUsed ? (this.#deps.idleMs ?? standardIdleMs) : 0;
    clearTimeout(this.#idle.get(key));
    const timer = setTimeout(() => {
      this.#idle.delete(key);
      if ((this.#uses.get(key) ?? 0) > 0) return;
      this.#scale(server, 0).catch((error: unknown) =>
        this.#deps.log("error", "dev database not scaled down", { name: server.name, error: textOf(error) }),
      );
    }, idleMs);
    timer.unref();
    this.#idle.set(key, timer);
  }
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** A state that passes by itself. */
export function notYet(message: string, cause?: unknown): AtlasError {
  return new AtlasError("E_DEV_UNAVAILABLE", message, { cause });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
