import { bytesOf, Float, intValue, textOf } from "./values.ts";

/** A number as a template writes it; `undefined`: it is none. */
export function readNumber(text: string): number | bigint | Float | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[+-]/, "");
  if (!underscoresAreSound(digits)) return undefined;
  const plain = digits.replaceAll("_", "");
  if (/^(?:0[xX][\da-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/.test(plain) && !/^0[oO]$/.test(plain)) {
    const value = BigInt(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain);
    return intValue(sign < 0 ? -value : value);
  }
  if (/^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? new Float(sign * value) : undefined;
  }
  const hexadecimal = /^0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/.exec(plain);
  if (!hexadecimal) return undefined;
  const [, whole = "", fraction = "", exponent = "0"] = hexadecimal;
  if (whole + fraction === "") return undefined;
  const mantissa = Number(`0x${whole}${fraction}`);
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return Number.isFinite(value) ? new Float(sign * value) : undefined;
}

/** Whether a number was written as a floating-point one. */
export function isFloatText(text: string): boolean {
  return !/^[+-]?0[xX]/.test(text) ? /[.eE]/.test(text) : /[.pP]/.test(text);
}

/** `_` may only stand between digits, or between a base prefix and a digit. */
function underscoresAreSound(digits: string): boolean {
  if (!digits.includes("_")) return true;
  return /^0[xXoObB]|^0_?[0-7]|^[1-9][\d_]*$/.test(digits) && !/__|_$|^_|_[.pPeE]|[.pPeE+-]_/.test(digits);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const escape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gsu;

/** The text of a literal in quotes or backquotes; `undefined`: an escape is malformed. */
export function unquote(literal: string): string | undefined {
  const quote = literal.charAt(0);
  const body = literal.slice(1, -1);
  if (quote === "`") return body.replaceAll("\r", "");
  if (!body.includes("\\")) return body;
  let isSound = true;
  const bytes: number[] = [];
  let end = 0;
  for (const match of body.matchAll(escape)) {
    bytes.push(...bytesOf(body.slice(end, match.index)));
    end = match.index + match[0].length;
    const [, byte, short, long, octal, single] = match;
    const code = parseInt(short ?? long ?? "", 16);
    if (byte !== undefined) bytes.push(parseInt(byte, 16));
    else if (octal !== undefined) {
      bytes.push(parseInt(octal, 8));
      isSound &&= parseInt(octal, 8) < 256;
    } else if (single === undefined) {
      isSound &&= code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
      if (isSound) bytes.push(...bytesOf(String.fromCodePoint(code)));
    } else {
      const text = single === quote ? quote : simpleEscapes[single];
      isSound &&= text !== undefined;
      bytes.push(...bytesOf(text ?? ""));
    }
  }
  bytes.push(...bytesOf(body.slice(end)));
  return isSound ? textOf(Uint8Array.from(bytes)) : undefined;
}

/** The code of the one character of a literal such as `'a'`; `undefined`: it is malformed. */
export function readCharacter(literal: string): number | undefined {
  const byte = /^'\\(?:x([\da-fA-F]{2})|([0-7]{3}))'$/.exec(literal);
  if (byte) {
    const code = byte[1] === undefined ? parseInt(byte[2] ?? "", 8) : parseInt(byte[1], 16);
    return code < 256 ? code : undefined;
  }
  const chars = Array.from(unquote(literal) ?? "");
  return chars.length === 1 ? chars[0]?.codePointAt(0) : undefined;
}
