import { type Dialect, type Plan, type Ref, refKey, refOf, type SchemaObject, type State } from "@atlas/core";

/** The parts of two states that a plan can touch. */
export interface Neighbourhood {
  readonly from: State;
  readonly to: State;
}

/**
 * What a plan touches, what depends on that, and all they need: closed, so that it can be built alone.
 *
 * A change of one table among thousands is proven on that table and its neighbours. Foreign keys often tie
 * all tables of a schema together: they are followed for one step, and what is only needed is an outline.
 */
export function neighbourhood(dialect: Dialect, plan: Plan, from: State, to: State): Neighbourhood {
  const touched = plan.steps.flatMap((step) => [
    ...step.sources.map(({ subject }) => subject),
    // The present table, should it get another name.
    ...(step.table ? [step.table] : []),
  ]);
  return around(dialect, touched, from, to);
}

/** The same around objects that are about to be changed, whatever is done with them. */
export function surroundings(dialect: Dialect, touched: readonly Ref[], state: State): State {
  return around(dialect, touched, state, state).from;
}

function around(dialect: Dialect, refs: readonly Ref[], from: State, to: State): Neighbourhood {
  const all = [...from.objects, ...to.objects];
  const kinds = new Map(dialect.kinds.map((kind) => [kind.name, kind]));
  const owners = new Map<string, string>();
  for (const object of all) {
    const key = refKey(refOf(object));
    // What has its name on a relation alone takes that of none other.
    owners.set(object.table === undefined ? JSON.stringify([object.schema, object.name]) : key, key);
  }

  const outlineOf = (object: SchemaObject): SchemaObject =>
    kinds.get(object.kind)?.outline?.(object) ?? object;
  const ownersOfNeeds = (object: SchemaObject): readonly string[] =>
    (kinds.get(object.kind)?.requires(object) ?? []).map((ref) => ownerKey(ref, owners));

  const needs: Edges = new Map();
  const neededBy: Edges = new Map();
  const outlineNeeds: Edges = new Map();
  const outlineNeededBy: Edges = new Map();
  for (const object of all) {
    const key = refKey(refOf(object));
    const found = ownersOfNeeds(object);
    const outline = outlineOf(object);
    connect(key, found, needs, neededBy);
    connect(key, outline === object ? found : ownersOfNeeds(outline), outlineNeeds, outlineNeededBy);
  }
  const touched = refs.map((ref) => ownerKey(ref, owners));
  const whole = withNeighbours(reach(touched, outlineNeededBy), neededBy);
  const members = reach(withNeighbours(whole, needs), outlineNeeds);
  const part = (state: State): State => ({
    ...state,
    objects: state.objects.flatMap((object) => {
      const key = refKey(refOf(object));
      if (!members.has(key)) return [];
      return [whole.has(key) ? object : outlineOf(object)];
    }),
  });
  const wholeOf = (object: SchemaObject): SchemaObject => kinds.get(object.kind)?.whole?.(object) ?? object;
  const present = part(from);
  return { from: { ...present, objects: present.objects.map(wholeOf) }, to: part(to) };
}

type Edges = Map<string, Set<string>>;

function connect(key: string, owners: readonly string[], needs: Edges, neededBy: Edges): void {
  for (const owner of owners) {
    if (owner === key) continue;
    add(needs, key, owner);
    add(neededBy, owner, key);
  }
}

/** The key of the object that a ref is, or is a part of. */
function ownerKey(ref: Ref, owners: ReadonlyMap<string, string>): string {
  const key = refKey(ref);
  if (ref.table === undefined || owners.has(key)) return key;
  return owners.get(JSON.stringify([ref.schema, ref.table])) ?? key;
}

function withNeighbours(keys: ReadonlySet<string>, edges: Edges): Set<string> {
  return new Set([...keys].flatMap((key) => [key, ...(edges.get(key) ?? [])]));
}

function reach(start: Iterable<string>, edges: Edges): Set<string> {
  const found = new Set(start);
  const open = [...start];
  for (let key = open.pop(); key !== undefined; key = open.pop())
    for (const next of edges.get(key) ?? [])
      if (!found.has(next)) {
        found.add(next);
        open.push(next);
      }
  return found;
}

function add(map: Edges, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
