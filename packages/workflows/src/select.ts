import { excludeFrom, includeFrom, type ObjectKind, refKey, refOf, type State } from "@atlas/core";
import type { Selection } from "./requests.ts";

/** What is compared of a state: what is included, without what is excluded and without what a baseline makes. */
export function selectFrom(whole: State, selection: Selection, kinds: readonly ObjectKind[]): State {
  const { hidden } = selection;
  const shown = hidden?.size
    ? { ...whole, objects: whole.objects.filter((object) => !hidden.has(refKey(refOf(object)))) }
    : whole;
  return excludeFrom(includeFrom(shown, selection.include ?? [], kinds), selection.exclude, kinds);
}
