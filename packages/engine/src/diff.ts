import type {
  AddChange,
  Change,
  CompareContext,
  Dialect,
  DropChange,
  ObjectKind,
  Policy,
  SchemaObject,
  SkippedChange,
  State,
} from "@atlas/core";
import { describeRef, policyName, type Ref, refKey, refOf } from "@atlas/core";
import { changesBetween } from "./changes.ts";
import { assertNoSuccessors, assertNothingInTheWay, type Bystander, neededBy } from "./bystanders.ts";

/** All changes of one object, at least one. */
export interface ObjectChanges {
  readonly kind: ObjectKind;
  readonly from: SchemaObject | undefined;
  readonly to: SchemaObject | undefined;
  readonly changes: readonly Change[];
}

export interface Difference {
  /** By kinds in the dialect's order: first what stays or goes, then what comes. */
  readonly objects: readonly ObjectChanges[];
  readonly skipped: readonly SkippedChange[];
}

export interface DiffOptions {
  readonly policy: Policy;
  /** What stays in the present database whatever the states say: what it needs stays, too. Default: nothing. */
  readonly bystanders?: readonly Bystander[];
}

/**
 * The differences between two states of one dialect, without those that the policy leaves out.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` if a bystander would have to be dropped for one.
 */
export function diffStates(dialect: Dialect, whole: State, to: State, options: DiffOptions): Difference {
  const from = dialect.leaveAlone?.(whole, to) ?? whole;
  const skipped: SkippedChange[] = [];
  const objects = dialect.kinds.flatMap((kind) =>
    diffKind(kind, { from, to, policy: options.policy }).flatMap((entry) => {
      const changes = entry.changes.filter((change) => !isSkipped(change, kind, options.policy));
      for (const change of entry.changes)
        if (!changes.includes(change)) skipped.push({ change: change.kind, subject: change.subject });
      return changes.length === 0 ? [] : [{ ...entry, changes }];
    }),
  );
  const bystanders = options.bystanders ?? [];
  const kept = keepWhatIsNeeded(dialect, objects, from, skipped, bystanders);
  assertNoSuccessors(
    kept.flatMap((entry) => (entry.from && !entry.to ? [entry.from] : [])),
    to,
  );
  const all = withRebound(dialect, withRecreatedDependents(dialect, kept, from, to), from, to);
  assertNothingInTheWay(all.flatMap(disturbances), bystanders, goesWith(all));
  return { objects: all, skipped };
}

/** The changes of an object; one that is dropped and created again disturbs all that stands on it. */
function disturbances(entry: ObjectChanges): readonly Change[] {
  const [first] = entry.changes;
  return first && entry.from && isRecreated(entry)
    ? [{ ...first, disturbs: [refOf(entry.from)] }]
    : entry.changes;
}

/** Whether an object goes for good. */
function goesWith(objects: readonly ObjectChanges[]): (ref: Ref) => boolean {
  const dropped = new Set(
    objects.flatMap(({ from, to }) => (from !== undefined && to === undefined ? [refKey(refOf(from))] : [])),
  );
  return (ref) => dropped.has(refKey(ref));
}

/** What differs between the objects of one kind, whatever becomes of it. */
export function diffKind(kind: ObjectKind, context: CompareContext): readonly ObjectChanges[] {
  const { from, to } = context;
  const present = from.objects.filter((object) => object.kind === kind.name);
  const desired = to.objects.filter((object) => object.kind === kind.name);
  const desiredByKey = new Map(desired.map((object) => [refKey(refOf(object)), object]));
  const presentKeys = new Set(present.map((object) => refKey(refOf(object))));
  const staying = present.map((object): ObjectChanges => {
    const target = desiredByKey.get(refKey(refOf(object)));
    const changes = target ? changesBetween(kind, object, target, context) : [dropChange(object)];
    return { kind, from: object, to: target, changes };
  });
  const coming = desired
    .filter((object) => !presentKeys.has(refKey(refOf(object))))
    .map((object): ObjectChanges => ({ kind, from: undefined, to: object, changes: [addChange(object)] }));
  return [...staying.filter((entry) => entry.changes.length > 0), ...coming];
}

