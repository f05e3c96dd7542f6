import { AtlasError, type Driver, type Plan } from "@atlas/core";
import { fingerprint } from "@atlas/engine";
import { accessOf } from "./access.ts";
import { presentState } from "./present.ts";
import type { Selection } from "./requests.ts";

/**
 * Makes sure that the database still is in the state that the plan starts from.
 *
 * @param before - what `accessOf` said of the state, and what the driver answered before that was read: as long as
 *   it answers the same, nothing has to be read again.
 * @throws {AtlasError} `E_DRIFT`.
 */
export async function assertUnchanged(
  driver: Driver,
  plan: Plan,
  before: { readonly mark: string | undefined; readonly access: string },
  selection: Selection,
  signal: AbortSignal,
): Promise<void> {
  if (before.mark !== undefined && (await driver.mark?.({ signal })) === before.mark) return;
  const present = await presentState(driver, selection, { signal });
  const actual = fingerprint(present, driver.dialect.kinds);
  // Privileges that were granted or revoked meanwhile would be put back as they were.
  if (actual === plan.from && accessOf(present) === before.access) return;
  throw new AtlasError("E_DRIFT", "the database changed since this plan was made", {
    details: { expected: plan.from, actual },
    hint: "Nothing was applied. Run the command again: it makes a new plan against the current database.",
  });
}
