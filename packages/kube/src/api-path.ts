import type { ObjectKey, ResourceType } from "./store.ts";

/** The path of a collection; an empty namespace means all, or a type that lives in none. */
export function collectionPath(type: ResourceType, namespace: string): string {
  const root = type.group === "" ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const within = namespace === "" ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${within}/${type.plural}`;
}

export function objectPath(type: ResourceType, key: ObjectKey): string {
  return `${collectionPath(type, key.namespace)}/${encodeURIComponent(key.name)}`;
}

/** `group/version`, or the version alone for the core group. */
export function apiVersionOf(type: ResourceType): string {
  return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

/** One text for one object; `/` cannot stand in either part. */
export function keyText(key: ObjectKey): string {
  return `${key.namespace}/${key.name}`;
}

export function keyOf(object: { readonly metadata: ObjectKey }): ObjectKey {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}
