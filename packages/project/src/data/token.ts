import { AtlasError } from "@atlas/core";
import type { SettingsBlock } from "../block.ts";
import { type ProjectHost, reasonOf } from "../host.ts";

/**
 * A token that a cloud gives to who runs this. It is a secret from here on.
 *
 * @throws {AtlasError} `E_PROJECT` at the block, such as where there are no credentials.
 */
export async function askForToken(
  block: SettingsBlock,
  host: ProjectHost,
  ask: () => Promise<string>,
): Promise<string> {
  try {
    const token = await ask();
    host.onSecret(token);
    return token;
  } catch (cause) {
    throw new AtlasError("E_PROJECT", `asking for a token: ${reasonOf(cause)}`, {
      place: block.place,
      hint:
        (cause instanceof AtlasError ? cause.hint : undefined) ?? "Check the credentials in the environment.",
      cause,
    });
  }
}
