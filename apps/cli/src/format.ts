import { AtlasError } from "@atlas/core";

/** How a result is printed. */
export type Format =
  | { readonly type: "sql"; readonly indent: string }
  | { readonly type: "json"; readonly prefix: string; readonly indent: string };

/** How statements are laid out unless `--format` says otherwise: one part a line, indented by this. */
export const defaultIndent = "  ";

const text = String.raw`"(?:[^"\\]|\\.)*"|\x60[^\x60]*\x60`;
const template = new RegExp(
  String.raw`^\s*\{\{-?\s*(sql|json)\s+\.(?:\s+(${text}))?(?:\s+(${text}))?\s*-?\}\}\s*$`,
);

/**
 * Reads a `--format` template. Of the template language only the calls of `sql` and `json` on the whole
 * result are understood so far.
 *
 * @throws {AtlasError} `E_FORMAT` naming what the command supports.
 */
export function readFormat(source: string, supported: readonly Format["type"][]): Format {
  const match = template.exec(source);
  const type = match?.[1];
  const first = match?.[2] === undefined ? undefined : unquote(match[2]);
  const second = match?.[3] === undefined ? undefined : unquote(match[3]);
  if (type === "sql" && supported.includes("sql") && second === undefined)
    return { type, indent: first ?? "" };
  if (type === "json" && supported.includes("json"))
    return second === undefined
      ? { type, prefix: "", indent: first ?? "" }
      : { type, prefix: first ?? "", indent: second };
  const forms = supported.flatMap((name) => [`{{ ${name} . }}`, `{{ ${name} . "  " }}`]);
  throw new AtlasError("E_FORMAT", `the format ${JSON.stringify(source)} is not supported`, {
    details: { format: source },
    hint: `Supported until the template language arrives: ${forms.join(", ")}.`,
  });
}

/** The text of a quoted or raw string of the template language. */
function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith("`")) return body;
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
  return body.replaceAll(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}

/** JSON as Go's encoder writes it: safe inside HTML. */
export function goJson(value: unknown, format: { readonly prefix: string; readonly indent: string }): string {
  const isPretty = format.prefix !== "" || format.indent !== "";
  const plain = JSON.stringify(value, undefined, isPretty ? "\t" : undefined);
  const laidOut = isPretty
    ? plain.replaceAll(
        /\n(\t*)/g,
        (_, tabs: string) => `\n${format.prefix}${format.indent.repeat(tabs.length)}`,
      )
    : plain;
  return laidOut.replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
