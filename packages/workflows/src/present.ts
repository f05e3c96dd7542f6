import { type CallOptions, type Driver, excludeFrom, type State } from "@atlas/core";
import type { Selection } from "./requests.ts";

/** The live state as it is compared: without what is excluded. */
export async function presentState(
  driver: Driver,
  selection: Selection,
  options: CallOptions,
): Promise<State> {
  const whole = await driver.inspect({ schemas: selection.schemas }, options);
  return excludeFrom(whole, selection.exclude, driver.dialect.kinds);
}
