import {
  type Dialect,
  type DraftStep,
  emptyState,
  type Plan,
  type Policy,
  type Ref,
  refKey,
  refOf,
  type SchemaObject,
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
import { circleError, orderSteps, type StepGroup } from "./order.ts";
import { assertSuspensionsAreShort } from "./suspensions.ts";

export interface PlanOptions {
  readonly policy: Policy;
  /** Put before each part of a statement that spans several lines; empty: one line each. */
  readonly indent: string;
  /** Objects of the present database that were excluded: what they need stays. */
  readonly kept?: readonly SchemaObject[];
  /** The same of what is not managed. */
  readonly keptUnmanaged?: readonly UnmanagedObject[];
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

/** The steps of `printPlan`, for who only shows them: without fingerprints, which take as long as the rest. */
export function printSteps(dialect: Dialect, state: State, indent: string): readonly Step[] {
  return planSteps(dialect, emptyState(state), state, { policy: { skip: [] }, indent }).steps;
}

function planSteps(
  dialect: Dialect,
  from: State,
  to: State,
  options: PlanOptions,
): Pick<Plan, "steps" | "skipped"> {
  const bystanders = bystandersOf(dialect, from, {
    objects: options.kept ?? [],
    unmanaged: options.keptUnmanaged ?? [],
  });
  const difference = diffStates(dialect, from, to, { policy: options.policy, bystanders });
  const drafts = withCompanions(
    draftSteps(dialect, difference.objects, { from, to, indent: options.indent }),
    bystanders,
  );
  const framed = dialect.frame ? dialect.frame(drafts) : drafts;
  return { steps: framed.map(withoutDependencies), skipped: difference.skipped };
}

function draftSteps(
  dialect: Dialect,
  objects: readonly ObjectChanges[],
  context: Omit<StepsContext, "detach">,
): readonly DraftStep[] {
  const detach = new Set<string>();
  while (true) {
    const groups = listOrder(dialect, objects).map((entry): StepGroup => ({
      object: objectOf(entry),
      steps: entry.kind.steps(entry.changes, { ...context, detach }),
    }));
    if (!dialect.features.sortedPlans) return groups.flatMap((group) => group.steps);
    const ordered = orderSteps(foldDrops(groups, detach));
    if (ordered.ok) {
      assertSuspensionsAreShort(ordered.steps);
      return ordered.steps;
    }
    const fresh = ordered.circle.map(refKey).filter((key) => !detach.has(key));
    if (fresh.length === 0) throw circleError(ordered.circle);
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
  return [
    ...others.toSorted((a, b) => rankOf(a) - rankOf(b)),
    ...drops.toSorted((a, b) => rankOf(b) - rankOf(a)),
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
