import type { Change, CompareContext, ObjectKind, SchemaObject, State } from "@atlas/core";

const known = new WeakMap<
  State,
  { readonly to: State; readonly changes: Map<SchemaObject, readonly Change[]> }
>();

/**
 * The changes between two versions of one object, compared once for each pair of states: to tell renames from drops
 * and adds asks for them, and so does the plan.
 */
export function changesBetween(
  kind: ObjectKind,
  one: SchemaObject,
  other: SchemaObject,
  states: CompareContext,
): readonly Change[] {
  let pair = known.get(states.from);
  if (pair?.to !== states.to) {
    pair = { to: states.to, changes: new Map() };
    known.set(states.from, pair);
  }
  let changes = pair.changes.get(one);
  if (!changes) {
    changes = kind.compare(one, other, states);
    pair.changes.set(one, changes);
  }
  return changes;
}
