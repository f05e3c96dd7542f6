import { type Ref, refKey, refOf, type SchemaObject, type State } from "@atlas/core";
import { tokenize } from "@atlas/sql";
import { syntax } from "../../syntax.ts";
import type { Routine } from "./model.ts";

/** Objects of a state by the name that a body would call them, in any schema. */
const indexes = new WeakMap<State, ReadonlyMap<string, readonly Ref[]>>();

/** What an SQL text inside of a routine seems to speak of: by names alone, so it may be too much. */
export function mentioned(text: string, state: State): readonly Ref[] {
  const index = indexOf(state);
  const refs = new Map<string, Ref>();
  for (const { kind, text: token } of tokenize(text, syntax)) {
    if (kind !== "word" && kind !== "identifier") continue;
    const name = kind === "word" ? token.toLowerCase() : token.slice(1, -1).replaceAll('""', '"');
    for (const ref of index.get(name) ?? []) refs.set(refKey(ref), ref);
  }
  return [...refs.values()];
}

function indexOf(state: State): ReadonlyMap<string, readonly Ref[]> {
  const known = indexes.get(state);
  if (known) return known;
  const index = new Map<string, Ref[]>();
  for (const object of state.objects) {
    if (object.table !== undefined || object.kind === "schema" || object.kind === "extension") continue;
    const name = isRoutine(object) ? object.bareName : object.name;
    const list = index.get(name);
    if (list) list.push(refOf(object));
    else index.set(name, [refOf(object)]);
  }
  indexes.set(state, index);
  return index;
}

/** Whether another routine has the name of this one, in a state. */
export function hasNamesake(routine: Routine, state: State): boolean {
  const own = refKey(refOf(routine));
  return (indexOf(state).get(routine.bareName) ?? []).some(
    (ref) => routineKinds.has(ref.kind) && ref.schema === routine.schema && refKey(ref) !== own,
  );
}

/**
 * Stands for the name of a routine without the overload that goes: what is preferred by what should not meet it. While
 * two are there, a call may not tell which is meant; and by a type that has got another name none is found.
 */
export function freeName({ schema, bareName }: Routine): Ref {
  return { kind: "free name", schema, name: `${bareName}(…)` };
}

const routineKinds: ReadonlySet<string> = new Set<Routine["kind"]>(["function", "procedure", "aggregate"]);

export function isRoutine(object: SchemaObject): object is Routine {
  return routineKinds.has(object.kind);
}
