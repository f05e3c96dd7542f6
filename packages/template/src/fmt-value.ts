import { formatFloat } from "./fmt-float.ts";
import { canBackquote, isPrintable, quoteText } from "./quote.ts";
import {
  bytesOf,
  floatOf,
  intValue,
  isInt,
  isList,
  kindOf,
  mapEntries,
  Struct,
  textOf,
  typeName,
} from "./values.ts";

/** One conversion of a format: its verb and what stands between it and the `%`. */
export interface Conversion {
  readonly verb: string;
  readonly width?: number | undefined;
  readonly precision?: number | undefined;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%+v`: the names of fields; `%#v`: as Go source. */
  readonly plusV: boolean;
  readonly sharpV: boolean;
}

export const plainConversion: Conversion = {
  verb: "v",
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
};

/** A value as Go's fmt package writes it with a verb; a verb that does not fit writes `%!d(string=x)`. */
export function formatValue(value: unknown, conversion: Conversion): string {
  const { verb } = conversion;
  if (verb === "T" && value !== null && value !== undefined)
    return formatString(typeName(value), { ...conversion, verb: "s" });
  if (verb === "p") return badVerb(value, conversion);
  const kind = kindOf(value);
  switch (kind) {
    case "nil":
      return verb === "v" || verb === "T" ? pad("<nil>", conversion) : badVerb(value, conversion);
    case "bool":
      return verb === "t" || verb === "v" ? pad(String(value), conversion) : badVerb(value, conversion);
    case "int":
      // Of this kind, so it is one of the two.
      return formatInt(value as number | bigint, conversion);
    case "float":
      return formatNumber(value, conversion);
    case "string":
      return formatString(String(value), conversion);
    case "slice":
    case "map":
    case "struct":
      return formatMembers(value, conversion);
    case "func":
    case "opaque":
      return formatString(kind === "func" ? "func" : String(value), { ...conversion, sharpV: false });
  }
}

function formatMembers(value: unknown, conversion: Conversion): string {
  const inside = (member: unknown): string => {
    if (member !== null && member !== undefined) return formatValue(member, conversion);
    return conversion.sharpV ? "interface {}(nil)" : "<nil>";
  };
  const { sharpV, plusV } = conversion;
  const type = sharpV ? typeName(value) : "";
  const join = sharpV ? ", " : " ";
  if (value instanceof Struct) {
    if (value.text && !sharpV) return formatString(value.text(), conversion);
    const members = Object.entries(value.fields).map(
      ([name, member]) => (sharpV || plusV ? `${name}:` : "") + inside(member),
    );
    return `${type}{${members.join(join)}}`;
  }
  if (isList(value)) {
    const members = value.map(inside).join(join);
    return sharpV ? `${type}{${members}}` : `[${members}]`;
  }
  const members = mapEntries(value).map(([key, member]) => `${inside(key)}:${inside(member)}`);
  return sharpV ? `${type}{${members.join(join)}}` : `map[${members.join(join)}]`;
}

