import { ProblemError, type Range } from "./problem.ts";
import type { Expression } from "./syntax.ts";
import type { Token, TokenKind, TokenList } from "./token-list.ts";

/** How deep expressions and blocks may lie in each other; far beyond what people write, safe for the stack. */
const maxDepth = 200;

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Reads tokens one by one. Comments are passed over, and line breaks too while inside brackets. */
export class Cursor {
  readonly #tokens: TokenList;
  #at = 0;
  /** The next token once it was looked at, and where it stands. */
  #next: Token | undefined;
  #nextAt = 0;
  #depth = 0;
  /** Whether line breaks count, for each bracket that is open; the outermost counts. */
  #lines = true;

  readonly #readExpression: (cursor: Cursor) => Expression;

  /** @param readExpression - how an expression is read: lists, templates and blocks hold expressions again. */
  constructor(tokens: TokenList, readExpression: (cursor: Cursor) => Expression) {
    this.#tokens = tokens;
    this.#readExpression = readExpression;
  }

  /** Reads one expression, as long as it goes. */
  expression(): Expression {
    return this.#readExpression(this);
  }

  /** The next token that counts. */
  get next(): Token {
    // Looked at many times between two reads: passing over what does not count is paid once.
    return (this.#next ??= this.#tokens.at((this.#nextAt = this.#skip(this.#at))));
  }

  /** The token behind the next one. */
  get afterNext(): Token {
    return this.#tokens.at(this.#skip(this.#skip(this.#at) + 1));
  }

  /** The end of the token read last. */
  get lastEnd(): number {
    return this.#tokens.end(this.#at - 1);
  }

  read(): Token {
    const token = this.next;
    if (token.kind === "end") return token;
    this.#at = this.#nextAt + 1;
    this.#next = undefined;
    return token;
  }

  /** Whether the next token is this symbol. */
  is(symbol: string): boolean {
    const { kind, text } = this.next;
    return kind === "symbol" && text === symbol;
  }

  isKind(kind: TokenKind): boolean {
    return this.next.kind === kind;
  }

  isWord(word: string): boolean {
    return this.next.kind === "identifier" && this.next.text === word;
  }

  /** Reads the symbol if it is next. */
  accept(symbol: string): Token | undefined {
    return this.is(symbol) ? this.read() : undefined;
  }

  /** @param expected - what is expected here, in words. */
  expect(symbol: string, expected: string, hint: string): Token {
    return this.accept(symbol) ?? this.fail(expected, hint);
  }

  identifier(expected: string, hint: string): Token {
    return this.isKind("identifier") ? this.read() : this.fail(expected, hint);
  }

  /** @throws {ProblemError} always, about the next token. */
  fail(expected: string, hint: string): never {
    const { next } = this;
    throw new ProblemError(`expected ${expected}, found ${describe(next)}`, rangeOf(next), hint);
  }

  /** The tokens ahead, up to the one of this kind that ends the template around the cursor. */
  *templateTokens(): Generator<Token> {
    let depth = 0;
    for (let at = this.#at; ; at++) {
      const token = this.#tokens.at(at);
      const closes = token.kind.startsWith("close-");
      if (token.kind === "end" || (closes && depth === 0)) return;
      if (closes) depth--;
      else {
        if (depth === 0) yield token;
        if (token.kind.startsWith("open-")) depth++;
      }
    }
  }

  /** Where the cursor stands, for `reset`. */
  mark(): number {
    return this.#at;
  }

  reset(mark: number): void {
    this.#at = mark;
    this.#next = undefined;
  }

  skipNewlines(): void {
    while (this.isKind("newline")) this.read();
  }

  /** Runs a reader inside of brackets: line breaks count there or not. */
  within<T>(options: { readonly lines: boolean }, read: () => T): T {
    const outer = this.#lines;
    this.#setLines(options.lines);
    try {
      return read();
    } finally {
      this.#setLines(outer);
    }
  }

  /** Runs a reader one level deeper. */
  deeper<T>(read: (cursor: Cursor) => T): T {
    if (this.#depth >= maxDepth)
      throw new ProblemError(
        `found more than ${maxDepth} levels of nesting`,
        rangeOf(this.next),
        "Take inner parts out into locals.",
      );
    this.#depth++;
    try {
      return read(this);
    } finally {
      this.#depth--;
    }
  }

  /**
   * Passes over what cannot be read any more: up to the line break that ends it, or to the `}` of the body
   * around it, whatever brackets lie between.
   *
   * @param from - the offset at which the broken item starts.
   */
  recover(from: number): void {
    this.#next = undefined;
    if (this.#at >= this.#tokens.last) return;
    while (this.#at > 0 && this.#tokens.start(this.#at - 1) >= from) this.#at--;
    const open: string[] = [];
    for (; ; this.#at++) {
      const { kind, text } = this.#tokens.at(this.#at);
      if (kind === "end" || (kind === "newline" && open.length === 0)) return;
      const closer = closers[text];
      if (kind === "open-interpolation" || kind === "open-directive") open.push("template");
      else if (kind === "close-template") open.splice(open.lastIndexOf("template"));
      else if (kind === "symbol" && closer) open.push(closer);
      else if (kind === "symbol" && ")]}".includes(text)) {
        const match = open.lastIndexOf(text);
        if (match < 0 && text === "}") return;
        if (match >= 0) open.splice(match);
      }
    }
  }

  /** Passes over all that is left. */
  stop(): void {
    this.#at = this.#tokens.last;
    this.#next = undefined;
  }

  #setLines(lines: boolean): void {
    this.#lines = lines;
    this.#next = undefined;
  }

  #skip(from: number): number {
    for (let at = from; ; at++) {
      const kind = this.#tokens.kind(at);
      if (kind !== "comment" && (kind !== "newline" || this.#lines)) return at;
    }
  }
}

export function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

/** A token as a person would name it. */
function describe({ kind, text }: Token): string {
  switch (kind) {
    case "newline":
      return "the end of the line";
    case "end":
      return "the end of the file";
    case "open-quote":
    case "close-quote":
      return "a text in quotes";
    case "open-heredoc":
    case "close-heredoc":
      return "a heredoc";
    case "identifier":
      return text.length > 40 ? `the name ${text.slice(0, 40)}…` : `the name ${text}`;
    case "number":
      return text.length > 40 ? "a number" : `the number ${text}`;
    case "text":
    case "comment":
    case "symbol":
    case "open-interpolation":
    case "open-directive":
    case "close-template":
      return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  }
}
