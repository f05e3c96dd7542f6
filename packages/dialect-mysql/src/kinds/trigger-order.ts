import { type CompareContext, same, type State, type StepsContext } from "@atlas/core";
import { codeKey } from "./hcl/texts.ts";
import { originInTermsOf } from "./origin.ts";
import type { Trigger } from "./trigger.ts";

type Sides = Pick<CompareContext | StepsContext, "from" | "to">;

/** Where a trigger is put among those of its event. */
export interface Neighbour {
  readonly word: "FOLLOWS" | "PRECEDES";
  readonly name: string;
}

type ByEvent = ReadonlyMap<string, readonly Trigger[]>;

/** A state is asked for each of its triggers. */
const known = new WeakMap<State, ByEvent>();

function byEvent(state: State): ByEvent {
  let groups = known.get(state);
  if (!groups) {
    // The fields are those of the kind.
    const triggers = state.objects.filter((object): object is Trigger => object.kind === "trigger");
    groups = new Map([...Map.groupBy(triggers, eventKey)].map(([key, list]) => [key, inRunOrder(list)]));
    known.set(state, groups);
  }
  return groups;
}

function eventKey({ schema, on, timing, event }: Trigger): string {
  return JSON.stringify([schema, on, timing, event]);
}

/** The triggers with its table, timing and event, in the order in which they run. */
function runOrder(state: State, of: Trigger): readonly Trigger[] {
  return byEvent(state).get(eventKey(of)) ?? [];
}

/** Those that no text puts behind another keep their places. */
function inRunOrder(triggers: readonly Trigger[]): readonly Trigger[] {
  const names = new Set(triggers.map(({ name }) => name));
  const following = Map.groupBy(triggers, ({ follows }) =>
    follows !== undefined && names.has(follows) ? follows : undefined,
  );
  const ordered: Trigger[] = [];
  const visit = (after: string | undefined): void => {
    for (const trigger of following.get(after) ?? []) {
      ordered.push(trigger);
      visit(trigger.name);
    }
  };
  visit(undefined);
  return ordered;
}

/**
 * Whether a trigger that is there has to move: the fewest that can move so that all others keep their order do.
 */
export function orderDiffers(from: Trigger, to: Trigger, context: Sides): boolean {
  return !settledNames(to, context).has(from.name);
}

/** Names of the triggers that are there, stay and need not move: a longest run in the order of both sides. */
function settledNames(of: Trigger, { from, to }: Sides): ReadonlySet<string> {
  const before = runOrder(from, of).map(({ name }) => name);
  const positions = runOrder(to, of)
    .map(({ name }) => ({ name, at: before.indexOf(name) }))
    .filter(({ at }) => at >= 0);
  let best: readonly { readonly name: string; readonly at: number }[] = [];
  const runs: (typeof best)[] = [];
  for (const entry of positions) {
    let longest: typeof best = [];
    for (const run of runs)
      if (run.length > longest.length && (run.at(-1)?.at ?? 0) < entry.at) longest = run;
    const run = [...longest, entry];
    runs.push(run);
    if (run.length > best.length) best = run;
  }
  return new Set(best.map(({ name }) => name));
}

/**
 * Behind which trigger, or before which, one has to be made; `undefined`: it becomes the last by itself, or the only
 * one. The first is put before the next one that is there already.
 */
export function neighbourOf(trigger: Trigger, context: Sides): Neighbour | undefined {
  const order = runOrder(context.to, trigger);
  const index = order.findIndex(({ name }) => name === trigger.name);
  const previous = order[index - 1];
  if (previous) return { word: "FOLLOWS", name: previous.name };
  const settled = settledNames(trigger, context);
  const unchanged = order
    .slice(index + 1)
    .find((other) => settled.has(other.name) && isUnchanged(other, context));
  return unchanged && { word: "PRECEDES", name: unchanged.name };
}

/** It stays in place: what changes otherwise is made again. */
function isUnchanged(trigger: Trigger, { from }: Sides): boolean {
  const present = runOrder(from, trigger).find(({ name }) => name === trigger.name);
  return (
    present !== undefined &&
    codeKey(present.body) === codeKey(trigger.body) &&
    same(originInTermsOf(present, trigger), trigger.origin)
  );
}
