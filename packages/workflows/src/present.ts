import type { CallOptions, Driver, State } from "@atlas/core";
import type { Selection } from "./requests.ts";
import { selectFrom } from "./select.ts";

/** The live state as it is compared: without what is excluded. */
export async function presentState(
  driver: Driver,
  selection: Selection,
  options: CallOptions,
): Promise<State> {
  const whole = await driver.inspect({ schemas: selection.schemas, shared: true }, options);
  return selectFrom(whole, selection, driver.dialect.kinds);
}
