import { AtlasError, type Driver, type Plan, type State } from "@atlas/core";
import { describeChanges, diffStates } from "@atlas/engine";
import { presentState } from "./present.ts";
import type { ApplyRequest, CallContext } from "./requests.ts";

/**
 * Reads the database after a plan that could not be tried beforehand, and makes sure that nothing is left.
 *
 * @throws {AtlasError} `E_PROOF` naming what is left; the plan has been applied.
 */
export async function assertReached(
  driver: Driver,
  plan: Plan,
  desired: State,
  request: ApplyRequest,
  context: CallContext,
): Promise<void> {
  context.onEvent?.({ type: "phase", phase: "verify" });
  const present = await presentState(driver, request, { signal: context.signal });
  const left = describeChanges(diffStates(driver.dialect, present, desired, request), plan.skipped);
  if (left.length === 0) return;
  throw new AtlasError(
    "E_PROOF",
    `all statements were applied, but these differences remain: ${left.join(", ")}`,
    {
      details: { remaining: left },
      hint: "This is a defect of ours: please report the schema. Running the command again shows what is left.",
    },
  );
}
