import {
  isHintedRename,
  isImpliedRename,
  type Change,
  describeRef,
  type Dialect,
  type DraftStep,
  type ObjectKind,
  type Policy,
  type Ref,
  refKey,
  refOf,
  type Rename,
  type RenameHint,
  renameKind,
  type SchemaObject,
  type SkippedChange,
  type State,
} from "@atlas/core";
import { changesBetween } from "./changes.ts";
import { type Come, comingObjects, movedName, nameNotFree } from "./moved-names.ts";

export interface RenameOptions {
  readonly policy: Policy;
  /** What the author of the desired state says. A hint is passed over whose old name is not there, or whose new one is. */
  readonly hints?: readonly RenameHint[];
  /** Asked for each pair that could be a rename. Absent: it is a drop and an add. */
  readonly ask?: (rename: Rename) => Promise<boolean>;
}

/** Which drops and adds are renames. */
export interface SettledRenames {
  /** In the order of their statements: tables, columns, then what is built on them. */
  readonly renames: readonly Rename[];
  /** The desired state, with the old name for what a policy leaves under it. */
  readonly to: State;
  readonly skipped: readonly SkippedChange[];
  /** What could be a rename and was taken for a drop and an add, as nobody was asked. */
  readonly possible: readonly Rename[];
}

/** Tables come first and constraints last: equal but for a name is told once the names below are settled. */
const rounds: readonly (readonly string[])[] = [
  ["table"],
  ["column"],
  ["index", "unique", "exclusion", "primary_key", "check", "foreign_key"],
];

/**
 * Settles which of the things that are dropped and added are the same under another name.
 *
 * A dropped thing is asked about for each candidate in the order of the desired state, until one is right.
 */
export async function settleRenames(
  dialect: Dialect,
  whole: State,
  desired: State,
  options: RenameOptions,
): Promise<SettledRenames> {
  let from = dialect.leaveAlone?.(whole, desired) ?? whole;
  let to = desired;
  const renames: Rename[] = [];
  const skipped: SkippedChange[] = [];
  const possible: Rename[] = [];
  const isSkipped = (rename: Rename): boolean =>
    (options.policy.skip as readonly string[]).includes(renameKind(rename));
  const hints = options.hints ?? [];
  for (const round of rounds) {
    const come = comingIn(dialect, to, round);
    const renamed = (rename: Rename): State => withRename(dialect, from, rename);
    for (
      let moved = movedName(from, hints, come, renamed);
      moved;
      moved = movedName(from, hints, come, renamed)
    ) {
      if (isSkipped(moved)) throw nameNotFree(moved);
      from = renamed(moved);
      renames.push(moved);
    }
    const taken = new Set<string>();
    const declined = new Set<string>();
    const isTaken = (key: string): boolean => taken.has(key);
    for (const { rename, before, after, isEqual } of candidates(dialect, from, to, round, isTaken)) {
      const isHinted = isHintedRename(rename, hints) || (isEqual && isImpliedRename(rename, renames));
      if (!isHinted && !isEqual) continue;
      if (!isHinted && !(await options.ask?.(rename))) {
        if (!options.ask && !declined.has(before)) possible.push(rename);
        declined.add(before);
        continue;
      }
      taken.add(before).add(after);
      if (isSkipped(rename)) {
        to = withRename(dialect, to, { from: rename.to, to: rename.from });
        skipped.push({ change: renameKind(rename), subject: rename.from });
      } else {
        from = withRename(dialect, from, rename);
        renames.push(rename);
      }
    }
  }
  return { renames, to, skipped, possible };
}

/** Tables, or columns, that come. Of anything else a drop and an add lose nothing. */
function comingIn(dialect: Dialect, to: State, round: readonly string[]): Come {
  if (!round.includes("column"))
    return round.includes("table") ? comingObjects(dialect, round, to) : () => [];
  return (from) =>
    columnChanges(dialect, from, to)
      .flatMap((change) => partOf(change, "add_", "to", round))
      .map(({ ref }) => ref);
}

function columnChanges(dialect: Dialect, from: State, to: State): readonly Change[] {
  return dialect.kinds.flatMap((kind) => {
    if (!kind.renaming) return [];
    const desired = objectsByKey(to, kind.name);
    return [...objectsByKey(from, kind.name)].flatMap(([key, one]) => {
      const other = desired.get(key);
      return other ? comparison(() => changesBetween(kind, one, other, { from, to })) : [];
    });
  });
}

interface Candidate {
  readonly rename: Rename;
  /** Keys of what goes and of what comes. */
  readonly before: string;
  readonly after: string;
  /** Nothing but the name differs, as far as the name is of no account. */
  readonly isEqual: boolean;
}

/** Something that goes or comes, with its key: of thousands each is paired with each. */
interface Thing {
  readonly ref: Ref;
  readonly key: string;
  readonly part: unknown;
}

/**
 * Each thing of some kinds that goes, with each that comes in the same place; one pair after the other, as what is
 * taken meanwhile needs no more of them.
 */
