import { AtlasError, type Secret } from "@atlas/core";
import type { Directory } from "@atlas/migrate";
import { readSide, textContextOf } from "../read.ts";
import type { CallContext, Selection, WorkflowDeps } from "../requests.ts";

export interface ValidateRequest extends Pick<Selection, "baseline"> {
  readonly directory: Directory;
  readonly devUrl: Secret<string>;
}

/**
 * Runs the files of a directory on a dev database, unless exactly these are known to run there.
 *
 * @throws {AtlasError} with `replaying the migration directory: ` before what is in the way.
 */
export async function validateDirectory(
  { directory, devUrl, baseline }: ValidateRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<void> {
  const texts = textContextOf(devUrl, deps, baseline);
  try {
    await readSide([{ type: "migrations", directory }], { schemas: [], exclude: [] }, texts, deps, context);
  } catch (error) {
    if (!(error instanceof AtlasError) || error.code === "E_CANCELLED") throw error;
    throw new AtlasError(error.code, `replaying the migration directory: ${error.message}`, {
      details: error.details,
      ...(error.hint !== undefined && { hint: error.hint }),
      ...(error.place && { place: error.place }),
      cause: error,
    });
  }
}
