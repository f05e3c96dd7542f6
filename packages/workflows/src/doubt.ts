import { type Plan, refKey, type State, type Step, type StepResult } from "@atlas/core";
import { ApplyError, describeChanges, diffStates, fingerprint } from "@atlas/engine";
import type { Target } from "./dialects.ts";
import { presentState } from "./present.ts";
import type { ApplyRequest } from "./requests.ts";

/** What a run set out to do. */
interface Undertaking {
  readonly plan: Plan;
  readonly desired: State;
  /** The plan that leads to the same end from where the database is now. */
  readonly planFrom: (present: State) => Plan;
}

/** How long we try to reach a database again whose connection broke, in milliseconds. */
const patienceMs = 10_000;

/**
 * Tells what became of steps whose connection broke at the worst moment, by reading the database again.
 * What cannot be told stays in doubt.
 *
 * @param planFrom - the plan from another present state: where steps stand alone, its statements say what is left.
 */
export async function settleDoubt(
  error: ApplyError,
  target: Target,
  { plan, desired, planFrom }: Undertaking,
  request: ApplyRequest,
): Promise<ApplyError> {
  if (!error.report.steps.some((step) => step.status === "in_doubt")) return error;
  const present = await readAgain(target, request);
  if (!present) return error;
  const doubtful = error.report.steps.flatMap(({ status, step }) => (status === "in_doubt" ? [step] : []));
  const left = (): string => textOf(planFrom(present).steps, plan);
  const isDone =
    describeChanges(diffStates(target.dialect, present, desired, request), plan.skipped).length === 0 ||
    left() === textOf(plan.steps.slice(Math.max(...doubtful) + 1), plan);
  const isUntouched =
    fingerprint(present, target.dialect.kinds) === plan.from ||
    left() === textOf(plan.steps.slice(Math.min(...doubtful)), plan);
  // What looks both done and untouched, or neither, stays in doubt.
  if (isDone === isUntouched) return error;
  const steps = error.report.steps.map((step): StepResult =>
    step.status === "in_doubt" ? { ...step, status: isDone ? "applied" : "not_applied" } : step,
  );
  return error.withReport({ ...error.report, steps });
}

/**
 * What steps do, in one text: their statements; of what the plan drops and makes again, what each is for, as only the
 * plan that saw it before knows whose it was and who might use it.
 */
function textOf(steps: readonly Step[], plan: Plan): string {
  const again = madeAgain(plan);
  const isMadeAgain = ({ sources }: Step): boolean =>
    sources.some(({ subject }) => again.has(refKey(subject)));
  const texts = steps.flatMap((step) => {
    if (!isMadeAgain(step)) return [step.sql];
    return step.unprovable ? [] : [step.comment];
  });
  // What is only made, and no longer dropped before, may have another place.
  return JSON.stringify(texts.toSorted());
}

/** Keys of what several steps are about. */
function madeAgain({ steps }: Plan): ReadonlySet<string> {
  const keys = steps.flatMap(({ sources }) => [...new Set(sources.map(({ subject }) => refKey(subject)))]);
  return new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
}

async function readAgain(target: Target, request: ApplyRequest): Promise<State | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  const { setTimeout } = await import("node:timers/promises");
  while (!signal.aborted) {
    try {
      await using driver = await target.dialect.connect(target.url, { signal });
      return await presentState(driver, request, { signal });
    } catch {
      await setTimeout(500);
    }
  }
  return undefined;
}