function* candidates(
  dialect: Dialect,
  from: State,
  to: State,
  kinds: readonly string[],
  isTaken: (key: string) => boolean,
): Generator<Candidate> {
  for (const kind of dialect.kinds) {
    const { renaming } = kind;
    if (!renaming) continue;
    const pairs = (gone: readonly Thing[], come: readonly Thing[]): Generator<Candidate> =>
      pairsOf(gone, come, renaming, isTaken);
    const desired = objectsByKey(to, kind.name);
    const present = objectsByKey(from, kind.name);
    if (kinds.includes(kind.name)) {
      const come = Map.groupBy(
        [...desired].filter(([key]) => !present.has(key)).map(([, object]) => object),
        ({ schema }) => schema,
      );
      const gone = [...present].filter(([key]) => !desired.has(key)).map(([, object]) => object);
      for (const [schema, objects] of Map.groupBy(gone, (object) => object.schema))
        yield* pairs(objects.map(thingOf), (come.get(schema) ?? []).map(thingOf));
      continue;
    }
    for (const [key, one] of present) {
      const other = desired.get(key);
      const changes = other ? comparison(() => changesBetween(kind, one, other, { from, to })) : [];
      yield* pairs(
        changes.flatMap((change) => partOf(change, "drop_", "from", kinds)),
        changes.flatMap((change) => partOf(change, "add_", "to", kinds)),
      );
    }
  }
}

function* pairsOf(
  gone: readonly Thing[],
  come: readonly Thing[],
  renaming: NonNullable<ObjectKind["renaming"]>,
  isTaken: (key: string) => boolean,
): Generator<Candidate> {
  for (const one of gone)
    for (const other of come) {
      if (isTaken(one.key)) break;
      if (isTaken(other.key) || one.ref.kind !== other.ref.kind) continue;
      yield {
        rename: { from: one.ref, to: other.ref },
        before: one.key,
        after: other.key,
        isEqual: renaming.isSame(one.ref.kind, one.part, other.part),
      };
    }
}

function thingOf(object: SchemaObject): Thing {
  return { ref: refOf(object), key: refKey(refOf(object)), part: object };
}

/** A change that nothing can make is told when the plan is made. */
function comparison(compare: () => readonly Change[]): readonly Change[] {
  try {
    return compare();
  } catch {
    return [];
  }
}

function partOf(
  change: Change,
  prefix: string,
  side: "from" | "to",
  kinds: readonly string[],
): readonly Thing[] {
  if (!change.kind.startsWith(prefix) || !kinds.includes(change.subject.kind)) return [];
  // What is dropped or added is in the member of that name, whatever the kind.
  const part = (change as Change & { readonly from?: unknown; readonly to?: unknown })[side];
  return part === undefined ? [] : [{ ref: change.subject, key: refKey(change.subject), part }];
}

function objectsByKey(state: State, kind: string): ReadonlyMap<string, SchemaObject> {
  return new Map(
    state.objects.filter((object) => object.kind === kind).map((object) => [refKey(refOf(object)), object]),
  );
}

/** A state as it is once something has its new name. */
export function withRename(dialect: Dialect, state: State, rename: Rename): State {
  const kinds = new Map(dialect.kinds.map((kind) => [kind.name, kind]));
  const followers: Rename[] = [];
  const objects = state.objects.map((object) => {
    const moved = withRef(object, rename);
    const named = kinds.get(object.kind)?.renamed?.(moved, rename, state) ?? moved;
    if (named.name !== moved.name) followers.push({ from: refOf(moved), to: refOf(named) });
    return named;
  });
  const renamed: State = {
    ...state,
    objects,
    unmanaged: state.unmanaged.map((object) => withRef(object, rename)),
  };
  // What has the old name in its own, as a function has that of the table whose rows it takes.
  return followers.reduce((all, { from, to }) => withRef(all, { from, to }), renamed);
}

/** The statements of renames in their order, and the present state after them. */
export function renameSteps(
  dialect: Dialect,
  present: State,
  renames: readonly Rename[],
): { readonly steps: readonly DraftStep[]; readonly state: State } {
  let state = present;
  const steps: DraftStep[] = [];
  const kinds = new Map(dialect.kinds.map((kind) => [kind.name, kind]));
  for (const rename of renames) {
    const { schema, table, name } = rename.from;
    const object = state.objects.find(
      (one) =>
        one.schema === schema &&
        one.name === (table ?? name) &&
        one.table === undefined &&
        // A collation or statistics object may have the name of a table.
        kinds.get(one.kind)?.renaming !== undefined,
    );
    if (!object) throw new Error(`there is nothing called ${describeRef(rename.from)} to be renamed`);
    steps.push(...(kinds.get(object.kind)?.renaming?.steps(rename, object, state) ?? []));
    state = withRename(dialect, state, rename);
  }
  return { steps, state };
}

/** A value with the new name in every ref to what is renamed, or to a part of it. */
function withRef<Value>(value: Value, rename: Rename): Value {
  if (Array.isArray(value)) {
    const list = value.map((item: unknown) => withRef(item, rename));
    // The same list with other refs in it.
    return list.some((item, at) => item !== value[at]) ? (list as Value) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value);
  const mapped = members.map(([key, member]: [string, unknown]) => [key, withRef(member, rename)] as const);
  const isChanged = mapped.some(([, member], at) => member !== members[at]?.[1]);
  // The same object with other refs in it.
  const next = isChanged ? (Object.fromEntries(mapped) as Value) : value;
  return moveRef(next, rename);
}

function moveRef<Value>(value: Value, { from, to }: Rename): Value {
  // Any object of the model: only what reads as a ref is changed.
  const ref = value as Partial<Ref>;
  if (typeof ref.kind !== "string" || ref.schema !== from.schema || typeof ref.name !== "string")
    return value;
  if (ref.kind === from.kind && ref.name === from.name && ref.table === from.table)
    return { ...value, name: to.name };
  return from.table === undefined && ref.table === from.name ? { ...value, table: to.name } : value;
}
