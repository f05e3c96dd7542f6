import { withoutTerminator } from "@atlas/sql";
import type { LintFile, LintStatement, TextEdit } from "../../analyzer.ts";
import { lineOf } from "../../lines.ts";

/**
 * An edit that puts a text into a statement.
 *
 * @param at - offset in the statement's text, in UTF-16 units.
 * @returns `undefined` where the file's text is not what was analysed, as within an archive that was put together.
 */
export function insertion(
  file: LintFile,
  statement: LintStatement,
  at: number,
  inserted: string,
): TextEdit | undefined {
  if (!file.text.startsWith(statement.text, statement.start)) return undefined;
  const offset = statement.start + at;
  const lineStart = file.text.lastIndexOf("\n", offset - 1) + 1;
  const nextBreak = file.text.indexOf("\n", offset);
  const lineEnd = nextBreak < 0 ? file.text.length : nextBreak;
  const line = lineOf(file.text, offset);
  return {
    line,
    end: line,
    newText: file.text.slice(lineStart, offset) + inserted + file.text.slice(offset, lineEnd),
  };
}

/** The end of what a statement says: before its semicolon and what follows. */
export function endOf(text: string): number {
  return withoutTerminator(text).length;
}
