import type { AddChange, Change, DraftStep, State, StepsContext } from "@atlas/core";
import { definerSql, type Originated } from "./origin.ts";

type Steps = (changes: readonly Change[], context: StepsContext) => readonly DraftStep[];

/**
 * Says of an account that nothing on the server has belonged to so far that it must exist: a server that is set so
 * takes another, and then refuses to run the code, or to write into the table of a trigger.
 */
export function withDefinerRemarks(steps: Steps): Steps {
  return (changes, context) => {
    const drafted = steps(changes, context);
    const unknown = changes.flatMap((change) => unknownDefiner(change, context));
    if (unknown.length === 0) return drafted;
    return drafted.map((step) => {
      const remarks = unknown
        .filter((definer) => step.sql.includes(definerSql({ definer })))
        .map((definer) => `it runs with the rights of ${definer}: the server has to have this account`);
      return remarks.length === 0 ? step : { ...step, remarks: [...(step.remarks ?? []), ...remarks] };
    });
  };
}

function unknownDefiner(change: Change, { from }: StepsContext): readonly string[] {
  // Changes of these kinds have the new side, but for drops.
  const to = (change as Partial<AddChange<Originated>>).to;
  const definer = to?.origin.definer;
  return definer === undefined || definersOf(from).has(definer) ? [] : [definer];
}

const known = new WeakMap<State, ReadonlySet<string>>();

function definersOf(state: State): ReadonlySet<string> {
  let definers = known.get(state);
  if (!definers) {
    // What has an origin is of one of these kinds.
    const originated = state.objects.filter((object): object is Originated => "origin" in object);
    definers = new Set(originated.flatMap(({ access }) => access?.definer ?? []));
    known.set(state, definers);
  }
  return definers;
}
