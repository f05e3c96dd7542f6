import type { LintFile, SuggestedFix } from "./analyzer.ts";
import { lineCount } from "./lines.ts";

/** Runs the file outside of a transaction: a line of its own, and an empty one, at its top. */
export function noTransactionFix(file: LintFile, message: string): SuggestedFix {
  if (!file.isPlain) return { message };
  const [first = ""] = file.text.split("\n", 1);
  // Directives of the header stand together.
  const gap = first.startsWith("-- atlas:") ? "\n" : "\n\n";
  return { message, edit: { line: 1, end: 1, newText: `-- atlas:txmode none${gap}${first}` } };
}

/** Puts checks before a migration: the file as an archive of both. */
export function preCheckFix(file: LintFile, message: string, checks: readonly string[]): SuggestedFix {
  if (!file.isPlain || checks.length === 0) return { message };
  const newText = `-- atlas:txtar

-- checks/destructive.sql --
${checks.join("\n")}

-- migration.sql --
${file.text}`;
  return { message, edit: { line: 1, end: lineCount(file.text), newText } };
}
