import { typeFamily, type TypeParts, typeParts } from "../../types.ts";
import { charsetOf, charsetKey, type Pair } from "./equal.ts";
import type { Column, Table } from "./model.ts";
import { valuesOf } from "./values.ts";

/**
 * Whether values of a column may be cut, rounded or refused by its new type or character set. With a strict `sql_mode`
 * servers refuse most of what does not fit; they round numbers and times all the same. Where in doubt it loses.
 */
export function losesValues(tables: Pair<Table>, columns: Pair<Column>): boolean {
  const charsets = {
    from: charsetKey(charsetOf(tables.from, columns.from).charset),
    to: charsetKey(charsetOf(tables.to, columns.to).charset),
  };
  if (charsets.to !== undefined && charsets.from !== undefined && !holdsCharset(charsets.from, charsets.to))
    return true;
  const [from, to] = [typeParts(columns.from.type), typeParts(columns.to.type)];
  if (!from || !to) return columns.from.type !== columns.to.type;
  return !holds(from, to) || outgrows(from, to, charsets);
}

/** Whether a text that is measured in bytes may take more of them in its new character set than there is room for. */
function outgrows(
  from: TypeParts,
  to: TypeParts,
  charsets: { readonly from: string | undefined; readonly to: string | undefined },
): boolean {
  const grows =
    charsets.from !== charsets.to &&
    charsets.from !== "ascii" &&
    !(/^utf8mb[34]$/.test(charsets.from ?? "") && charsets.to === "utf8mb4");
  return (
    grows &&
    from.name in textBytes &&
    to.name in textBytes &&
    to.name !== "longtext" &&
    capacity(to) < capacity(from) * 4
  );
}

function holdsCharset(from: string, to: string): boolean {
  if (from === to || from === "ascii") return true;
  return /^(?:utf8mb4|utf16|utf16le|utf32|gb18030)$/.test(to) && from !== "binary";
}

/** Whether each value of one type is a value of the other. */
function holds(from: TypeParts, to: TypeParts): boolean {
  const [one, other] = [typeFamily(from.name), typeFamily(to.name)];
  if (JSON.stringify(from) === JSON.stringify(to)) return true;
  switch (other) {
    case "integer":
    case "bool":
      return holdsInteger(from, to);
    case "decimal":
      return holdsDecimal(from, to);
    case "float":
      return holdsFloat(from, to);
    case "text":
      // A char has no spaces at its end.
      return holdsText(from, to) && (to.name !== "char" || from.name !== "varchar");
    case "values":
      return one === "values" && from.name === to.name && isWithin(valuesOf(from.args), valuesOf(to.args));
    case "binary":
      // A binary is filled up with zeros.
      return one === "binary" && capacity(from) <= capacity(to) && to.name !== "binary";
    case "time":
      return holdsTime(from, to);
    case "bit":
      return from.name === "bit" && Number(from.args ?? 1) <= Number(to.args ?? 1);
    case "year":
    case "other":
      // Widths of a year are how it is shown; all else is another thing.
      return from.name === to.name;
  }
}

const integerBytes: Readonly<Record<string, number>> = {
  bool: 1,
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  int: 4,
  bigint: 8,
};

function holdsInteger(from: TypeParts, to: TypeParts): boolean {
  const [before, after] = [integerBytes[from.name], integerBytes[to.name]];
  if (before === undefined || after === undefined) return false;
  if (from.unsigned === to.unsigned) return before <= after;
  return from.unsigned && before < after;
}

/** Digits that the largest values of an integer have. */
const integerDigits: Readonly<Record<string, number>> = {
  bool: 3,
  tinyint: 3,
  smallint: 5,
  mediumint: 8,
  int: 10,
  bigint: 20,
};

function holdsDecimal(from: TypeParts, to: TypeParts): boolean {
  if (to.unsigned && !from.unsigned) return false;
  const [digits, scale] = precisionOf(to);
  const whole = integerDigits[from.name];
  if (whole !== undefined) return digits - scale >= whole;
  if (from.name !== "decimal") return false;
  const [before, scaleBefore] = precisionOf(from);
  return scale >= scaleBefore && digits - scale >= before - scaleBefore;
}

function precisionOf({ args = "10,0" }: TypeParts): readonly [number, number] {
  const [digits = "10", scale = "0"] = args.split(",");
  return [Number(digits), Number(scale)];
}

function holdsFloat(from: TypeParts, to: TypeParts): boolean {
  if (to.unsigned && !from.unsigned) return false;
  if (to.args !== undefined) return false;
  const bytes = integerBytes[from.name];
  if (bytes !== undefined) return bytes <= (to.name === "double" ? 4 : 2);
  return from.name === "float" && from.args === undefined;
}

const textBytes: Readonly<Record<string, number>> = {
  tinytext: 2 ** 8 - 1,
  text: 2 ** 16 - 1,
  mediumtext: 2 ** 24 - 1,
  longtext: 2 ** 32 - 1,
  tinyblob: 2 ** 8 - 1,
  blob: 2 ** 16 - 1,
  mediumblob: 2 ** 24 - 1,
  longblob: 2 ** 32 - 1,
};

/** Characters or bytes that surely fit. */
function capacity({ name, args }: TypeParts): number {
  return textBytes[name] ?? Number(args ?? 1);
}

function holdsText(from: TypeParts, to: TypeParts): boolean {
  switch (typeFamily(from.name)) {
    case "integer":
    case "bool":
      return capacity(to) >= (integerDigits[from.name] ?? 20) + 1;
    case "text":
      return capacity(from) * (from.name in textBytes || !(to.name in textBytes) ? 1 : 4) <= capacity(to);
    case "values":
      return capacity(to) >= valuesOf(from.args).join(",").length;
    case "time":
      return capacity(to) >= 26;
    default:
      return from.name === "json" && to.name === "longtext";
  }
}

function holdsTime(from: TypeParts, to: TypeParts): boolean {
  const isLonger = Number(from.args ?? 0) <= Number(to.args ?? 0);
  if (from.name === to.name) return isLonger;
  return to.name === "datetime" && (from.name === "date" || (from.name === "timestamp" && isLonger));
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  return some.every((value) => all.includes(value));
}
