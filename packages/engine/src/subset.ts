import { type Dialect, type Plan, type Ref, refKey, refOf, type SchemaObject, type State } from "@atlas/core";

/** The parts of two states that a plan can touch. */
export interface Neighbourhood {
  readonly from: State;
  readonly to: State;
}

/**
 * What a plan touches, what depends on that, and all they need: closed, so that it can be built alone.
 *
 * A change of one table among thousands is proven on that table and its neighbours.
 */
export function neighbourhood(dialect: Dialect, plan: Plan, from: State, to: State): Neighbourhood {
  const all = [...from.objects, ...to.objects];
  const kinds = new Map(dialect.kinds.map((kind) => [kind.name, kind]));
  const owners = new Map<string, string>();
  for (const object of all) owners.set(JSON.stringify([object.schema, object.name]), refKey(refOf(object)));

  const needs = new Map<string, Set<string>>();
  const neededBy = new Map<string, Set<string>>();
  for (const object of all) {
    const key = refKey(refOf(object));
    for (const ref of kinds.get(object.kind)?.requires(object) ?? []) {
      const owner = ownerKey(ref, owners);
      if (owner === key) continue;
      add(needs, key, owner);
      add(neededBy, owner, key);
    }
  }
  const touched = plan.steps.flatMap((step) => [
    ...step.sources.map((source) => ownerKey(source.subject, owners)),
    // The present table, should it get another name.
    ...(step.table ? [refKey(step.table)] : []),
  ]);
  const dependents = reach(touched, neededBy);
  const members = reach([...dependents], needs);
  const isMember = (object: SchemaObject): boolean => members.has(refKey(refOf(object)));
  return {
    from: { ...from, objects: from.objects.filter(isMember) },
    to: { ...to, objects: to.objects.filter(isMember) },
  };
}

/** The key of the object that a ref is, or is a part of. */
function ownerKey(ref: Ref, owners: ReadonlyMap<string, string>): string {
  if (ref.table === undefined) return refKey(ref);
  return owners.get(JSON.stringify([ref.schema, ref.table])) ?? refKey(ref);
}

function reach(start: readonly string[], edges: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
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

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
