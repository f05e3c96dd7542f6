import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { isNotFound, type ApiClient } from "./api-client.ts";
import { objectPath, collectionPath } from "./api-path.ts";
import { cutToBytes, maxMessageBytes } from "./event-message.ts";
import { errorText, type Log } from "./log.ts";
import type { EventRecord, ResourceType } from "./store.ts";

export const eventType: ResourceType = { group: "", version: "v1", plural: "events", kind: "Event" };

/** How many different events are remembered so that they can be counted; the oldest are forgotten. */
const remembered = 1024;

interface Written {
  readonly name: string;
  readonly count: number;
}

/**
 * Writes core/v1 Events. The same event again raises the count of the one that stands, as users know it
 * from `kubectl describe`: "12s (x4 over 3m)".
 */
export class EventRecorder {
  readonly #client: ApiClient;
  readonly #log: Log;
  /** The newest last; each event waits for the one before it of its own kind. */
  readonly #last = new Map<string, Promise<Written | undefined>>();
  #dropped = 0;

  constructor(client: ApiClient, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  /** How many events could not be written. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Never throws. */
  async record(event: EventRecord): Promise<void> {
    const message = cutToBytes(event.message, maxMessageBytes);
    const { uid } = event.about.metadata;
    const key = JSON.stringify([uid, event.component, event.type, event.reason, message]);
    const before = this.#last.get(key) ?? Promise.resolve(undefined);
    const written = before
      .then((last) => this.#write(event, message, last))
      .catch((error: unknown) => {
        this.#dropped += 1;
        this.#log("warn", "event dropped", { reason: event.reason, error: errorText(error) });
        return undefined;
      });
    this.#last.delete(key);
    this.#last.set(key, written);
    for (const oldest of this.#last.keys()) {
      if (this.#last.size <= remembered) break;
      this.#last.delete(oldest);
    }
    await written;
  }

  async #write(event: EventRecord, message: string, last: Written | undefined): Promise<Written> {
    const { metadata, apiVersion, kind } = event.about;
    // Events about objects that live in no namespace go to `default`, where kubectl looks for them.
    const namespace = metadata.namespace || "default";
    const now = new Date().toISOString().replace(/\.\d+Z$/u, "Z");
    if (last !== undefined) {
      try {
        const count = last.count + 1;
        await this.#client.call({
          method: "PATCH",
          path: objectPath(eventType, { namespace, name: last.name }),
          contentType: "application/merge-patch+json",
          body: { count, lastTimestamp: now },
        });
        return { name: last.name, count };
      } catch (error) {
        // The server forgets events after an hour; then it starts anew.
        if (!isNotFound(error)) throw error;
      }
    }
    // The suffix keeps room for itself: a name has at most 253 characters.
    const name = `${metadata.name.slice(0, 236)}.${randomBytes(8).toString("hex")}`;
    await this.#client.call({
      method: "POST",
      path: collectionPath(eventType, namespace),
      body: {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name, namespace },
        involvedObject: {
          apiVersion,
          kind,
          name: metadata.name,
          namespace: metadata.namespace,
          uid: metadata.uid,
          resourceVersion: metadata.resourceVersion,
        },
        type: event.type,
        reason: event.reason,
        message,
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
        source: { component: event.component, host: hostname() },
        reportingComponent: event.component,
        reportingInstance: hostname(),
      },
    });
    return { name, count: 1 };
  }
}