function addChange(object: SchemaObject): AddChange {
  return { kind: `add_${object.kind}`, object: refOf(object), subject: refOf(object), to: object };
}

function dropChange(object: SchemaObject): DropChange {
  return { kind: `drop_${object.kind}`, object: refOf(object), subject: refOf(object), from: object };
}

/** `skip.modify_table` leaves out whatever changes inside a table that stays. */
function isSkipped(change: Change, kind: ObjectKind, policy: Policy): boolean {
  const skip: readonly string[] = policy.skip;
  if (skip.includes(policyName(change.kind))) return true;
  const isWhole = change.kind === `add_${kind.name}` || change.kind === `drop_${kind.name}`;
  return !isWhole && skip.includes(policyName(`modify_${kind.name}`));
}

/**
 * Leaves out drops of what something that stays still needs: an excluded table's schema or enum, the schema of a
 * function, or that of a table whose own drop a policy skipped.
 */
function keepWhatIsNeeded(
  dialect: Dialect,
  objects: readonly ObjectChanges[],
  from: State,
  skipped: SkippedChange[],
  bystanders: readonly Bystander[],
): readonly ObjectChanges[] {
  const kinds = new Map(dialect.kinds.map((kind) => [kind.name, kind]));
  const skippedDrops = new Set(
    skipped.filter((skip) => skip.change.startsWith("drop_")).map((skip) => refKey(skip.subject)),
  );
  const staying = from.objects.filter((object) => skippedDrops.has(refKey(refOf(object))));
  let rest = objects;
  while (true) {
    const needed = new Map(neededBy(bystanders, goesWith(rest)));
    for (const object of staying)
      for (const ref of kinds.get(object.kind)?.requires(object) ?? [])
        needed.set(refKey(ref), describeRef(refOf(object)));
    const blocked = rest.flatMap((entry) => {
      const reason = entry.from && !entry.to ? needed.get(refKey(refOf(entry.from))) : undefined;
      return entry.from && reason !== undefined ? [{ entry, object: entry.from, reason }] : [];
    });
    if (blocked.length === 0) return rest;
    rest = rest.filter((entry) => blocked.every((one) => one.entry !== entry));
    for (const { entry, object, reason } of blocked) {
      skipped.push({ change: `drop_${entry.kind.name}`, subject: refOf(object), neededBy: reason });
      staying.push(object);
    }
  }
}

/**
 * Drops and re-creates what cannot stay while something under it changes: a view over a column whose type
 * changes, and the views over that view.
 */
function withRecreatedDependents(
  dialect: Dialect,
  objects: readonly ObjectChanges[],
  from: State,
  to: State,
): readonly ObjectChanges[] {
  const disturbed = new Set(
    objects.flatMap((entry) => entry.changes.flatMap((change) => (change.disturbs ?? []).map(refKey))),
  );
  const isSucceeded = namesOfOthers(objects);
  for (const entry of objects)
    if (isRecreated(entry) || leavesOverloads(entry) || isSucceeded(entry)) disturb(disturbed, entry);
  if (disturbed.size === 0) return objects;

  const changed = new Map(objects.map((entry) => [entryKey(entry), entry]));
  const desired = new Map(to.objects.map((object) => [refKey(refOf(object)), object]));
  const candidates = dialect.kinds
    .filter((kind) => kind.recreatable)
    .flatMap((kind) =>
      from.objects.flatMap((object) => {
        const target = object.kind === kind.name ? desired.get(refKey(refOf(object))) : undefined;
        return target ? [{ kind, object, target, requires: kind.requires(object).map(refKey) }] : [];
      }),
    );
  const recreated = new Map<string, ObjectChanges>();
  let grew = true;
  while (grew) {
    grew = false;
    for (const { kind, object, target, requires } of candidates) {
      const key = refKey(refOf(object));
      if (recreated.has(key) || !requires.some((ref) => disturbed.has(ref))) continue;
      const existing = changed.get(key);
      const entry: ObjectChanges =
        existing && isRecreated(existing)
          ? existing
          : { kind, from: object, to: target, changes: [dropChange(object), addChange(target)] };
      recreated.set(key, entry);
      disturbed.add(key);
      grew = true;
    }
  }
  const replaced = objects.map((entry) => recreated.get(entryKey(entry)) ?? entry);
  const known = new Set(objects.map(entryKey));
  return [...replaced, ...[...recreated].filter(([key]) => !known.has(key)).map(([, entry]) => entry)];
}

