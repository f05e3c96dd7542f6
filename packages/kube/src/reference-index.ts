import { keyText } from "./api-path.ts";
import type { ObjectKey, ResourceType } from "./store.ts";

/** An object that another one reads from, such as the Secret that holds a password. */
export interface Reference {
  readonly type: ResourceType;
  readonly key: ObjectKey;
}

/** Who refers to what, kept in step with the referring objects. Both directions hold keys only. */
export class ReferenceIndex {
  readonly #targetsOf = new Map<string, ReadonlySet<string>>();
  readonly #sourcesOf = new Map<string, Set<string>>();

  /** Replaces what the source refers to. */
  set(source: string, references: readonly Reference[]): void {
    this.delete(source);
    if (references.length === 0) return;
    const targets = new Set(references.map(({ type, key }) => targetText(type, key)));
    this.#targetsOf.set(source, targets);
    for (const target of targets) {
      const sources = this.#sourcesOf.get(target);
      if (sources === undefined) this.#sourcesOf.set(target, new Set([source]));
      else sources.add(source);
    }
  }

  delete(source: string): void {
    for (const target of this.#targetsOf.get(source) ?? []) {
      const sources = this.#sourcesOf.get(target);
      sources?.delete(source);
      if (sources?.size === 0) this.#sourcesOf.delete(target);
    }
    this.#targetsOf.delete(source);
  }

  /** The sources that refer to an object, whether it exists or not. */
  sourcesOf(type: ResourceType, key: ObjectKey): readonly string[] {
    return [...(this.#sourcesOf.get(targetText(type, key)) ?? [])];
  }

  /** Referred objects; for tests of what is kept. */
  get size(): number {
    return this.#sourcesOf.size;
  }
}

function targetText(type: ResourceType, key: ObjectKey): string {
  return `${type.group}/${type.plural}/${keyText(key)}`;
}
