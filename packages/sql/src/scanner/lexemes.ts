import type { ScanOptions } from "@atlas/core";

/** What hides delimiters, quotes and blocks that stand in it. */
export interface Lexeme {
  readonly kind: "quote" | "dollar" | "comment";
  /** Offset behind it. */
  readonly end: number;
  /** Whether its end was found. */
  readonly closed: boolean;
}

const singleQuote = 39;
const doubleQuote = 34;
const backtick = 96;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const commentEdge = /\/\*|\*\//g;

/** Finds quotes and comments of one text; what it remembers keeps all look-ups together linear. */
export class Lexemes {
  readonly #text: string;
  readonly #options: ScanOptions;
  readonly #lastCommentEnd: number;

  constructor(text: string, options: ScanOptions) {
    this.#text = text;
    this.#options = options;
    this.#lastCommentEnd = text.lastIndexOf("*/");
  }

  /** The quote or dollar quote that starts here. */
  quoteAt(at: number): Lexeme | undefined {
    const code = this.#text.charCodeAt(at);
    if (code === singleQuote || code === doubleQuote || code === backtick) {
      const end = this.#quoteEnd(at, code);
      return { kind: "quote", end: end ?? this.#text.length, closed: end !== undefined };
    }
    return undefined;
  }

  /** A tag that does not come again lasts to the end of the text. */
  dollarAt(at: number): Lexeme | undefined {
    const text = this.#text;
    if (!this.#options.dollarQuotes || text[at] !== "$" || isWordPart(text, at - 1)) return undefined;
    dollarTag.lastIndex = at;
    if (!dollarTag.test(text)) return undefined;
    const bodyStart = dollarTag.lastIndex;
    const close = text.indexOf(text.slice(at, bodyStart), bodyStart);
    return close < 0
      ? { kind: "dollar", end: text.length, closed: false }
      : { kind: "dollar", end: close + bodyStart - at, closed: true };
  }

  /**
   * The comment that starts here; one line of it ends before its line end.
   *
   * A block comment without any end behind it is ordinary text; a nested one with too few is not closed.
   *
   * @param isInside - of a statement: there two dashes need a blank behind them to MySQL (`5--1` is a sum).
   */
  commentAt(at: number, isInside: boolean): Lexeme | undefined {
    const text = this.#text;
    switch (text[at]) {
      case "#":
        return this.#options.hashComments ? this.#line(at) : undefined;
      case "-":
        if (text[at + 1] !== "-") return undefined;
        if (isInside && this.#options.hashComments && text.charCodeAt(at + 2) > 32) return undefined;
        return this.#line(at);
      case "/": {
        if (text[at + 1] !== "*") return undefined;
        return this.#block(at);
      }
      default:
        return undefined;
    }
  }

  /** Whether the server runs what the comment here holds. */
  runs(at: number): boolean {
    return (
      (this.#options.executableComments ?? this.#options.hashComments) &&
      /^\/\*M?!/.test(this.#text.slice(at, at + 4))
    );
  }

  #line(at: number): Lexeme {
    const end = this.#text.indexOf("\n", at);
    return { kind: "comment", end: end < 0 ? this.#text.length : end, closed: true };
  }

  #block(at: number): Lexeme | undefined {
    if (this.#lastCommentEnd < at + 2) return undefined;
    if (this.#options.nestedComments !== true)
      return { kind: "comment", end: this.#text.indexOf("*/", at + 2) + 2, closed: true };
    let depth = 0;
    commentEdge.lastIndex = at;
    for (let edge = commentEdge.exec(this.#text); edge; edge = commentEdge.exec(this.#text)) {
      depth += edge[0] === "/*" ? 1 : -1;
      if (depth === 0) return { kind: "comment", end: commentEdge.lastIndex, closed: true };
    }
    return { kind: "comment", end: this.#text.length, closed: false };
  }

  #quoteEnd(start: number, quote: number): number | undefined {
    const text = this.#text;
    const { backslashEscapes, namesInDoubleQuotes = false } = this.#options;
    const isName = quote === doubleQuote && namesInDoubleQuotes;
    const escapes = (backslashEscapes && !isName) || (quote === singleQuote && this.#isEscapeString(start));
    if (!escapes) {
      const end = text.indexOf(text.charAt(start), start + 1);
      return end < 0 ? undefined : end + 1;
    }
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) at++;
      else if (code === quote) return at + 1;
    }
    return undefined;
  }

  #isEscapeString(quoteAt: number): boolean {
    const letter = this.#text[quoteAt - 1];
    return (
      this.#options.escapeStrings &&
      (letter === "E" || letter === "e") &&
      !isWordPart(this.#text, quoteAt - 2)
    );
  }
}

/** Whether the character at an offset could be one of a name. */
function isWordPart(text: string, at: number): boolean {
  return at >= 0 && /[\w$]|(?!\s)[\u0080-\uffff]/.test(text.charAt(at));
}
