import { AtlasError } from "@atlas/core";

/**
 * What a template prints of a run that is over.
 *
 * @throws {AtlasError} of the template, with a hint: nobody may take that for the outcome of the run.
 */
export function printedAfterRun(print: () => string): string {
  try {
    return print();
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    throw new AtlasError(error.code, error.message, {
      ...(error.place && { place: error.place }),
      hint: `The run itself is over, only its result could not be printed.${error.hint ? ` ${error.hint}` : ""}`,
      cause: error,
    });
  }
}
