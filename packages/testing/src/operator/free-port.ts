import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  assert.ok(address !== null && typeof address !== "string");
  return address.port;
}
