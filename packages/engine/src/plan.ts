import {
  type Dialect,
  type DraftStep,
  emptyState,
  type Plan,
  type Policy,
  type Ref,
  refKey,
  refOf,
  type Rename,
  type SchemaObject,
  type SkippedChange,
  type State,
  type Step,
  type StepsContext,
  type UnmanagedInPlan,
  type UnmanagedObject,
} from "@atlas/core";
import { bystandersOf, withCompanions } from "./bystanders.ts";
import { diffStates, type ObjectChanges } from "./diff.ts";
import { fingerprint } from "./fingerprint.ts";
import { foldDrops } from "./fold.ts";
import { CircleError, orderSteps, type StepGroup } from "./order.ts";
import { renameSteps } from "./renames.ts";
import { assertSuspensionsAreShort } from "./suspensions.ts";

export interface PlanOptions {
  readonly policy: Policy;
  /** Put before each part of a statement that spans several lines; empty: one line each. */
  readonly indent: string;
  /** Objects of the present database that were excluded: what they need stays. */
  readonly kept?: readonly SchemaObject[];
  /** The same of what is not managed. */
  readonly keptUnmanaged?: readonly UnmanagedObject[];
  /** What gets another name, before everything else. Default: nothing. */
  readonly renames?: readonly Rename[];
  /** Renames that a policy left out. */
  readonly skippedRenames?: readonly SkippedChange[];
}

/**
 * The plan that leads from one state to another.
 *
 * @throws {AtlasError} `E_PLAN_CYCLE`, or `E_UNSUPPORTED_CHANGE` from a kind.
 */
export function makePlan(dialect: Dialect, whole: State, to: State, options: PlanOptions): Plan {
  const from = dialect.leaveAlone?.(whole, to) ?? whole;
  return {
    formatVersion: 1,
    dialect: dialect.name,
    scope: from.scope,
    from: fingerprint(whole, dialect.kinds),
    to: fingerprint(to, dialect.kinds),
    ...planSteps(dialect, from, to, options),
    unmanaged: unionOfUnmanaged(from, to),
  };
}

/** The statements that make a state from nothing. */
export function printPlan(dialect: Dialect, state: State, indent: string): Plan {
  return makePlan(dialect, emptyState(state), state, { policy: { skip: [] }, indent });
}

/**
 * The steps of `printPlan`, for who only shows them: without fingerprints, which take as long as the rest.
 *
 * @param present - objects that are there already. Default: none.
 */
export function printSteps(
  dialect: Dialect,
  state: State,
  indent: string,
  present: readonly SchemaObject[] = [],
): readonly Step[] {
  const from = { ...emptyState(state), objects: present };
  return planSteps(dialect, from, state, { policy: { skip: [] }, indent }).steps;
}

/** What makes one object of a state, for who writes each into a file of its own. */
export interface ObjectScript {
  readonly object: Ref;
  readonly steps: readonly Step[];
  /** Objects of the state, or parts of them, that the steps need. */
  readonly needs: readonly Ref[];
  /** These steps close a circle: they need objects that need this one. */
  readonly closesCircle: boolean;
}

/** The steps of `printSteps` by their objects, in the order in which they can run. */
export function printObjects(dialect: Dialect, state: State, indent: string): readonly ObjectScript[] {
  const from = emptyState(state);
  const difference = diffStates(dialect, from, state, { policy: { skip: [] } });
  const { steps, groups, detached } = draftSteps(dialect, difference.objects, { from, to: state, indent });
  const groupOf = new Map(groups.flatMap((group) => group.steps.map((step) => [step, group] as const)));
  const inCircle = new Set(
    groups.filter(({ object }) => detached.has(refKey(object))).map(({ object }) => relationKey(object)),
  );
  const isLate = ({ object }: StepGroup, step: DraftStep): boolean =>
    detached.has(refKey(object)) &&
    step.needs.some((ref) => inCircle.has(relationKey(ref)) && relationKey(ref) !== relationKey(object));
  const scripts = new Map<
    string,
    { readonly group: StepGroup; readonly late: boolean; readonly steps: DraftStep[] }
  >();
  for (const step of steps) {
    const group = groupOf.get(step);
    if (!group) continue;
    const late = isLate(group, step);
    const key = `${refKey(group.object)} ${late}`;
    const script = scripts.get(key);
    if (script) script.steps.push(step);
    else scripts.set(key, { group, late, steps: [step] });
  }
  return [...scripts.values()].map((script) => ({
    object: script.group.object,
    steps: script.steps.map(withoutDependencies),
    needs: script.steps.flatMap(({ needs, prefers = [] }) => [...needs, ...prefers]),
    closesCircle: script.late,
  }));
}

