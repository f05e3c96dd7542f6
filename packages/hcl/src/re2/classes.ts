import { ConversionError } from "../conversion-error.ts";
import {
  anyOf,
  asciiClasses,
  type CharacterItem,
  type CharacterTest,
  rangeOf,
  unicodeClass,
} from "./characters.ts";
import type { PatternReader } from "./reader.ts";
import type { Assertion } from "./syntax.ts";

/** What a backslash makes: a code point, a place, or a set. */
export type Escape = number | Assertion | CharacterItem;

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

const places: Readonly<Record<string, Assertion>> = { A: "textStart", z: "textEnd", b: "edge", B: "noEdge" };

/** Reads `\…`, as it stands outside of brackets. */
export function readEscape(reader: PatternReader): Escape {
  const place = reader.match(/\\([AzbB])/y)?.[1];
  const known = place === undefined ? undefined : places[place];
  return known ?? readSetEscape(reader);
}

/** Reads `[…]`. */
export function readClass(reader: PatternReader, folds: boolean): CharacterTest {
  reader.take("[");
  const isNegated = reader.take("^");
  const items: CharacterItem[] = [];
  for (let isFirst = true; isFirst || !reader.isAt("]"); isFirst = false) {
    if (reader.isAtEnd) throw reader.error("missing closing ]");
    items.push(readNamed(reader) ?? readRange(reader));
  }
  reader.take("]");
  return anyOf(items, { folds, isNegated });
}

/** `[:alpha:]`, within brackets. */
function readNamed(reader: PatternReader): CharacterItem | undefined {
  const found = reader.match(/\[:(\^?)(\w*):\]/y);
  if (!found) return undefined;
  const [whole, not, name = ""] = found;
  const source = name.length > 1 ? asciiClasses.get(name) : undefined;
  if (source === undefined) throw reader.error(`invalid character class range: ${whole}`);
  return { source, isNegated: not === "^" };
}

function readRange(reader: PatternReader): CharacterItem {
  const from = readClassItem(reader);
  if (typeof from !== "number") return from;
  // A hyphen before the closing bracket stands for itself.
  if (!reader.isAt("-") || reader.isAt("-]")) return { source: rangeOf(from, from), isNegated: false };
  reader.take("-");
  const to = readClassItem(reader);
  if (typeof to !== "number" || to < from) throw reader.error("invalid character class range");
  return { source: rangeOf(from, to), isNegated: false };
}

function readClassItem(reader: PatternReader): number | CharacterItem {
  return reader.isAt("\\") ? readSetEscape(reader) : reader.next();
}

function readSetEscape(reader: PatternReader): number | CharacterItem {
  const perl = reader.match(/\\([dswDSW])/y)?.[1];
  if (perl !== undefined) {
    const lower = perl.toLowerCase();
    return { source: asciiClasses.get(lower) ?? "", isNegated: perl !== lower };
  }
  const unicode = reader.match(/\\([pP])(?:\{(\^?)(\w*)\}|(\w))/y);
  if (unicode) {
    const [whole, letter, not, long, short] = unicode;
    const source = unicodeClass(long ?? short ?? "");
    if (source === undefined) throw reader.error(`invalid character class range: ${whole}`);
    return { source, isNegated: (letter === "P") !== (not === "^") };
  }
  return readCharacter(reader);
}

function readCharacter(reader: PatternReader): number {
  const hex = reader.match(/\\x(?:([\dA-Fa-f]{2})|\{([\dA-Fa-f]{1,6})\})/y);
  if (hex) {
    const codePoint = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
    if (codePoint > 0x10ffff) throw reader.error(`invalid escape sequence: ${hex[0]}`);
    return codePoint;
  }
  const octal = reader.match(/\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/y)?.[1];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  const control = reader.match(/\\([aftnrv])/y)?.[1];
  if (control !== undefined) return controls[control] ?? 0;
  const backReference = reader.match(/\\[1-9k]/y)?.[0];
  if (backReference !== undefined)
    throw new ConversionError(
      `the pattern uses what RE2 does not have: ${JSON.stringify(backReference)}; there is no reference back`,
    );
  reader.take("\\");
  if (reader.isAtEnd) throw reader.error("trailing backslash at end of expression");
  const codePoint = reader.next();
  const text = String.fromCodePoint(codePoint);
  if (/^[0-9A-Za-z]$/.test(text) || codePoint > 127) throw reader.error(`invalid escape sequence: \\${text}`);
  return codePoint;
}
