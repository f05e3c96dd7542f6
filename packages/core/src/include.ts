import type { ObjectKind } from "./dialect.ts";
import { excludeFrom, tableIn } from "./exclude.ts";
import { refKey, refOf, type SchemaObject, type State } from "./state.ts";

/** Whether a part of an object stays, by its type and name. */
type Keep = (type: string, name: string) => boolean;

/**
 * Keeps of a state only what the patterns name, with all that belongs to it, and the schemas that it lies in.
 *
 * The patterns are those of `excludeFrom`. One that names parts of tables keeps the tables with these parts
 * alone. No patterns keep everything.
 *
 * @throws {AtlasError} `E_EXCLUDE` for a malformed pattern.
 */
export function includeFrom(state: State, patterns: readonly string[], kinds: readonly ObjectKind[]): State {
  if (patterns.length === 0) return state;
  const keyOf = (object: SchemaObject): string => refKey(refOf(object));
  const whole = new Set<string>();
  const partly = new Map<string, Keep[]>();
  // What a pattern would exclude is what it names. Parts are asked for, and nothing is taken away.
  const listening = kinds.map((kind): ObjectKind =>
    kind.prune
      ? {
          ...kind,
          prune: (object, keep) => {
            const key = keyOf(object);
            partly.set(key, [...(partly.get(key) ?? []), (type, name) => !keep(type, name)]);
            return object;
          },
        }
      : kind,
  );
  const namedUnmanaged = new Set<State["unmanaged"][number]>();
  for (const pattern of patterns) {
    const rest = excludeFrom(state, [pattern], listening);
    const left = new Set(rest.objects);
    for (const object of state.objects) if (!left.has(object)) whole.add(keyOf(object));
    const leftUnmanaged = new Set(rest.unmanaged);
    for (const object of state.unmanaged) if (!leftUnmanaged.has(object)) namedUnmanaged.add(object);
  }

  const nameOf = (schema: string, name: string): string => JSON.stringify([schema, name]);
  const tableOf = tableIn(kinds);
  const owners = new Set(
    state.objects
      .filter((object) => tableOf(object) === undefined && whole.has(keyOf(object)))
      .map(({ schema, name }) => nameOf(schema, name)),
  );
  const byKind = new Map(kinds.map((kind) => [kind.name, kind]));
  const keptOf = (object: SchemaObject): SchemaObject | undefined => {
    if (whole.has(keyOf(object))) return object;
    const table = tableOf(object);
    if (table !== undefined && owners.has(nameOf(object.schema, table))) return object;
    const wanted = partly.get(keyOf(object));
    if (!wanted) return undefined;
    const keep: Keep = (type, name) => wanted.some((one) => one(type, name));
    return byKind.get(object.kind)?.prune?.(object, keep) ?? object;
  };
  const kept = state.objects.map(keptOf);
  const schemas = new Set(kept.flatMap((object) => object?.schema ?? []));
  return {
    ...state,
    objects: state.objects.flatMap(
      (object, at) => kept[at] ?? (object.schema === "" && schemas.has(object.name) ? [object] : []),
    ),
    unmanaged: state.unmanaged.filter((object) => namedUnmanaged.has(object)),
  };
}
