import type { ObjectKey, ResourceType } from "@atlas/kube";
import { configMapType, type References, secretType } from "./inputs/references.ts";

/** Which resources read which Secrets and ConfigMaps. */
export class ReferenceIndex {
  readonly #readers = new Map<string, Map<string, ObjectKey>>();
  readonly #referenced = new Map<string, readonly string[]>();

  /** From now on the resource reads these and no others. */
  set(reader: ObjectKey, references: References): void {
    const readerKey = `${reader.namespace}/${reader.name}`;
    const referenced = [
      ...references.secrets.map((name) => keyOf(secretType, reader.namespace, name)),
      ...references.configMaps.map((name) => keyOf(configMapType, reader.namespace, name)),
    ];
    for (const key of this.#referenced.get(readerKey) ?? []) {
      const readers = this.#readers.get(key);
      readers?.delete(readerKey);
      if (readers?.size === 0) this.#readers.delete(key);
    }
    for (const key of referenced) {
      const readers = this.#readers.get(key) ?? new Map<string, ObjectKey>();
      this.#readers.set(key, readers.set(readerKey, reader));
    }
    if (referenced.length === 0) this.#referenced.delete(readerKey);
    else this.#referenced.set(readerKey, referenced);
  }

  /** The resource is gone. */
  forget(reader: ObjectKey): void {
    this.set(reader, { secrets: [], configMaps: [] });
  }

  /** The resources that read a Secret or ConfigMap. */
  readersOf(type: ResourceType, referenced: ObjectKey): readonly ObjectKey[] {
    return [...(this.#readers.get(keyOf(type, referenced.namespace, referenced.name))?.values() ?? [])];
  }
}

function keyOf(type: ResourceType, namespace: string, name: string): string {
  return `${type.kind}/${namespace}/${name}`;
}