/** One text for an object and all its parts. */
function relationKey({ schema, table, name }: Ref): string {
  return JSON.stringify([schema, table ?? name]);
}

function planSteps(
  dialect: Dialect,
  present: State,
  to: State,
  options: PlanOptions,
): Pick<Plan, "steps" | "skipped"> {
  const renamed = renameSteps(dialect, present, options.renames ?? []);
  const from = renamed.state;
  const bystanders = bystandersOf(dialect, from, {
    objects: options.kept ?? [],
    unmanaged: options.keptUnmanaged ?? [],
  });
  const difference = diffStates(dialect, from, to, { policy: options.policy, bystanders });
  const drafts = withCompanions(
    draftSteps(dialect, difference.objects, { from, to, indent: options.indent, policy: options.policy })
      .steps,
    bystanders,
  );
  const all = [...renamed.steps, ...drafts];
  const framed = dialect.frame ? dialect.frame(all) : all;
  return {
    steps: framed.map(withoutDependencies),
    skipped: [...(options.skippedRenames ?? []), ...difference.skipped],
  };
}

/** Steps in their order, and the same by the objects that they belong to. */
interface Drafts {
  readonly steps: readonly DraftStep[];
  readonly groups: readonly StepGroup[];
  /** Keys of the objects that stand in a circle. */
  readonly detached: ReadonlySet<string>;
}

function draftSteps(
  dialect: Dialect,
  objects: readonly ObjectChanges[],
  context: Omit<StepsContext, "detach">,
): Drafts {
  const detach = new Set<string>();
  while (true) {
    const groups = listOrder(dialect, objects).map((entry): StepGroup => ({
      object: objectOf(entry),
      steps: entry.kind.steps(entry.changes, { ...context, detach }),
    }));
    if (!dialect.features.sortedPlans)
      return { steps: groups.flatMap((group) => group.steps), groups, detached: detach };
    const ordered = orderSteps(foldDrops(groups, detach));
    if (ordered.ok) {
      assertSuspensionsAreShort(ordered.steps);
      return { steps: ordered.steps, groups, detached: detach };
    }
    const fresh = ordered.circle.map(refKey).filter((key) => !detach.has(key));
    if (fresh.length === 0) throw new CircleError(ordered.circle);
    for (const key of fresh) detach.add(key);
  }
}

/** By kinds; pure drops go last and in reverse, where the dialect's plans are sorted. */
function listOrder(dialect: Dialect, objects: readonly ObjectChanges[]): readonly ObjectChanges[] {
  if (!dialect.features.sortedPlans) return objects;
  const rank = new Map(dialect.kinds.map((kind, index) => [kind.name, index]));
  const rankOf = (entry: ObjectChanges): number => rank.get(entry.kind.name) ?? 0;
  const drops = objects.filter((entry) => entry.to === undefined);
  const others = objects.filter((entry) => entry.to !== undefined);
  const byRankDown = drops.toSorted((a, b) => rankOf(b) - rankOf(a));
  return [
    ...byRankDown.filter(({ kind }) => kind.dropsFirst),
    ...others.toSorted((a, b) => rankOf(a) - rankOf(b)),
    ...byRankDown.filter(({ kind }) => !kind.dropsFirst),
  ];
}

function objectOf(entry: ObjectChanges): Ref {
  const object = entry.from ?? entry.to;
  if (!object) throw new Error("an object change has neither side");
  return refOf(object);
}

function withoutDependencies(draft: DraftStep): Step {
  const {
    creates: _creates,
    drops: _drops,
    needs: _needs,
    releases: _releases,
    prefers: _prefers,
    goesWith: _goesWith,
    ...step
  } = draft;
  return step;
}

function unionOfUnmanaged(from: State, to: State): readonly UnmanagedInPlan[] {
  const keyOf = (object: UnmanagedObject): string => `${object.kind} ${object.schema} ${object.name}`;
  const present = new Map(from.unmanaged.map((object) => [keyOf(object), object]));
  const desired = new Map(to.unmanaged.map((object) => [keyOf(object), object]));
  return [...new Map([...present, ...desired])]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { kind, schema, name, isTrait }]) => ({
      kind,
      schema,
      name,
      ...(isTrait && { isTrait }),
      side: !desired.has(key) ? "present" : present.has(key) ? "both" : "desired",
    }));
}
