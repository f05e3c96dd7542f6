import { type Dialect, refKey, refOf, type Rename, type SchemaObject, type State } from "@atlas/core";
import { fingerprint } from "@atlas/engine";
import { mergedBack } from "./three-way.ts";

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
  /** Objects of the step that somebody else changed, too, and that stay: as they are, and as the step left them. */
  readonly shared: readonly Shared[];
}

export interface Shared {
  readonly live: SchemaObject;
  readonly before: SchemaObject;
  readonly after: SchemaObject;
  /** What cannot be taken back without losing what somebody did. */
  readonly conflicts: readonly string[];
}

/**
 * Restricts the taking back of a step to what the step changed. Everything else stays as it is, whoever made it what it
 * is: in an object that both have changed, their parts are told apart.
 *
 * @param before - what files lead to with the step.
 * @param after - without it.
 * @param renames - from before to after.
 */
export function restricted(
  dialect: Dialect,
  live: State,
  before: State,
  after: State,
  renames: readonly Rename[] = [],
): Restricted {
  const byKey = ({ objects }: State) => new Map(objects.map((object) => [refKey(refOf(object)), object]));
  const [present, one, other] = [byKey(live), byKey(before), byKey(after)];
  const textOf = (object: SchemaObject): string => fingerprint({ ...live, objects: [object] }, dialect.kinds);
  const isSame = (a: SchemaObject | undefined, b: SchemaObject | undefined): boolean =>
    a !== undefined && b !== undefined && textOf(a) === textOf(b);
  const presentKeys = new Map(renames.map(({ from, to }) => [refKey(to), refKey(from)]));
  const wanted = new Set([...one.keys(), ...other.keys()]);
  const shared: Shared[] = [];
  const target = [...other].flatMap(([key, former]) => {
    const own = one.get(presentKeys.get(key) ?? key);
    const now = present.get(presentKeys.get(key) ?? key);
    if (isSame(own, former)) return now ? [now] : [];
    if (!own || !now || isSame(own, now)) return [former];
    const { value, conflicts } = mergedBack(
      { live: now, before: own, after: former },
      partsOf(former, renames),
    );
    // It has the members of all three, which are of one kind.
    const merged = value as SchemaObject;
    shared.push({ live: now, before: own, after: former, conflicts });
    return [merged];
  });
  const isKnown = (object: SchemaObject): boolean => wanted.has(refKey(refOf(object)));
  const kept = live.objects.filter((object) => !isKnown(object));
  const sorted = (objects: readonly SchemaObject[]): readonly SchemaObject[] => inOrder(dialect, objects);
  return {
    from: { ...live, objects: live.objects.filter(isKnown) },
    to: { ...live, objects: sorted(target) },
    kept,
    live: { ...live, objects: sorted([...kept, ...target]) },
    shared,
  };
}

/** Parts of an object that have another name now, by their former ones. */
function partsOf(object: SchemaObject, renames: readonly Rename[]): ReadonlyMap<string, string> {
  const own = renames.filter(({ to }) => to.table === object.name && to.schema === object.schema);
  return new Map(own.map(({ from, to }) => [to.name, from.name]));
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
