import { excludeFrom, includeFrom, isManaged, type ObjectKind, refKey, refOf, type State } from "@atlas/core";
import type { Selection } from "./requests.ts";

/** What is compared of a state: what is included, of the classes that are managed, without what is excluded and without what a baseline makes. */
export function selectFrom(whole: State, selection: Selection, kinds: readonly ObjectKind[]): State {
  const { hidden, mode = {} } = selection;
  const isShown = (object: State["objects"][number]): boolean =>
    isManaged(object, mode) && hidden?.has(refKey(refOf(object))) !== true;
  const shown = { ...whole, objects: whole.objects.filter(isShown) };
  return excludeFrom(includeFrom(shown, selection.include ?? [], kinds), selection.exclude, kinds);
}
