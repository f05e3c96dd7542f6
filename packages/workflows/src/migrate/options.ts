import { AtlasError } from "@atlas/core";
import { type ExecOrder, execOrders, type TxMode, txModes } from "@atlas/migrate";

/** @throws {AtlasError} `E_FLAG` for an order that there is not. */
export function execOrderOf(text: string): ExecOrder {
  const order = execOrders.find((known) => known === text);
  if (order) return order;
  throw new AtlasError("E_FLAG", `unknown execution order: ${JSON.stringify(text)}`, {
    hint: `Use one of: ${execOrders.join(", ")}.`,
  });
}

/** @throws {AtlasError} `E_FLAG` for a mode that there is not. */
export function txModeFrom(text: string): TxMode {
  const mode = txModes.find((known) => known === text);
  if (mode) return mode;
  throw new AtlasError("E_FLAG", `unknown tx-mode ${JSON.stringify(text)}`, {
    hint: `Use one of: ${txModes.join(", ")}.`,
  });
}
