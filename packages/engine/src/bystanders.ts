import {
  AtlasError,
  type Change,
  describeRef,
  type Dialect,
  type DraftStep,
  type Ref,
  refKey,
  refOf,
  type SchemaObject,
  type State,
  type UnmanagedObject,
} from "@atlas/core";

/** Something of the present database that a plan leaves alone: excluded, or not managed. */
export interface Bystander {
  /** `function public.f(integer)`, `view "public.v"`. */
  readonly description: string;
  /** What must not go or be replaced while it stays. */
  readonly needs: readonly Ref[];
  /** What it silently goes with. */
  readonly partOf: readonly Ref[];
  /** Whether it would be broken without this part of a table, although the server lets that go. */
  readonly reads?: (part: Ref) => boolean;
}

/**
 * All that stands by: unmanaged objects, and managed ones that were excluded.
 *
 * @param excluded - unmanaged objects that were excluded, too, count: they hang on what is changed all the same.
 */
export function bystandersOf(
  dialect: Dialect,
  from: State,
  excluded: { readonly objects: readonly SchemaObject[]; readonly unmanaged: readonly UnmanagedObject[] },
): readonly Bystander[] {
  const kinds = new Map(dialect.kinds.map((kind) => [kind.name, kind]));
  const unmanaged = new Set([...from.unmanaged, ...excluded.unmanaged]);
  return [
    ...excluded.objects.flatMap((object) => {
      if (kinds.get(object.kind)?.trait) return [];
      const needs = kinds.get(object.kind)?.requires(object) ?? [];
      const isOwner = (ref: Ref): boolean =>
        ref.table === undefined && ref.schema === object.schema && ref.name === object.table;
      const reads = (part: Ref): boolean => kinds.get(object.kind)?.reads?.(object, part) ?? false;
      return { description: describeRef(refOf(object)), needs, partOf: needs.filter(isOwner), reads };
    }),
    ...[...unmanaged].map(({ kind, name, needs = [], partOf = [] }) => ({
      description: `${kind} ${name}`,
      needs,
      partOf,
    })),
  ];
}

/** Bystanders by what they need, for those that do not go with something else. */
export function neededBy(
  bystanders: readonly Bystander[],
  goes: (ref: Ref) => boolean,
): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  for (const { description, needs, partOf } of bystanders)
    if (!partOf.some(goes)) for (const ref of needs) needed.set(refKey(ref), description);
  return needed;
}

/**
 * Refuses changes around which a bystander would have to be dropped: we cannot make it again.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` naming all that stand in the way.
 */
export function assertNothingInTheWay(
  changes: readonly Change[],
  bystanders: readonly Bystander[],
  goes: (ref: Ref) => boolean,
): void {
  for (const change of changes) {
    const disturbed = new Set((change.disturbs ?? []).map(refKey));
    const isPartDropped = change.kind.startsWith("drop_") && change.subject.table !== undefined;
    if (disturbed.size === 0 && !isPartDropped) continue;
    const isHit = (ref: Ref): boolean => disturbed.has(refKey(ref));
    const inTheWay = bystanders.filter(
      ({ needs, partOf, reads }) =>
        !partOf.some(goes) &&
        (needs.some(isHit) ||
          partOf.some((ref) => ref.table === undefined && isHit(ref)) ||
          (isPartDropped && reads?.(change.subject))),
    );
    if (inTheWay.length === 0) continue;
    const names = inTheWay.map(({ description }) => description).toSorted();
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${change.kind} of ${describeRef(change.subject)} is not possible while these stand on it: ${names.join(", ")}`,
      {
        details: { change: change.kind, subject: change.subject, objects: names },
        hint: "They are not managed here and would be lost. Drop them yourself first and create them again afterwards, or make the change with a migration of your own.",
      },
    );
  }
}

/**
 * Refuses to drop what is to become something that is not managed: we would take the one and not make the other.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` naming both.
 */
export function assertNoSuccessors(dropped: readonly SchemaObject[], to: State): void {
  const keyOf = (schema: string, name: string): string => JSON.stringify([schema, name]);
  const successors = new Map(
    to.unmanaged.flatMap((object) =>
      object.bareName === undefined ? [] : [[keyOf(object.schema, object.bareName), object]],
    ),
  );
  for (const object of dropped) {
    if (object.table !== undefined) continue;
    const successor = successors.get(keyOf(object.schema, object.name));
    if (!successor) continue;
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeRef(refOf(object))} cannot become ${successor.kind} ${successor.name}: it would be dropped, and such objects are not managed yet`,
      {
        details: { subject: refOf(object), kind: successor.kind },
        hint: "Make this change with a migration of your own, or exclude the object.",
      },
    );
  }
}

/** Adds to each step what silently goes with the objects that it drops. */
export function withCompanions(
  steps: readonly DraftStep[],
  bystanders: readonly Bystander[],
): readonly DraftStep[] {
  const companions = new Map<string, string[]>();
  for (const { description, partOf } of bystanders)
    for (const ref of partOf)
      companions.set(refKey(ref), [...(companions.get(refKey(ref)) ?? []), description]);
  if (companions.size === 0) return steps;
  return steps.map((step) => {
    const created = new Set(step.creates.map(refKey));
    const gone = step.drops.map(refKey).filter((key) => !created.has(key));
    const names = new Set(gone.flatMap((key) => companions.get(key) ?? []));
    if (names.size === 0) return step;
    return { ...step, losesData: true, loses: [...step.loses, ...[...names].toSorted()] };
  });
}
