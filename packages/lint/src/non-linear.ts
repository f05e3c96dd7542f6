import type { AnalyzerOptions, Diagnostic } from "./analyzer.ts";
import type { StepReport } from "./report.ts";

/** A line of `atlas.sum`. */
export interface SumEntry {
  readonly name: string;
  readonly hash: string;
}

/**
 * Changes of a history that others have already: files that went, that were edited, that were put before others.
 * `undefined`: there are none, or the settings ignore them.
 *
 * @param versionOf - of a file by its name.
 */
export function nonLinearStep(
  local: readonly SumEntry[],
  base: readonly SumEntry[],
  options: AnalyzerOptions | undefined,
  versionOf: (name: string) => string,
): StepReport | undefined {
  const onEdit = options?.texts["on_edit"] ?? "WARN";
  const known = new Map(local.map(({ name, hash }) => [name, hash]));
  const old = new Set(base.map(({ name }) => name));
  const lastName = base.at(-1)?.name ?? "";
  const removed = base.filter(({ name }) => !known.has(name));
  const edited = base.filter(({ name, hash }) => known.has(name) && known.get(name) !== hash);
  const early = local.filter(({ name }) => !old.has(name) && name < lastName);
  const told = onEdit === "IGNORE" ? [] : edited;
  const texts = [
    ...removed.map(({ name }) => `File ${name} was removed`),
    ...told.map(({ name }) => `File ${name} was edited`),
    ...early.map(({ name }) => `File ${name} was added out of order, before ${lastName}`),
  ];
  if (texts.length === 0) return undefined;
  const isError = options?.error === true || (onEdit === "ERROR" && edited.length > 0);
  const rebase = early.map(({ name }) => versionOf(name)).join(" ");
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