/** Whether what goes is followed by something of another kind under its name: what stood on the one will on the other. */
function namesOfOthers(objects: readonly ObjectChanges[]): (entry: ObjectChanges) => boolean {
  const keyOf = ({ schema, name }: SchemaObject): string => JSON.stringify([schema, name]);
  const coming = new Set(
    objects.flatMap(({ from, to }) => (to && !from && to.table === undefined ? [keyOf(to)] : [])),
  );
  return ({ from, to }) =>
    from !== undefined && to === undefined && from.table === undefined && coming.has(keyOf(from));
}

/** What cannot be dropped lets go of what is dropped, and takes hold again: a table whose default calls a function. */
function withRebound(
  dialect: Dialect,
  objects: readonly ObjectChanges[],
  from: State,
  to: State,
): readonly ObjectChanges[] {
  const away = new Set(objects.filter(isAwayMeanwhile).map(entryKey));
  if (away.size === 0) return objects;
  const isAway = (ref: Ref): boolean => away.has(refKey(ref));
  const changed = new Map(objects.map((entry) => [entryKey(entry), entry]));
  const desired = new Map(to.objects.map((object) => [refKey(refOf(object)), object]));
  const rebound = new Map<string, ObjectChanges>();
  for (const kind of dialect.kinds)
    for (const object of kind.rebind ? from.objects : []) {
      const key = refKey(refOf(object));
      const target = desired.get(key);
      if (object.kind !== kind.name || !target || !kind.requires(object).some(isAway)) continue;
      const before = changed.get(key)?.changes ?? [];
      const changes = kind.rebind?.(object, target, before, isAway, { from, to }) ?? before;
      if (changes.length > 0) rebound.set(key, { kind, from: object, to: target, changes });
    }
  return [
    ...objects.map((entry) => rebound.get(entryKey(entry)) ?? entry),
    ...[...rebound].filter(([key]) => !changed.has(key)).map(([, entry]) => entry),
  ];
}

/** Dropped at one time of the plan, whether or not it comes back, while others may go on needing it. */
function isAwayMeanwhile(entry: ObjectChanges): boolean {
  if (isRecreated(entry) || leavesOverloads(entry)) return true;
  return (
    entry.kind.recreatable &&
    entry.from !== undefined &&
    entry.changes.some((change) => change.disturbs?.some((ref) => refKey(ref) === entryKey(entry)))
  );
}

function leavesOverloads(entry: ObjectChanges): boolean {
  return entry.kind.overloads === true && entry.from !== undefined && entry.to === undefined;
}

function isRecreated(entry: ObjectChanges): boolean {
  return (
    entry.from !== undefined && entry.to !== undefined && entry.changes[0]?.kind === `drop_${entry.kind.name}`
  );
}

function disturb(disturbed: Set<string>, entry: ObjectChanges): void {
  if (entry.from) disturbed.add(refKey(refOf(entry.from)));
}

function entryKey(entry: ObjectChanges): string {
  const object = entry.from ?? entry.to;
  if (!object) throw new Error("an object change has neither side");
  return refKey(refOf(object));
}

/**
 * The changes as a person reads them: `drop_column column "public.users.bio"`.
 *
 * @param skipped - what a plan left out on purpose; it is not named.
 */
export function describeChanges(
  difference: Difference,
  skipped: readonly SkippedChange[] = [],
): readonly string[] {
  const key = (kind: string, subject: Ref): string => `${kind} ${refKey(subject)}`;
  const left = new Set(skipped.map(({ change, subject }) => key(change, subject)));
  return difference.objects.flatMap((entry) =>
    entry.changes
      .filter((change) => !left.has(key(change.kind, change.subject)))
      .map((change) => `${change.kind} ${describeRef(change.subject)}`),
  );
}
