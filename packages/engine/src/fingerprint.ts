import { createHash } from "node:crypto";
import type { ObjectKind, SchemaObject, State } from "@atlas/core";
import { refKey, refOf } from "@atlas/core";

/**
 * What stands for a state: equal for equal states, whatever they were read from.
 *
 * SHA-256 in base64 over the objects alone: neither the server's version nor what is unmanaged counts.
 */
export function fingerprint(state: State, kinds: readonly ObjectKind[]): string {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const essenceOf = (object: SchemaObject): unknown => byName.get(object.kind)?.essence?.(object) ?? object;
  const hash = createHash("sha256");
  const keyed = state.objects.map((object): [string, SchemaObject] => [refKey(refOf(object)), object]);
  keyed.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, object] of keyed) hash.update(`${canonical(essenceOf(object))}\n`);
  return hash.digest("base64");
}

/** JSON with sorted keys and without absent members. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
