import { AtlasError } from "@atlas/core";
import type { Terminal } from "../../terminal.ts";

/** Runs a workflow; where it is unclear which revisions table is meant, says so in a paragraph on stdout. */
export async function tellingAmbiguity<T>(terminal: Terminal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AtlasError) || error.details["ambiguous"] !== true) throw error;
    terminal.out(`${error.hint ?? ""}\n`);
    throw new AtlasError(error.code, error.message, { details: error.details, cause: error });
  }
}
