import { quoteText } from "./quote.ts";

export type TokenType =
  | "text"
  | "left"
  | "right"
  | "space"
  | "assign"
  | "declare"
  | "pipe"
  | "left_paren"
  | "right_paren"
  | "bool"
  | "char"
  | "char_constant"
  | "number"
  | "string"
  | "raw_string"
  | "variable"
  | "field"
  | "dot"
  | "nil"
  | "identifier"
  | "keyword"
  | "end_of_text"
  | "error";

export interface Token {
  readonly type: TokenType;
  /** Its text; the message of an error. Trim markers have done their work on it. */
  readonly text: string;
  /** Offset of its first character. */
  readonly at: number;
}

/** How a message names a token. */
export function describeToken(token: Token): string {
  if (token.type === "end_of_text") return "EOF";
  if (token.type === "error") return token.text;
  if (token.type === "keyword" || token.type === "nil" || token.type === "dot") return `<${token.text}>`;
  return token.text.length > 10 ? `${quoteText(token.text.slice(0, 10))}...` : quoteText(token.text);
}

const keywords: ReadonlySet<string> = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

/** What may follow a name, a field or a variable. */
const terminator = /^(?:[ \t\r\n.,|:()]|\}\}|$)/;

/** Inside an action: what starts with these is a token of that type. In this order. */
const patterns: readonly (readonly [TokenType, RegExp])[] = [
  ["space", /[ \t\r\n]+/y],
  ["declare", /:=/y],
  ["assign", /=/y],
  ["pipe", /\|/y],
  ["left_paren", /\(/y],
  ["right_paren", /\)/y],
  ["string", /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"/y],
  ["raw_string", /`[^`]*`/y],
  ["char_constant", /'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'/y],
  ["variable", /\$[\p{L}\p{Nd}_]*/uy],
  [
    "number",
    /[+-]?(?:0[xX](?:[\da-fA-F_]*\.?[\da-fA-F_]*(?:[pP][+-]?[\d_]*)?)|0[oO][0-7_]*|0[bB][01_]*|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?[\d_]*)?)i?/y,
  ],
  ["field", /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ["dot", /\./y],
  ["identifier", /[\p{L}_][\p{L}\p{Nd}_]*/uy],
];

/** What an unfinished literal is called. */
const unfinished: Readonly<Record<string, string>> = {
  '"': "unterminated quoted string",
  "`": "unterminated raw quoted string",
  "'": "unterminated character constant",
};

/**
 * Splits a template into tokens. Comments are left out; blanks inside actions are tokens, as they part
 * arguments. A mistake is the last token, so that it is only told once the parser has come to it.
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (true) {
    const open = text.indexOf("{{", at);
    const end = open < 0 ? text.length : open;
    const trimsBefore = open >= 0 && /^-[ \t\r\n]/.test(text.slice(open + 2, open + 4));
    const start = trimNext ? skipBlanks(text, at, end) : at;
    const plain = trimsBefore ? text.slice(start, end).replace(/[ \t\r\n]+$/, "") : text.slice(start, end);
    if (plain !== "") tokens.push({ type: "text", text: plain, at: start });
    if (open < 0) return [...tokens, { type: "end_of_text", text: "", at: text.length }];

    const inside = open + (trimsBefore ? 4 : 2);
    const action = text.startsWith("/*", inside) ? readComment(text, inside) : readAction(text, open, inside);
    for (const token of action.tokens) tokens.push(token);
    if (action.next === undefined) return tokens;
    at = action.next;
    trimNext = action.trimsAfter;
  }
}

interface Action {
  readonly tokens: readonly Token[];
  /** Where plain text goes on; absent after an error. */
  readonly next?: number;
  readonly trimsAfter: boolean;
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && /[ \t\r\n]/.test(text.charAt(at))) at++;
  return at;
}

