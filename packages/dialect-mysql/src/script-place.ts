import type { Place, SqlStatement } from "@atlas/core";
import { separator } from "./session.ts";

/**
 * Where the server stopped reading a statement. It gives the line in the statement and the text from there on, in
 * quotes, within a sentence in its own language.
 */
export function syntaxErrorAt(
  statement: SqlStatement,
  message: string,
  following: readonly SqlStatement[],
): Place {
  const match = /^[^']*'([\s\S]*)'[^'\d]*(\d+)[^'\d]*$/.exec(message);
  const line = Number(match?.[2] ?? 1);
  const offset = startOfLine(statement.text, line);
  if (match === null || offset === undefined) return placeAt(statement, 0);
  const [, near = ""] = match;
  // It stopped at the end.
  if (near === "") return placeAt(statement, statement.text.length);
  const rest = [statement.text, ...following.map(({ text }) => text)].join(separator);
  const found = rest.indexOf(near, offset);
  return placeAt(statement, found >= 0 && found <= statement.text.length ? found : offset);
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
