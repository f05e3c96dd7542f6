import type { Token, TokenKind } from "@atlas/sql";

const number = /0[xX][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const parameter = /\?\d*|[:@$][\w\u0080-\uffff]+/y;

/** What a character of ASCII begins; 0: a symbol. Everything beyond ASCII is part of names. */
const classes = new Uint8Array(128);
const [space, letter, digit, quote, sign] = [1, 2, 3, 4, 5] as const;
const mark = (characters: string, type: number): void => {
  for (const character of characters) classes[character.charCodeAt(0)] = type;
};
mark(" \t\n\r\f\v", space);
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", letter);
mark("0123456789", digit);
mark("'\"`[", quote);
mark("-/.?:@$", sign);

/**
 * The tokens of SQLite's SQL, without white space and comments: as `significantTokens` of `@atlas/sql` with the
 * syntax of SQLite, many times as fast, and with `x'…'` as one token. Most of the time that reading a schema
 * takes goes by here.
 *
 * Never throws; what is not closed runs to the end.
 */
export function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const { length } = text;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    const type = code < 128 ? classes[code] : letter;
    if (type === space) {
      at++;
      continue;
    }
    const start = at;
    let kind: TokenKind = "symbol";
    let closed = true;
    if (type === letter) {
      kind = "word";
      at = wordEnd(text, at + 1);
      const isBlob = at === start + 1 && (code | 32) === 120 && text.charCodeAt(at) === 39;
      if (isBlob) {
        kind = "string";
        [at, closed] = quoteEnd(text, at);
      }
    } else if (type === quote) {
      kind = code === 39 ? "string" : "identifier";
      [at, closed] = quoteEnd(text, at);
    } else if (type === digit) {
      kind = "number";
      at = matchEnd(number, text, at) ?? at + 1;
    } else if (type === sign) {
      const next = text.charCodeAt(at + 1);
      if (code === 45 && next === 45) {
        const end = text.indexOf("\n", at);
        at = end < 0 ? length : end;
        continue;
      }
      if (code === 47 && next === 42) {
        const end = text.indexOf("*/", at + 2);
        at = end < 0 ? length : end + 2;
        continue;
      }
      const numberEnd = code === 46 ? matchEnd(number, text, at) : undefined;
      const parameterEnd = numberEnd === undefined ? matchEnd(parameter, text, at) : undefined;
      if (numberEnd !== undefined) kind = "number";
      else if (parameterEnd !== undefined) kind = "parameter";
      at = numberEnd ?? parameterEnd ?? at + 1;
    } else at++;
    tokens.push({ kind, text: text.slice(start, at), start, end: at, closed });
  }
  return tokens;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const type = code < 128 ? classes[code] : letter;
    // A dollar sign may stand in a name, not begin one.
    if (type !== letter && type !== digit && code !== 36) break;
    at++;
  }
  return at;
}

/** The offset behind a quoted text, and whether it is closed. A quote is doubled inside, save the bracket. */
function quoteEnd(text: string, start: number): readonly [number, boolean] {
  const open = text.charAt(start);
  const close = open === "[" ? "]" : open;
  let at = start + 1;
  while (true) {
    const end = text.indexOf(close, at);
    if (end < 0) return [text.length, false];
    if (open === "[" || text[end + 1] !== close) return [end + 1, true];
    at = end + 2;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
