import {
  type CallOptions,
  classOf,
  type Dialect,
  type Driver,
  emptyState,
  isManaged,
  objectClasses,
  type ObjectKind,
  type Plan,
  type SchemaObject,
  type State,
  type UnmanagedInPlan,
} from "@atlas/core";
import { diffKind } from "@atlas/engine";
import type { Selection } from "./requests.ts";
import { selectFrom } from "./select.ts";

/** What of a dialect is asked. */
type Kinds = Pick<Dialect, "kinds" | "leaveAlone">;

/**
 * What differs between two states and is left alone because its class of objects is not managed. Nobody shall believe
 * that the database is as it is declared.
 *
 * @param from - all that was read, as `to`.
 */
export function leftOutBetween(
  dialect: Kinds,
  from: State,
  to: State,
  selection: Selection,
): readonly UnmanagedInPlan[] {
  const { mode = {} } = selection;
  const all = { ...selection, mode: everything };
  const [present, desired] = [selectFrom(from, all, dialect.kinds), selectFrom(to, all, dialect.kinds)];
  const seen = dialect.leaveAlone?.(present, desired) ?? present;
  const staying = new Set(desired.objects.filter(({ table }) => table === undefined).map(ownerKey));
  return dialect.kinds
    .filter(({ name }) => !isManaged({ kind: name }, mode))
    .flatMap((kind) => {
      const entries = diffKind(kind, { from: seen, to: desired }).filter(({ from: one, to: other }) =>
        // Roles of a server serve many databases; and what was granted on something goes with it.
        kind.shared
          ? other !== undefined
          : !kind.trait || other !== undefined || !one || isStaying(one, staying),
      );
      return kind.tally ? tallied(kind, entries) : entries.map(named);
    });
}

/** What a state would say of permissions if they were managed. */
export function leftOutOf(dialect: Kinds, whole: State, selection: Selection): readonly UnmanagedInPlan[] {
  const { mode = {} } = selection;
  const isTold = ({ kind }: SchemaObject): boolean =>
    dialect.kinds.some((each) => each.name === kind && each.tally !== undefined) &&
    !isManaged({ kind }, mode);
  const state = { ...whole, objects: whole.objects.filter(isTold) };
  return leftOutBetween(dialect, state, emptyState(state), selection);
}

/**
 * Roles that permissions of the desired state name, that the database lacks, and that the plan does not make: where
 * permissions are managed their GRANT would fail.
 */
export async function lackingRoles(
  driver: Driver,
  desired: State,
  selection: Selection,
  options: CallOptions,
): Promise<readonly UnmanagedInPlan[]> {
  const mode = selection.mode ?? {};
  if (!driver.missingRoles || driver.bound !== null || isManaged({ kind: "role" }, mode)) return [];
  const traits = new Map(driver.dialect.kinds.flatMap((kind) => (kind.trait ? [[kind.name, kind]] : [])));
  const declared = new Set(desired.objects.flatMap(({ kind, name }) => (kind === "role" ? [name] : [])));
  const named = new Set(
    selectFrom(desired, { ...selection, mode: everything }, driver.dialect.kinds).objects.flatMap((object) =>
      (traits.get(object.kind)?.requires(object) ?? []).flatMap(({ kind, name }) =>
        kind === "role" ? [name] : [],
      ),
    ),
  );
  // Those that are declared are named as such.
  const asked = [...named].filter((name) => !declared.has(name));
  if (asked.length === 0) return [];
  const statements = asked.map((name) => `SET ROLE "${name.replaceAll('"', '""')}"`);
  const missing = await driver.missingRoles(statements, options);
  return missing.map((name) => ({
    kind: "role",
    schema: "",
    name,
    side: "desired",
    mode: "roles",
    difference: `role ${name} is named by grants and not there`,
  }));
}

/** A plan that names what it leaves out, too. */
export function withLeftOut(plan: Plan, leftOut: readonly UnmanagedInPlan[]): Plan {
  return leftOut.length === 0 ? plan : { ...plan, unmanaged: [...plan.unmanaged, ...leftOut] };
}

const everything = Object.fromEntries(objectClasses.map((name) => [name, true]));

interface Entry {
  readonly from: SchemaObject | undefined;
  readonly to: SchemaObject | undefined;
}

function ownerKey({ schema, name }: Pick<SchemaObject, "schema" | "name">): string {
  return JSON.stringify([schema, name]);
}

function isStaying({ schema, table }: SchemaObject, staying: ReadonlySet<string>): boolean {
  return table === undefined || staying.size === 0 || staying.has(ownerKey({ schema, name: table }));
}

function sideOf({ from, to }: Entry): UnmanagedInPlan["side"] {
  return from && to ? "both" : to ? "desired" : "present";
}

const sayings: Readonly<Record<UnmanagedInPlan["side"], string>> = {
  present: "is not declared",
  desired: "is declared and not there",
  both: "differs",
};

function named(entry: Entry): UnmanagedInPlan {
  const object = entry.to ?? entry.from;
  if (!object) throw new Error("a difference has neither side");
  const { kind, schema, table, name } = object;
  const path = [schema, table, name].filter((part) => part !== undefined && part !== "").join(".");
  const side = sideOf(entry);
  return {
    kind,
    schema,
    name: path,
    side,
    mode: classOf(object),
    difference: `${kind} ${path} ${sayings[side]}`,
  };
}

/** One line for all that differs on one object. */
function tallied(kind: ObjectKind, entries: readonly Entry[]): readonly UnmanagedInPlan[] {
  const counted = entries.flatMap((entry) => {
    const object = entry.to ?? entry.from;
    const tally = kind.tally?.(entry.from, entry.to);
    return object && tally && tally.count > 0 ? [{ entry, object, ...tally }] : [];
  });
  const groups = Map.groupBy(counted, ({ noun, on }) => `${noun} ${on}`);
  return [...groups.values()].flatMap((group): readonly UnmanagedInPlan[] => {
    const [first] = group;
    if (!first) return [];
    const { noun, on, object } = first;
    const count = group.reduce((sum, each) => sum + each.count, 0);
    const sides = new Set(group.map(({ entry }) => sideOf(entry)));
    const [side = "both", ...others] = sides;
    return [
      {
        kind: `${noun}s`,
        schema: object.schema,
        name: on,
        isTrait: true,
        side: others.length > 0 ? "both" : side,
        mode: classOf(object),
        difference: `${count} ${noun}${count === 1 ? "" : "s"} ${on}`,
      },
    ];
  });
}
