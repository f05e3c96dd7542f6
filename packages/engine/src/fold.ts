import { type DraftStep, type Ref, refKey } from "@atlas/core";
import type { StepGroup } from "./order.ts";

/**
 * Leaves out drops of what goes with something else that the plan drops, such as a trigger with its table. What they
 * let go of, and how they are undone, is said by the step that takes them along.
 *
 * @param detach - keys of objects in a circle: what belongs to them goes first, by itself.
 */
export function foldDrops(groups: readonly StepGroup[], detach: ReadonlySet<string>): readonly StepGroup[] {
  // Most plans drop nothing that goes with something else.
  if (!groups.some(({ steps }) => steps.some(({ goesWith }) => goesWith !== undefined))) return groups;
  const gone = new Set(groups.flatMap(({ steps }) => steps.flatMap((step) => goneKeys(step))));
  const isFolded = ({ goesWith }: DraftStep): boolean =>
    goesWith !== undefined && gone.has(refKey(goesWith)) && !detach.has(refKey(goesWith));
  const folded = groups.flatMap(({ steps }) => steps.filter(isFolded));
  if (folded.length === 0) return groups;
  const byOwner = Map.groupBy(folded, ({ goesWith }) => (goesWith ? refKey(goesWith) : ""));
  return groups.map(({ object, steps }) => ({
    object,
    steps: steps
      .filter((step) => !isFolded(step))
      .map((step) =>
        goneKeys(step)
          .flatMap((key) => byOwner.get(key) ?? [])
          .reduce(takeAlong, step),
      ),
  }));
}

/** What no longer exists after a step, other than what it alters. */
function goneKeys(step: DraftStep): readonly string[] {
  const made = new Set(step.creates.map(refKey));
  return step.drops.map(refKey).filter((key) => !made.has(key));
}

function takeAlong(step: DraftStep, part: DraftStep): DraftStep {
  const own = new Set(step.drops.map(refKey));
  const isOther = (ref: Ref): boolean => !own.has(refKey(ref));
  return {
    ...step,
    sources: [...step.sources, ...part.sources],
    drops: [...step.drops, ...part.drops],
    releases: [...step.releases, ...part.releases.filter(isOther)],
    undo: step.undo.length === 0 ? [] : [...step.undo, ...part.undo],
  };
}