/** The length of a right delimiter at a place: `}}`, or a blank and `-}}`; 0: none. */
function rightDelimiter(text: string, at: number): number {
  if (text.startsWith("}}", at)) return 2;
  return text.startsWith("-}}", at + 1) && /[ \t\r\n]/.test(text.charAt(at)) ? 4 : 0;
}

function readComment(text: string, at: number): Action {
  const fail = (message: string): Action => ({
    tokens: [{ type: "error", text: message, at }],
    trimsAfter: false,
  });
  const end = text.indexOf("*/", at + 2);
  if (end < 0) return fail("unclosed comment");
  const length = rightDelimiter(text, end + 2);
  if (length === 0) return fail("comment ends before closing delimiter");
  return { tokens: [], next: end + 2 + length, trimsAfter: length === 4 };
}

function readAction(text: string, open: number, inside: number): Action {
  const tokens: Token[] = [{ type: "left", text: "{{", at: open }];
  const fail = (message: string, at: number): Action => ({
    tokens: [...tokens, { type: "error", text: message, at }],
    trimsAfter: false,
  });
  let at = inside;
  let parentheses = 0;
  while (at < text.length) {
    const length = rightDelimiter(text, at);
    if (length > 0) {
      if (parentheses > 0) return fail("unclosed left paren", at);
      tokens.push({ type: "right", text: "}}", at });
      return { tokens, next: at + length, trimsAfter: length === 4 };
    }
    const token = readToken(text, at);
    if (token.type === "error") return fail(token.text, token.at);
    if (token.type === "left_paren") parentheses++;
    if (token.type === "right_paren" && --parentheses < 0) return fail("unexpected right paren", at);
    tokens.push(token);
    at += token.text.length;
  }
  return fail("unclosed action", at);
}

function readToken(text: string, at: number): Token {
  const fail = (message: string): Token => ({ type: "error", text: message, at });
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    const end = at + found.length;
    switch (type) {
      case "space":
        // The last blank before `-}}` belongs to the delimiter.
        if (found.length > 1 && rightDelimiter(text, end - 1) === 4)
          return { type, text: found.slice(0, -1), at };
        return { type, text: found, at };
      case "number":
        return /^[\p{L}\p{Nd}_+-]/u.test(text.slice(end, end + 2))
          ? fail(`bad number syntax: ${quoteText(found + codePointText(text, end))}`)
          : { type, text: found, at };
      case "identifier":
      case "field":
      case "variable":
      case "dot": {
        if (!terminator.test(text.slice(end, end + 2)))
          return fail(`bad character ${codePointName(text, end)}`);
        return { type: type === "identifier" ? wordType(found) : type, text: found, at };
      }
      default:
        return { type, text: found, at };
    }
  }
  const char = codePointText(text, at);
  if (char === ":") return fail("expected :=");
  if (char === "+" || char === "-") {
    const next = codePointText(text, at + 1);
    // A sign alone goes as a number, for the parser to refuse.
    return /[\p{L}\p{Nd}_+-]/u.test(next)
      ? fail(`bad number syntax: ${quoteText(char + next)}`)
      : { type: "number", text: char, at };
  }
  return otherCharacter(
    char,
    at,
    unfinished[char] ?? `unrecognized character in action: ${codePointName(text, at)}`,
  );
}

/** Any other printable ASCII character is a token of its own, for the parser to refuse. */
function otherCharacter(char: string, at: number, message: string): Token {
  return /^[!-~]$/.test(char) && !(char in unfinished)
    ? { type: "char", text: char, at }
    : { type: "error", text: message, at };
}

function wordType(word: string): TokenType {
  if (word === "true" || word === "false") return "bool";
  if (word === "nil") return "nil";
  return keywords.has(word) ? "keyword" : "identifier";
}

function codePointText(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** `U+0040 '@'`. */
function codePointName(text: string, at: number): string {
  const char = codePointText(text, at);
  const code = char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0") ?? "0000";
  return `U+${code} '${char}'`;
}
