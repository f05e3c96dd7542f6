import { CallError, sprintf, type TemplateFunction } from "@atlas/template";
import type { Style, Terminal } from "../terminal.ts";
import { goJson, mergeJson } from "./json.ts";

type Functions = Readonly<Record<string, TemplateFunction>>;

/** The functions of every `--format`. Colours are only put in where the output is a terminal. */
export function commonFunctions(terminal: Terminal): Functions {
  const colour = (style: Style): TemplateFunction => ({
    parameters: ["string"],
    rest: "any",
    call: (format: string, ...values) =>
      terminal.style("out", style, values.length === 0 ? format : sprintf(format, values)),
  });
  return {
    json: { parameters: ["any"], rest: "string", call: toJson },
    json_merge: { parameters: [], rest: "string", call: merge },
    upper: { parameters: ["string"], call: (text: string) => text.toUpperCase() },
    add: {
      parameters: ["int", "int"],
      call: (a: number | bigint, b: number | bigint) => Number(a) + Number(b),
    },
    indent_ln: { parameters: ["string", "int"], call: indentLines },
    base64url: { parameters: ["string"], call: toBase64Url },
    cyan: colour("cyan"),
    green: colour("green"),
    red: colour("red"),
    redBgWhiteFg: colour("redBgWhiteFg"),
    yellow: colour("yellow"),
  };
}

/** `json v`, `json v indent` or `json v prefix indent`. */
function toJson(value: unknown, ...layout: readonly string[]): string {
  if (layout.length > 2) throw new CallError("takes a value, a prefix and an indent at most");
  const [first = "", second] = layout;
  return goJson(
    value,
    second === undefined ? { prefix: "", indent: first } : { prefix: first, indent: second },
  );
}

function merge(...texts: readonly string[]): string {
  try {
    return mergeJson(texts);
  } catch (error) {
    if (error instanceof SyntaxError) throw new CallError(error.message);
    throw error;
  }
}

function indentLines(text: string, blanks: number): string {
  // More would only serve to fill memory.
  if (blanks < 0 || blanks > 1000) throw new CallError(`cannot indent by ${blanks}`);
  return text.replaceAll("\n", `\n${" ".repeat(blanks)}`);
}

function toBase64Url(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * A method or function that lays SQL out: without an argument, or with the indent.
 *
 * @param sqlOf - the text for an indent; empty: one line for each statement.
 */
export function sqlMethod(sqlOf: (indent: string) => string): TemplateFunction {
  return {
    parameters: [],
    rest: "string",
    call: (...indents: readonly string[]) => sqlOf(oneIndent(indents)),
  };
}

/** The same as a function of the root value: `sql .`, `sql . "  "`. */
export function sqlFunction(root: unknown, sqlOf: (indent: string) => string): TemplateFunction {
  return {
    parameters: ["any"],
    rest: "string",
    call: (value: unknown, ...indents: readonly string[]) => {
      assertRoot(value, root, "sql");
      return sqlOf(oneIndent(indents));
    },
  };
}

/** @throws {CallError} if a function of the whole result is given anything else. */
export function assertRoot(value: unknown, root: unknown, name: string): void {
  if (value !== root) throw new CallError(`it takes the whole result: {{ ${name} $ }}`);
}

function oneIndent(indents: readonly string[]): string {
  if (indents.length > 1) throw new CallError("takes one indent at most");
  return indents[0] ?? "";
}