function badVerb(value: unknown, conversion: Conversion): string {
  const { verb } = conversion;
  if (value === null || value === undefined) return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeName(value)}=${formatValue(value, { ...conversion, verb: "v" })})`;
}

/** Counts characters, not bytes. Zeros never stand behind. */
function pad(text: string, { width, minus, zero }: Conversion): string {
  if (width === undefined) return text;
  let length = text.length;
  if (!/^[ -~]*$/.test(text)) length = Array.from(text).length;
  const fill = Math.max(width - length, 0);
  return minus ? text + " ".repeat(fill) : (zero ? "0" : " ").repeat(fill) + text;
}

const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function formatInt(value: number | bigint, conversion: Conversion): string {
  const { verb } = conversion;
  const base = bases[verb];
  if (base !== undefined) return formatDigits(BigInt(value), base, conversion);
  const code = value >= 0 && value <= 0x10ffff ? Number(value) : 0xfffd;
  const char = String.fromCodePoint(code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  switch (verb) {
    case "c":
      return pad(char, conversion);
    case "q":
      return pad(quoteText(char, { quote: "'", ascii: conversion.plus }), conversion);
    case "U": {
      const digits = BigInt.asUintN(64, BigInt(value)).toString(16).toUpperCase();
      const name = `U+${digits.padStart(Math.max(conversion.precision ?? 0, 4), "0")}`;
      const shown =
        conversion.sharp && BigInt(value) === BigInt(code) && isPrintable(char) ? ` '${char}'` : "";
      return pad(name + shown, { ...conversion, zero: false });
    }
    default:
      return badVerb(value, conversion);
  }
}

function formatDigits(value: bigint, base: number, conversion: Conversion): string {
  const { width, precision, plus, minus, sharp, space, zero, verb, sharpV } = conversion;
  const isNegative = value < 0n;
  const sign = isNegative ? "-" : plus && !sharpV ? "+" : space ? " " : "";
  const unpadded = { ...conversion, zero: false };
  if (precision === 0 && value === 0n) return pad("", unpadded);
  let least = precision ?? 0;
  if (precision === undefined && zero && !minus && width !== undefined) least = width - sign.length;
  let digits = (isNegative ? -value : value).toString(base).padStart(least, "0");
  if (verb === "X") digits = digits.toUpperCase();
  if (sharp && base === 2) digits = `0b${digits}`;
  else if (sharp && base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
  else if (sharp && base === 16) digits = `0${verb}${digits}`;
  if (verb === "O") digits = `0o${digits}`;
  return pad(sign + digits, unpadded);
}

function formatNumber(value: unknown, conversion: Conversion): string {
  const { verb, precision, plus, minus, space, zero, width } = conversion;
  if (!/^[veEfFgGxXb]$/.test(verb)) return badVerb(value, conversion);
  const number = floatOf(value);
  const byDefault = /[eEfF]/.test(verb) ? 6 : -1;
  const bare = formatFloat(number, verb === "v" ? "g" : verb, precision ?? byDefault);
  const hasSign = /^[+-]/.test(bare);
  const size = hasSign ? bare.slice(1) : bare;
  const isFinite = Number.isFinite(number);
  const shown = conversion.sharp && isFinite ? withPoint(size, conversion) : size;
  const isNegative = bare.startsWith("-");
  const isInfinite = number === Infinity;
  const sign = isNegative ? "-" : plus || (isInfinite && !space) ? "+" : space ? " " : "";
  if (zero && isFinite && !minus && width !== undefined)
    return sign + shown.padStart(width - sign.length, "0");
  return pad(sign + shown, { ...conversion, zero: false });
}

/** `%#g` keeps the zeros at the end, and every `#` the point. */
function withPoint(text: string, { verb, precision }: Conversion): string {
  const [, mantissa = "", tail = ""] = /^(0[xX][\da-fA-F.]+|[\d.]+)(.*)$/.exec(text) ?? [];
  const pointed = mantissa.includes(".") ? mantissa : `${mantissa}.`;
  if (!/[vgG]/.test(verb)) return verb === "b" ? text : pointed + tail;
  const wanted = precision === undefined ? 6 : Math.max(precision, 1);
  const significant = pointed.replace(".", "").replace(/^0+(?=\d)/, "");
  return pointed + "0".repeat(Math.max(wanted - significant.length, 0)) + tail;
}

function formatString(value: string, conversion: Conversion): string {
  const { precision, sharp, space, plus, sharpV } = conversion;
  const cut = (): string =>
    precision === undefined ? value : Array.from(value).slice(0, precision).join("");
  switch (conversion.verb) {
    case "v":
      return pad(sharpV ? quoteText(value) : cut(), conversion);
    case "s":
      return pad(cut(), conversion);
    case "q":
      return pad(
        sharp && canBackquote(cut()) ? `\`${cut()}\`` : quoteText(cut(), { ascii: plus }),
        conversion,
      );
    case "x":
    case "X": {
      const bytes = bytesOf(value).slice(0, precision);
      const prefix = sharp && bytes.length > 0 ? "0x" : "";
      const text = space ? hexText(bytes, ` ${prefix}`).slice(1) : prefix + hexText(bytes, "");
      return pad(conversion.verb === "X" ? text.toUpperCase() : text, conversion);
    }
    default:
      return badVerb(value, conversion);
  }
}

/** Bytes in hexadecimal, each with a prefix. Filled in place: a text may have millions of them. */
function hexText(bytes: Uint8Array, prefix: string): string {
  const digits = bytesOf("0123456789abcdef");
  const unit = bytesOf(`${prefix}00`);
  const text = new Uint8Array(bytes.length * unit.length);
  for (const [index, byte] of bytes.entries()) {
    const end = (index + 1) * unit.length;
    text.set(unit, end - unit.length);
    text[end - 2] = digits[byte >> 4] ?? 0;
    text[end - 1] = digits[byte & 15] ?? 0;
  }
  return textOf(text);
}

/** A byte of a text, as `index` gives it. */
export function byteAt(text: string, at: number): number | undefined {
  return bytesOf(text)[at];
}

/** The part of a text between two byte offsets. */
export function byteSlice(text: string, from: number, to: number): string {
  return textOf(bytesOf(text).slice(from, to));
}

/** A count that a `*` in a format takes from the arguments; `undefined`: it is none. */
export function countOf(value: unknown): number | undefined {
  if (!isInt(value)) return undefined;
  const count = Number(intValue(BigInt(value)));
  return Math.abs(count) > 1_000_000 ? undefined : count;
}
