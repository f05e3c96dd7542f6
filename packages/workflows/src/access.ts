import { createHash } from "node:crypto";
import { refKey, refOf, type State } from "@atlas/core";

/**
 * One text for who may do what with the objects of a state, where what is made again gets that back. No fingerprint
 * has it, as it is never compared; a plan that restores it holds for databases and moments with the same alone.
 */
export function accessOf(state: State): string {
  const hash = createHash("sha256");
  for (const object of state.objects)
    if (object.access !== undefined)
      hash.update(`${refKey(refOf(object))} ${JSON.stringify(object.access)}\n`);
  return hash.digest("base64");
}
