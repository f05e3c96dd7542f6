import { type Dialect, refKey, refOf, type SchemaObject, type State } from "@atlas/core";
import { fingerprint } from "@atlas/engine";

/** What is to become of a live database when a step of its history is taken back. */
export interface Restricted {
  /** What of it the directory knows. */
  readonly from: State;
  /** The same afterwards: only what the step changed is another. */
  readonly to: State;
  /** What of it the directory does not know, and leaves alone. */
  readonly kept: readonly SchemaObject[];
  /** The whole database afterwards. */
  readonly live: State;
}

/**
 * Restricts the taking back of a step to what the step changed. Everything else stays as it is, whoever made it what it
 * is.
 *
 * @param before - what files lead to with the step.
 * @param after - without it.
 */
export function restricted(dialect: Dialect, live: State, before: State, after: State): Restricted {
  const byKey = ({ objects }: State) => new Map(objects.map((object) => [refKey(refOf(object)), object]));
  const [present, one, other] = [byKey(live), byKey(before), byKey(after)];
  const textOf = (object: SchemaObject): string => fingerprint({ ...live, objects: [object] }, dialect.kinds);
  const isSame = (a: SchemaObject | undefined, b: SchemaObject | undefined): boolean =>
    a !== undefined && b !== undefined && textOf(a) === textOf(b);
  const wanted = new Set([...one.keys(), ...other.keys()]);
  const target = [...wanted].flatMap((key) => {
    const object = isSame(one.get(key), other.get(key)) ? present.get(key) : other.get(key);
    return object ? [object] : [];
  });
  const isKnown = (object: SchemaObject): boolean => wanted.has(refKey(refOf(object)));
  const kept = live.objects.filter((object) => !isKnown(object));
  const sorted = (objects: readonly SchemaObject[]): readonly SchemaObject[] => inOrder(dialect, objects);
  return {
    from: { ...live, objects: live.objects.filter(isKnown) },
    to: { ...live, objects: sorted(target) },
    kept,
    live: { ...live, objects: sorted([...kept, ...target]) },
  };
}

function inOrder({ kinds }: Dialect, objects: readonly SchemaObject[]): readonly SchemaObject[] {
  const ranks = new Map(kinds.map(({ name }, at) => [name, at]));
  return objects.toSorted(
    (one, other) =>
      (ranks.get(one.kind) ?? 0) - (ranks.get(other.kind) ?? 0) ||
      compare(one.schema, other.schema) ||
      compare(one.table ?? "", other.table ?? "") ||
      compare(one.name, other.name),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
