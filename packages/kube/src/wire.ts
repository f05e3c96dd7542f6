import { apiVersionOf } from "./api-path.ts";
import { ApiError } from "./api-client.ts";
import type { KubeObject, ObjectMeta, ResourceType } from "./store.ts";

/** A page of objects, and where the next one starts. */
export interface Page {
  readonly objects: readonly KubeObject[];
  readonly resourceVersion: string;
  /** Empty on the last page. */
  readonly next: string;
}

/** One line of a watch. */
export type WatchLine =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; readonly object: KubeObject }
  | { readonly type: "ERROR"; readonly error: ApiError };

/** Gives an object as it came over the wire the shape that the rest of us relies on. */
export function readObject(type: ResourceType, value: unknown): KubeObject {
  if (!isRecord(value) || !isRecord(value["metadata"])) throw malformed("an object without metadata");
  const meta = value["metadata"];
  // managedFields outweigh the rest of a small object, and nobody reads them.
  const { managedFields: _, ...kept } = meta;
  return {
    ...value,
    // Items of a list, and objects fetched without their content, do not say what they are.
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {
      // The API server guarantees the types of the fields it sets.
      ...(kept as Omit<ObjectMeta, "name" | "namespace" | "uid" | "resourceVersion" | "generation">),
      name: textOf(meta["name"]),
      namespace: textOf(meta["namespace"]),
      uid: textOf(meta["uid"]),
      resourceVersion: textOf(meta["resourceVersion"]),
      generation: typeof meta["generation"] === "number" ? meta["generation"] : 0,
    },
  };
}

export function readPage(type: ResourceType, value: unknown): Page {
  if (!isRecord(value) || !isRecord(value["metadata"])) throw malformed("a list without metadata");
  const items = Array.isArray(value["items"]) ? value["items"] : [];
  return {
    objects: items.map((item) => readObject(type, item)),
    resourceVersion: textOf(value["metadata"]["resourceVersion"]),
    next: textOf(value["metadata"]["continue"]),
  };
}

export function readWatchLine(type: ResourceType, value: unknown): WatchLine {
  if (!isRecord(value)) throw malformed("a watch line that is no object");
  const { type: kind, object } = value;
  switch (kind) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
    case "BOOKMARK":
      return { type: kind, object: readObject(type, object) };
    case "ERROR": {
      const said = isRecord(object) ? object : {};
      const status = typeof said["code"] === "number" ? said["code"] : 500;
      const message = textOf(said["message"]) || `status ${status}`;
      return {
        type: "ERROR",
        error: new ApiError(status, `watch ${type.plural}: ${message}`, { reason: textOf(said["reason"]) }),
      };
    }
    default:
      throw malformed(`a watch event of type ${String(kind)}`);
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function malformed(what: string): ApiError {
  return new ApiError(0, `the API server sent ${what}`);
}
