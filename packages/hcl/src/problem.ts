import { AtlasError, type Place } from "@atlas/core";

/** A stretch of a text: offsets in UTF-16 units, the end behind the last character. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text of HCL with the name under which it is reported. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** What is wrong at one place: a sentence part without the place, and the next step as a full sentence. */
export interface Problem {
  readonly message: string;
  readonly hint: string;
  readonly range: Range;
}

/** Thrown inside this package to leave the expression in which something is wrong. */
export class ProblemError extends Error implements Problem {
  override readonly name = "ProblemError";
  readonly hint: string;
  readonly range: Range;

  constructor(message: string, range: Range, hint: string) {
    super(message);
    this.hint = hint;
    this.range = range;
  }
}

/** Where an offset lies; a byte order mark at the start takes no column, a surrogate pair one. */
export function placeOf(source: Source, offset: number): Place {
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at >= 0; at = before.indexOf("\n", at + 1)) line++;
  const column = Array.from(before.slice(lineStart).replace(/^\uFEFF/, "")).length + 1;
  return { file: source.name, line, column };
}

/** How many problems of one text are told at once. */
const shown = 10;

/**
 * The problems of one text as one error: it reads like the first of them, and `details.problems` holds the
 * first ten, each with the place where it starts and the one behind its end.
 */
export function problemsError(source: Source, problems: readonly [Problem, ...Problem[]]): AtlasError {
  const [first] = problems;
  const others = problems.length - 1;
  const told = problems.slice(0, shown).map(({ message, hint, range }) => {
    const { line, column } = placeOf(source, range.start);
    const { line: endLine, column: endColumn } = placeOf(source, range.end);
    return { line, column, endLine, endColumn, message, hint };
  });
  const more = told
    .slice(1)
    .map(({ line, column, message }) => `\n${source.name}:${line}:${column}: ${message}`)
    .join("");
  const count = others === 0 ? "" : `; ${others} more ${others === 1 ? "problem" : "problems"}:${more}`;
  return new AtlasError("E_HCL", first.message + count, {
    place: placeOf(source, first.range.start),
    hint: first.hint,
    details: { problems: told },
  });
}
