import { define, type HclFunction, text } from "../call.ts";
import { ConversionError } from "../convert.ts";
import { Re2, type Re2Match } from "../re2/re2.ts";
import { objectOf, type Value } from "../value.ts";
import { spendText } from "../work.ts";

export const regexFunctions: Readonly<Record<string, HclFunction>> = {
  regex: define([text("pattern"), text("string")], (pattern, value) => {
    const re2 = compileRe2(pattern);
    const valueOf = valuesOf(re2);
    const match = re2.exec(value);
    if (match) return valueOf(match);
    throw new ConversionError("pattern did not match any part of the given string");
  }),
  regexall: define([text("pattern"), text("string")], (pattern, value) => {
    const re2 = compileRe2(pattern);
    return Array.from(re2.matchAll(value), valuesOf(re2));
  }),
  regexmatch: define([text("pattern"), text("string")], (pattern, value) => compileRe2(pattern).test(value)),
  regexpescape: define([text("str")], (value) => value.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`)),
  regexreplace: define([text("str"), text("pattern"), text("replace")], (value, pattern, to) => {
    const re2 = compileRe2(pattern);
    const pieces: string[] = [];
    let behind = 0;
    for (const match of re2.matchAll(value)) {
      const filled = expand(to, match, re2.groups);
      spendText(filled.length + 8);
      pieces.push(value.slice(behind, match.start), filled);
      behind = match.end;
    }
    return [...pieces, value.slice(behind)].join("");
  }),
};

/** What a match is as a value: the text, the groups as a list, or the named groups as an object. */
function valuesOf({ groups: names }: Re2): (match: Re2Match) => Value {
  if (names.some((name) => name === undefined) && names.some((name) => name !== undefined))
    throw new ConversionError("the pattern has groups with and without names: name all of them, or none");
  return ({ text: whole, groups }) => {
    if (groups.length === 0) return whole;
    if (names[0] === undefined) return groups.map((group) => group ?? null);
    return objectOf(names.map((name, at) => [name ?? "", groups[at] ?? null]));
  };
}

/** Fills `$1`, `${1}` and `${name}` of a replacement; `$$` is a dollar. */
function expand(
  replacement: string,
  { text: whole, groups }: Re2Match,
  names: readonly (string | undefined)[],
): string {
  return replacement.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (written, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return written === "$$" ? "$" : written;
    if (name === "0") return whole;
    return groups[/^\d+$/.test(name) ? Number(name) - 1 : names.indexOf(name)] ?? "";
  });
}

/** Patterns that were read last, by their text: a rule asks the same of each of many names. */
const known = new Map<string, Re2>();

const maxKnown = 100;

/**
 * A pattern of RE2. Refuses what RE2 does not have: references back and looking around.
 *
 * @throws {ConversionError}
 */
export function compileRe2(pattern: string): Re2 {
  const before = known.get(pattern);
  if (before) return before;
  const compiled = new Re2(pattern);
  if (known.size >= maxKnown) known.clear();
  known.set(pattern, compiled);
  return compiled;
}
