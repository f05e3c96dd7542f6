import type { Diagnostic, LintFile } from "./analyzer.ts";

/** Whether a file asks not to be analysed at all. */
export function isSilenced(file: LintFile): boolean {
  return file.noLint?.length === 0;
}

/**
 * Whether a file or the statement of a finding asks not to be told of it: by its code, by the name of its analyzer, or
 * without saying of what.
 */
export function isIgnored(diagnostic: Diagnostic, analyzer: string, file: LintFile): boolean {
  const listed = (names: readonly string[] | undefined): boolean =>
    names?.some((name) => name !== "" && (name === diagnostic.code || name === analyzer)) ?? false;
  if (isSilenced(file) || listed(file.noLint)) return true;
  const statement = file.statements.find(({ start }) => start === diagnostic.start);
  return statement?.noLint?.length === 0 || listed(statement?.noLint);
}
