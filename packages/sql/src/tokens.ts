import type { SqlSyntax } from "@atlas/core";

/**
 * `word` – a bare name or keyword; `identifier` – a quoted name; `string` – a literal in quotes or dollars;
 * `parameter` – `?`, `$1`, `:name`, `@name`; `symbol` – one character of anything else (`::` is one too).
 */
export type TokenKind =
  | "space"
  | "comment"
  | "word"
  | "identifier"
  | "string"
  | "number"
  | "parameter"
  | "symbol";

/** One piece of a text. Tokens follow each other without gaps: joined they are the text again. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset of its first character, in UTF-16 units. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
  /** `false`: the quote or comment runs to the end of the text without being closed. */
  readonly closed: boolean;
}

/** All tokens of a text. Never throws; takes time in proportion to the text. */
export function tokenize(text: string, syntax: SqlSyntax): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at, syntax);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

/** The tokens that mean something: without white space and comments. */
export function significantTokens(text: string, syntax: SqlSyntax): readonly Token[] {
  return tokenize(text, syntax).filter((token) => token.kind !== "space" && token.kind !== "comment");
}

/** Whether a token is this keyword, given in upper case. A quoted name never is. */
export function isKeyword(token: Token | undefined, keyword: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === keyword;
}

const space = /[ \t\n\r\f\v]+/y;
// Everything beyond ASCII may stand in a name, so halves of a surrogate pair stay together.
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /0[xX][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const parameter = /\?\d*|[:@$][\w\u0080-\uffff]+/y;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/** The token that starts at an offset inside the text. */
export function tokenAt(text: string, at: number, syntax: SqlSyntax): Token {
  const make = (kind: TokenKind, end: number, closed = true): Token => ({
    kind,
    text: text.slice(at, end),
    start: at,
    end,
    closed,
  });
  const upTo = (kind: TokenKind, end: number | undefined): Token =>
    end === undefined ? make(kind, text.length, false) : make(kind, end);

  const char = text.charAt(at);
  const pair = text.slice(at, at + 2);
  const spaceEnd = matchEnd(space, text, at);
  if (spaceEnd !== undefined) return make("space", spaceEnd);

  if ((pair === "--" && startsComment(text, at, syntax)) || (char === "#" && syntax.hashComments)) {
    const end = text.indexOf("\n", at);
    return make("comment", end < 0 ? text.length : end);
  }
  if (pair === "/*") {
    const end = syntax.nestedComments ? nestedCommentEnd(text, at) : found(text.indexOf("*/", at + 2), 2);
    // MySQL runs what stands in `/*! … */`, and MariaDB in `/*M! … */`.
    const runs = syntax.hashComments && /^M?!/.test(text.slice(at + 2, at + 4));
    return upTo(runs ? "symbol" : "comment", end);
  }
  if (syntax.escapeStrings && (char === "E" || char === "e") && text[at + 1] === "'")
    return upTo("string", quoteEnd(text, at + 1, "'", true));
  if (char === "[" && syntax.identifierQuotes.includes("["))
    return upTo("identifier", found(text.indexOf("]", at), 1));
  if (char === '"' || char === "`") {
    if (syntax.identifierQuotes.includes(char)) return upTo("identifier", quoteEnd(text, at, char, false));
    if (char === '"') return upTo("string", quoteEnd(text, at, char, syntax.backslashEscapes));
  }
  if (char === "'") return upTo("string", quoteEnd(text, at, char, syntax.backslashEscapes));
  if (char === "$" && syntax.dollarQuotes) {
    const tagEnd = matchEnd(dollarTag, text, at);
    if (tagEnd !== undefined)
      return upTo("string", found(text.indexOf(text.slice(at, tagEnd), tagEnd), tagEnd - at));
  }
  const wordEnd = matchEnd(word, text, at);
  if (wordEnd !== undefined) return make("word", wordEnd);
  const numberEnd = matchEnd(number, text, at);
  if (numberEnd !== undefined) return make("number", numberEnd);
  if (pair === "::") return make("symbol", at + 2);
  const parameterEnd = matchEnd(parameter, text, at);
  if (parameterEnd !== undefined) return make("parameter", parameterEnd);
  return make("symbol", at + 1);
}

/** To MySQL two dashes start a comment only with a blank behind: `5--1` is a sum. */
function startsComment(text: string, at: number, syntax: SqlSyntax): boolean {
  return !syntax.hashComments || at + 2 >= text.length || text.charCodeAt(at + 2) <= 32;
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function found(index: number, length: number): number | undefined {
  return index < 0 ? undefined : index + length;
}

/** The offset behind a quoted text whose quote is doubled inside; `undefined`: it is not closed. */
function quoteEnd(text: string, start: number, quote: string, escapes: boolean): number | undefined {
  let at = start + 1;
  while (at < text.length) {
    const char = text[at];
    if (char === "\\" && escapes) at += 2;
    else if (char !== quote) at++;
    else if (text[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return undefined;
}

function nestedCommentEnd(text: string, start: number): number | undefined {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return undefined;
}
