import { AtlasError } from "@atlas/core";
import type { ParsedFile } from "./directory.ts";

export const txModes = ["file", "all", "none"] as const;

/** What is done in one transaction: each file, all files, nothing. */
export type TxMode = (typeof txModes)[number];

/**
 * How each file is run: as the run says, unless it says otherwise itself.
 *
 * @throws {AtlasError} `E_MIGRATE` where a file must not say otherwise.
 */
export function txModeOf({ file, directives }: ParsedFile, mode: TxMode): TxMode {
  const { txMode: own } = directives;
  if (own === undefined) return mode;
  if (mode === "all")
    throw new AtlasError(
      "E_MIGRATE",
      `cannot set txmode directive to ${JSON.stringify(own)} in ${JSON.stringify(file.name)} when txmode "all" is set globally`,
      {
        hint: "Run with --tx-mode file, or remove the directive from the file.",
        details: { file: file.name },
      },
    );
  return own;
}
