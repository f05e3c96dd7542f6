import { type Plan, type State, type StepResult } from "@atlas/core";
import { ApplyError, describeChanges, diffStates, fingerprint } from "@atlas/engine";
import type { Target } from "./dialects.ts";
import { presentState } from "./present.ts";
import type { ApplyRequest } from "./requests.ts";

/** How long we try to reach a database again whose connection broke, in milliseconds. */
const patienceMs = 10_000;

/**
 * Tells what became of steps whose connection broke at the worst moment, by reading the database again.
 * What cannot be told stays in doubt.
 */
export async function settleDoubt(
  error: ApplyError,
  target: Target,
  plan: Plan,
  desired: State,
  request: ApplyRequest,
): Promise<ApplyError> {
  if (!error.report.steps.some((step) => step.status === "in_doubt")) return error;
  const present = await readAgain(target, request);
  if (!present) return error;
  const isDone =
    describeChanges(diffStates(target.dialect, present, desired, request), plan.skipped).length === 0;
  const isUntouched = fingerprint(present, target.dialect.kinds) === plan.from;
  if (!isDone && !isUntouched) return error;
  const steps = error.report.steps.map((step): StepResult =>
    step.status === "in_doubt" ? { ...step, status: isDone ? "applied" : "not_applied" } : step,
  );
  return error.withReport({ ...error.report, steps });
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
