import type { Plan } from "@atlas/core";

/** Steps that are committed together, by their index in the plan; `transactional` false: one step by itself. */
export interface Segment {
  readonly transactional: boolean;
  readonly steps: readonly number[];
}

/**
 * Cuts a plan where a transaction must end: around a step that none can hold, and after a step whose
 * result is usable only once it is committed, and around one that takes long.
 *
 * @param oneByOne - every step by itself, outside of any transaction (transaction mode `none`).
 */
export function segmentsOf(plan: Pick<Plan, "steps">, oneByOne: boolean): readonly Segment[] {
  const segments: { transactional: boolean; steps: number[] }[] = [];
  let mustCommit = true;
  for (const [index, step] of plan.steps.entries()) {
    const transactional = step.transactional && !oneByOne;
    const current = segments.at(-1);
    const previous = plan.steps[index - 1];
    // Steps of the same sort may share the transaction that has to end after them.
    if (previous?.commitAfter && !step.commitAfter) mustCommit = true;
    if (step.apart || previous?.apart) mustCommit = true;
    if (current?.transactional && transactional && !mustCommit) current.steps.push(index);
    else segments.push({ transactional, steps: [index] });
    mustCommit = false;
  }
  return segments;
}
