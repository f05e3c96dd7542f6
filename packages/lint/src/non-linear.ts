import type { AnalyzerOptions, Diagnostic } from "./analyzer.ts";
import type { StepReport } from "./report.ts";

/** A file of a history, as others may have it, too. */
export interface HistoryFile {
  readonly name: string;
  /** Empty: it has no place in the order, and is there to be edited. */
  readonly version: string;
  /** Equal where the files are: of this file alone, unlike its line in `atlas.sum`, which covers those before it. */
  readonly content: string;
}

/**
 * Changes of a history that others have already: files that went, that were edited, that were put before others.
 * `undefined`: there are none, or the settings ignore them.
 *
 * @param local - in the order of the directory, as is `base`.
 */
export function nonLinearStep(
  local: readonly HistoryFile[],
  base: readonly HistoryFile[],
  options: AnalyzerOptions | undefined,
): StepReport | undefined {
  const onEdit = options?.texts["on_edit"] ?? "WARN";
  const known = new Map(local.map(({ name, content }) => [name, content]));
  const old = new Set(base.map(({ name }) => name));
  const ordered = base.filter(({ version }) => version !== "");
  const lastName = ordered.at(-1)?.name ?? "";
  const removed = base.filter(({ name }) => !known.has(name));
  const edited = ordered.filter(({ name, content }) => known.has(name) && known.get(name) !== content);
  const early = local.filter(({ name, version }) => version !== "" && !old.has(name) && name < lastName);
  const told = onEdit === "IGNORE" ? [] : edited;
  const texts = [
    ...removed.map(({ name }) => `File ${name} was removed`),
    ...told.map(({ name }) => `File ${name} was edited`),
    ...early.map(({ name }) => `File ${name} was added out of order, before ${lastName}`),
  ];
  if (texts.length === 0) return undefined;
  const isError = options?.error === true || (onEdit === "ERROR" && edited.length > 0);
  const rebase = early.map(({ version }) => version).join(" ");
  const message = `Rebase the directory by running: atlas migrate rebase ${rebase}`;
  const text = "Non-additive changes detected";
  const diagnostics = texts.map((each): Diagnostic => ({ start: 0, text: each, code: "", fixes: [] }));
  return {
    name: "Non-linear changes detected",
    text,
    ...(isError && { error: text }),
    result: {
      name: "",
      version: "",
      text: "",
      changes: 0,
      reports: [{ text, diagnostics, fixes: rebase === "" ? [] : [{ message }] }],
    },
  };
}
