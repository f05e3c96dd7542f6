import { AtlasError } from "@atlas/core";
import type { DirectoryFormatName } from "@atlas/migrate";
import { defaultIndent } from "../../indent.ts";

/** What a `--format` of commands that write files says: how to indent, or what the file holds. */
export interface PlanFormat {
  readonly indent: string;
  /** A template over the plan; absent: the layout of the directory. */
  readonly template?: string;
}

/**
 * Reads `--format '{{ sql . "  " }}'`, or a template without `sql`.
 *
 * @throws {AtlasError} `E_FORMAT` in the words that scripts know.
 */
export function readPlanFormat(text: string | undefined, format: DirectoryFormatName): PlanFormat {
  if (text === undefined || text === "") return { indent: defaultIndent };
  const layout = /^\s*\{\{-?\s*sql\s+[.$](?:\s+("[^"\\]*(?:\\.[^"\\]*)*"|`[^`]*`))?\s*-?\}\}\s*$/.exec(text);
  if (layout) return { indent: indentOf(layout[1]) };
  if (/\{\{[^}]*\bsql\b/.test(text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""')))
    throw new AtlasError("E_FORMAT", `'sql' can only be used to indent statements. got: ${text}`, {
      hint: "Write it like '{{ sql . \"  \" }}'.",
    });
  if (format !== "atlas")
    throw new AtlasError("E_FORMAT", `cannot use format with: ${JSON.stringify(format)}`, {
      hint: "Its layout is fixed; '{{ sql . \"  \" }}' sets the indentation alone.",
    });
  return { indent: defaultIndent, template: text };
}

function indentOf(literal: string | undefined): string {
  if (literal === undefined) return "";
  if (literal.startsWith("`")) return literal.slice(1, -1);
  return literal.slice(1, -1).replaceAll(/\\(.)/g, (_all, letter: string) => escapes[letter] ?? letter);
}

const escapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };
