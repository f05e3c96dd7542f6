import { define, defineRest, any, bool, type HclFunction, list, text, texts, whole } from "../call.ts";
import { ConversionError } from "../convert.ts";
import { isList, type Value } from "../value.ts";
import { formatText } from "./format-text.ts";
import { spendText } from "../work.ts";

/** Made when it is first needed: it takes as long as reading a small schema. */
let graphemes: Intl.Segmenter | undefined;

export const stringFunctions: Readonly<Record<string, HclFunction>> = {
  chomp: define([text("str")], (value) => value.replace(/(?:\r\n|\r|\n)+$/, "")),
  endswith: define([text("str"), text("suffix")], (value, suffix) => value.endsWith(suffix)),
  startswith: define([text("str"), text("prefix")], (value, prefix) => value.startsWith(prefix)),
  format: defineRest([text("format")], any("args"), (args, template) => formatText(template, args)),
  formatlist: defineRest([text("format")], any("args"), (args, template) => formatEach(template, args)),
  indent: define([whole("spaces"), text("str")], (count, value) =>
    replaceEach(value, "\n", `\n${" ".repeat(bounded(count))}`),
  ),
  join: defineRest([text("separator")], texts("lists"), (lists, separator) => {
    for (const item of lists.flat()) spendText(item.length + separator.length);
    return lists.flat().join(separator);
  }),
  lower: define([text("str")], (value) => value.toLowerCase()),
  upper: define([text("str")], (value) => value.toUpperCase()),
  replace: define([text("str"), text("substr"), text("replace")], replaceEach),
  split: define([text("separator"), text("str")], (separator, value) => value.split(separator)),
  strrev: define([text("str")], (value) => characters(value).toReversed().join("")),
  substr: define([text("str"), whole("offset"), whole("length")], substr),
  title: define([text("str")], (value) =>
    value.replaceAll(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase()),
  ),
  trim: define([text("str"), text("cutset")], (value, cutset) => trim(value, new Set(cutset))),
  trimprefix: define([text("str"), text("prefix")], (value, prefix) =>
    value.startsWith(prefix) ? value.slice(prefix.length) : value,
  ),
  trimsuffix: define([text("str"), text("suffix")], (value, suffix) =>
    suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  trimspace: define([text("str")], (value) => value.trim()),
};

export const truthFunctions: Readonly<Record<string, HclFunction>> = {
  alltrue: define([list("list")], (items) => items.every((item) => bool("list").read(item))),
  anytrue: define([list("list")], (items) => items.some((item) => item !== null && bool("list").read(item))),
};

function replaceEach(value: string, from: string, to: string): string {
  return value.replaceAll(from, () => {
    spendText(from.length + to.length + 8);
    return to;
  });
}

/** What a reader sees as characters, whatever they are made of. */
export function characters(value: string): readonly string[] {
  graphemes ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  return Array.from(graphemes.segment(value), ({ segment }) => segment);
}

/** The longest text that widths and counts given in a document can ask for. */
function bounded(count: number): number {
  if (count >= 0 && count <= 10_000) return count;
  throw new ConversionError(`a count between 0 and 10000 is required, not ${count}`);
}

/** A negative offset counts from the end; the length -1 means all that is left. */
function substr(value: string, offset: number, length: number): Value {
  if (length < -1)
    throw new ConversionError("a length must not be negative, other than -1 for all that is left");
  const all = characters(value);
  const start = offset < 0 ? Math.max(0, all.length + offset) : offset;
  return all.slice(start, length < 0 ? undefined : start + length).join("");
}

function trim(value: string, cutset: ReadonlySet<string>): string {
  const all = Array.from(value);
  let start = 0;
  let end = all.length;
  while (start < end && cutset.has(all[start] ?? "")) start++;
  while (end > start && cutset.has(all[end - 1] ?? "")) end--;
  return all.slice(start, end).join("");
}

/** Formats once for each element of the lists among the arguments; other arguments are the same each time. */
function formatEach(template: string, args: readonly Value[]): Value {
  const lists = args.filter(isList);
  const [first] = lists;
  if (!first) return [formatText(template, args)];
  if (lists.some((other) => other.length !== first.length))
    throw new ConversionError("the lists are not of one length");
  return first.map((_item, at) =>
    formatText(
      template,
      args.map((arg) => (isList(arg) ? (arg[at] ?? null) : arg)),
    ),
  );
}
