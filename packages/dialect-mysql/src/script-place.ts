import type { Place, SqlStatement } from "@atlas/core";

/** Where a syntax error is, and what the server says of it. */
export interface SyntaxError {
  readonly place: Place;
  /** Without what follows the statement in the text that was sent. */
  readonly message: string;
}

/**
 * Where the server stopped reading a statement. It gives the line in the statement and the beginning of the text from
 * there on, in quotes, within a sentence in its own language; that text goes on into what follows the statement.
 */
export function syntaxErrorOf(statement: SqlStatement, message: string): SyntaxError {
  const match = /^([^']*')([\s\S]*)('[^'\d]*(\d+)[^'\d]*)$/.exec(message);
  const [, before = "", near = "", after = "", line = "1"] = match ?? [];
  const { text } = statement;
  if (match === null) return { place: placeAt(statement, 0), message };
  // A line beyond the last one is that of the delimiter.
  const start = startOfLine(text, Number(line)) ?? text.length;
  // It stopped at the end.
  if (near === "") return { place: placeAt(statement, text.length), message };
  const within = text.indexOf(near, start);
  if (within >= 0) return { place: placeAt(statement, within), message };
  for (let at = Math.max(start, text.length - near.length); at <= text.length; at++) {
    const rest = text.slice(at);
    if (near.startsWith(rest)) return { place: placeAt(statement, at), message: `${before}${rest}${after}` };
  }
  return { place: placeAt(statement, start), message };
}

function startOfLine(text: string, line: number): number | undefined {
  let offset = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf("\n", offset);
    if (end < 0) return undefined;
    offset = end + 1;
  }
  return offset;
}

/** @param offset - in the text of the statement. */
function placeAt(statement: SqlStatement, offset: number): Place {
  const lines = statement.text.slice(0, offset).split("\n");
  const last = Array.from(lines.at(-1) ?? "").length;
  return {
    file: statement.file,
    line: statement.line + lines.length - 1,
    column: lines.length === 1 ? statement.column + last : last + 1,
  };
}
