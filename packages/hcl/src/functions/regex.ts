import { define, type HclFunction, text } from "../call.ts";
import { ConversionError } from "../convert.ts";
import { objectOf, type Value } from "../value.ts";
import { spendText } from "../work.ts";

export const regexFunctions: Readonly<Record<string, HclFunction>> = {
  regex: define([text("pattern"), text("string")], (pattern, value) => {
    const match = compileRe2(pattern).exec(value);
    if (match) return matchValue(match);
    throw new ConversionError("pattern did not match any part of the given string");
  }),
  regexall: define([text("pattern"), text("string")], (pattern, value) =>
    Array.from(value.matchAll(compileRe2(pattern)), matchValue),
  ),
  regexmatch: define([text("pattern"), text("string")], (pattern, value) => compileRe2(pattern).test(value)),
  regexpescape: define([text("str")], (value) => value.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`)),
  regexreplace: define([text("str"), text("pattern"), text("replace")], (value, pattern, to) =>
    value.replaceAll(compileRe2(pattern), (...args) => {
      const filled = expand(to, args);
      spendText(filled.length + 8);
      return filled;
    }),
  ),
};

/** The text, the groups as a list, or the named groups as an object. */
function matchValue(match: RegExpExecArray): Value {
  if (match.groups)
    return objectOf(Object.entries(match.groups).map(([name, value]) => [name, value ?? null]));
  return match.length > 1 ? match.slice(1).map((group) => group ?? null) : match[0];
}

/** Fills `$1`, `${1}` and `${name}` of a replacement; `$$` is a dollar. */
function expand(replacement: string, args: readonly unknown[]): string {
  // What replaceAll hands over: the match, the groups, the offset, the text, and the named groups if there are.
  const named = typeof args.at(-1) === "object" ? (args.at(-1) as Readonly<Record<string, string>>) : {};
  const groups = args.slice(
    0,
    args.findIndex((arg) => typeof arg === "number"),
  );
  return replacement.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return whole === "$$" ? "$" : whole;
    const group = /^\d+$/.test(name) ? groups[Number(name)] : named[name];
    return typeof group === "string" ? group : "";
  });
}

const classes: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: String.raw`\x00-\x7f`,
  blank: String.raw`\t `,
  cntrl: String.raw`\x00-\x1f\x7f`,
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: String.raw`!-\/:-@\[-\x60{-~`,
  space: String.raw`\t\n\v\f\r `,
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/**
 * A pattern of RE2 as one of JavaScript, with the flags `g` and `u`. Refuses what RE2 does not have: references back and looking around.
 *
 * @throws {ConversionError}
 */
export function compileRe2(pattern: string): RegExp {
  const [, letters = "", body = ""] = /^(?:\(\?([imsU]+)\))?(.*)$/s.exec(pattern) ?? [];
  if (/(?<!\\)(?:\\\\)*(?:\\[1-9]|\(\?<?[=!])/.test(body) || letters.includes("U"))
    throw new ConversionError("the pattern uses what RE2 does not have: references back, or looking around");
  const translated = body
    .replaceAll("(?P<", "(?<")
    .replaceAll(/\[:(\^?)(\w+):\]/g, (whole, not: string, name: string) =>
      not === "" ? (classes[name] ?? whole) : whole,
    )
    .replaceAll(/\\([AzQE]|p[LNPSZCM])/g, (whole, name: string) => {
      if (name === "A") return "(?<![^])";
      if (name === "z") return "(?![^])";
      return name.startsWith("p") ? `\\p{${name.slice(1)}}` : whole;
    });
  try {
    return new RegExp(translated, `gu${[...new Set(letters)].join("")}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new ConversionError(`the pattern is not understood: ${reason}`);
  }
}
