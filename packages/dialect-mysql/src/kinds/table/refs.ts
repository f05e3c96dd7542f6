import { type Ref, refKey } from "@atlas/core";

export function uniqueRefs(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}
