import { AtlasError, type Driver, type Plan } from "@atlas/core";
import { fingerprint } from "@atlas/engine";
import { presentState } from "./present.ts";
import type { Selection } from "./requests.ts";

/**
 * Makes sure that the database still is in the state that the plan starts from.
 *
 * @param mark - what the driver answered before the state was read; as long as it answers the same, nothing
 *   has to be read again.
 * @throws {AtlasError} `E_DRIFT`.
 */
export async function assertUnchanged(
  driver: Driver,
  plan: Plan,
  mark: string | undefined,
  selection: Selection,
  signal: AbortSignal,
): Promise<void> {
  if (mark !== undefined && (await driver.mark?.({ signal })) === mark) return;
  const actual = fingerprint(await presentState(driver, selection, { signal }), driver.dialect.kinds);
  if (actual === plan.from) return;
  throw new AtlasError("E_DRIFT", "the database changed since this plan was made", {
    details: { expected: plan.from, actual },
    hint: "Nothing was applied. Run the command again: it makes a new plan against the current database.",
  });
}
