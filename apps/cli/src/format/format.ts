import { AtlasError } from "@atlas/core";
import { parseTemplate, type TemplateFunction } from "@atlas/template";
import type { Terminal } from "../terminal.ts";
import { commonFunctions } from "./functions.ts";

/** A value with the functions that belong to it. */
export interface Formattable {
  readonly root: unknown;
  readonly functions: Readonly<Record<string, TemplateFunction>>;
}

/** A `--format` that was read. */
export interface Format {
  /** The result as the template prints it, ending with a line break unless it is empty. */
  print(result: Formattable): string;
}

/**
 * Reads a `--format` before any work is done, so that a mistake costs nothing.
 *
 * @param own - names of the command's own functions, besides those that all have.
 * @throws {AtlasError} `E_FORMAT` with the place.
 */
export function readFormat(text: string, own: readonly string[], terminal: Terminal): Format {
  const functions: Record<string, TemplateFunction> = { ...commonFunctions(terminal) };
  const known = [...Object.keys(functions), ...own].toSorted();
  for (const name of own) functions[name] = lateFunction;
  const parse = (all: Readonly<Record<string, TemplateFunction>>): ReturnType<typeof parseTemplate> =>
    parseTemplate(text, { name: "format", functions: all });
  try {
    parse(functions);
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    throw new AtlasError("E_FORMAT", `parse log format: ${error.message}`, {
      ...(error.place && { place: error.place }),
      hint: `Functions of this command: ${known.join(", ")}; and those of Go templates.`,
      cause: error,
    });
  }
  return {
    print: (result) => {
      const printed = parse({ ...functions, ...result.functions }).execute(result.root);
      return printed === "" || printed.endsWith("\n") ? printed : `${printed}\n`;
    },
  };
}

/** Stands for a function of the result while there is none yet. */
const lateFunction: TemplateFunction = { parameters: [], rest: "any", call: () => "" };
