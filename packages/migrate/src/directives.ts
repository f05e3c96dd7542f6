import { AtlasError } from "@atlas/core";
import type { FileDirectives } from "./directory.ts";

/** `-- atlas:name args`. */
export interface Directive {
  readonly name: string;
  /** Trimmed; empty: none. */
  readonly args: string;
}

/** The directive on a line of a comment, whatever printable ASCII stands before it. */
export function directive(line: string): Directive | undefined {
  const at = line.indexOf("atlas:");
  if (at < 0 || !/^[ -~]*$/.test(line.slice(0, at))) return undefined;
  const match = /^(\w+)(?:$|[ \t\r]+(.*))/s.exec(line.slice(at + "atlas:".length));
  return match ? { name: match[1] ?? "", args: (match[2] ?? "").trim() } : undefined;
}

/**
 * The directives at the top of a file: the lines of comments it starts with, if an empty line follows or nothing
 * but comments. Otherwise they belong to the first statement.
 */
export function fileDirectives(text: string): readonly Directive[] {
  const found: Directive[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const lineEnd = text.indexOf("\n", at);
    const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd);
    if (!line.startsWith("--") && !line.startsWith("#")) return line.trim() === "" ? found : [];
    const here = directive(line);
    if (here) found.push(here);
    if (lineEnd < 0) break;
    at = lineEnd + 1;
  }
  return found;
}

/** Arguments of each directive of that name among the comments of a statement; one entry for each directive. */
export function statementDirectives(comments: readonly string[], name: string): readonly string[] {
  return comments
    .flatMap((comment) => {
      const block = /^\/\*(atlas:[^\n]*)\*\/$/.exec(comment);
      if (block) return [block[1] ?? ""];
      return /^(?:#|--)\s?atlas:/.test(comment) ? [comment] : [];
    })
    .flatMap((line) => {
      const found = directive(line);
      return found?.name === name ? [found.args] : [];
    });
}

/**
 * What the top of a file says about it.
 *
 * @throws {AtlasError} `E_DIRECTORY` for a transaction mode that is none.
 */
export function readFileDirectives(text: string, file: string): FileDirectives {
  const all = fileDirectives(text);
  const argsOf = (name: string): readonly string[] | undefined => {
    const found = all.filter((each) => each.name === name);
    return found.length === 0 ? undefined : found.flatMap(({ args }) => words(args));
  };
  const txMode = txModeOf(argsOf("txmode"), file);
  const checkpoint = all.find(({ name }) => name === "checkpoint")?.args;
  const noLint = argsOf("nolint");
  const sensitive = argsOf("sensitive");
  return {
    ...(txMode !== undefined && { txMode }),
    ...(checkpoint !== undefined && { checkpoint }),
    ...(noLint && { noLint }),
    ...(sensitive && { sensitive }),
  };
}

function txModeOf(modes: readonly string[] | undefined, file: string): "none" | "file" | undefined {
  if (!modes) return undefined;
  const [mode = "", second] = modes;
  const refused = (message: string): AtlasError =>
    new AtlasError("E_DIRECTORY", message, {
      place: { file, line: 1, column: 1 },
      hint: 'Write "-- atlas:txmode none" or "-- atlas:txmode file", or leave it out.',
    });
  if (second !== undefined) {
    const shown = modes.map((each) => JSON.stringify(each)).join(" ");
    throw refused(`multiple txmode values found in file ${JSON.stringify(file)}: [${shown}]`);
  }
  if (mode === "none" || mode === "file") return mode;
  throw refused(
    mode === "all"
      ? `txmode "all" is not allowed in file directive ${JSON.stringify(file)}. Use "file" instead`
      : `unknown txmode ${JSON.stringify(mode)} found in file directive ${JSON.stringify(file)}`,
  );
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
