import { AtlasError } from "@atlas/core";
import type { Token } from "@atlas/sql";
import { scan } from "./scan.ts";
import { isWord, unquote } from "./text.ts";

/** A part of a statement. */
export interface Piece {
  readonly tokens: readonly Token[];
  /** @param count - how many of its tokens, from the first. Default: all. */
  readonly text: (count?: number) => string;
}

/** Reads one statement of the schema table from left to right. */
export class Reader {
  readonly #sql: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(sql: string) {
    this.#sql = sql;
    this.#tokens = scan(sql);
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** How many tokens were read. */
  get position(): number {
    return this.#at;
  }

  /** The text from a position to the present one. */
  textFrom(position: number): string {
    return this.#textBetween(position, this.#at);
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw this.error("it ends too early");
    return token;
  }

  /** The bare word that comes next, in upper case; empty: another token does. */
  keyword(): string {
    const token = this.#tokens[this.#at];
    return token?.kind === "word" ? token.text.toUpperCase() : "";
  }

  /** Whether these words, given in upper case, come next. */
  is(first: string, second?: string, third?: string): boolean {
    return (
      isWord(this.#tokens[this.#at], first) &&
      (second === undefined || isWord(this.#tokens[this.#at + 1], second)) &&
      (third === undefined || isWord(this.#tokens[this.#at + 2], third))
    );
  }

  /** Steps over these words if they come next. */
  take(first: string, second?: string, third?: string): boolean {
    if (!this.is(first, second, third)) return false;
    this.#at += third === undefined ? (second === undefined ? 1 : 2) : 3;
    return true;
  }

  expect(keyword: string): void {
    if (!this.take(keyword)) throw this.error(`${keyword} is missing`);
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at++;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.error(`${symbol} is missing`);
  }

  isSymbol(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === "symbol" && token.text === symbol;
  }

  isName(): boolean {
    const kind = this.#tokens[this.#at]?.kind;
    return kind === "word" || kind === "identifier" || kind === "string";
  }

  name(): string {
    if (!this.isName()) throw this.error("a name is missing");
    return unquote(this.next());
  }

  /** A name that may carry its schema, which is left out. */
  qualifiedName(): string {
    const first = this.name();
    return this.takeSymbol(".") ? this.name() : first;
  }

  names(): readonly string[] {
    this.expectSymbol("(");
    const names = [this.name()];
    while (this.takeSymbol(",")) names.push(this.name());
    this.expectSymbol(")");
    return names;
  }

  /** The text of one group in parentheses, with them. */
  group(): string {
    if (!this.isSymbol("(")) throw this.error("( is missing");
    const start = this.#at;
    this.#skipGroup();
    return this.#textBetween(start, this.#at);
  }

  /** The text up to one of these symbols outside of parentheses, or to the end. */
  textUpTo(...symbols: readonly string[]): string {
    return this.pieceUpTo(...symbols).text();
  }

  /** Like `textUpTo`, by its tokens. */
  pieceUpTo(...symbols: readonly string[]): Piece {
    const start = this.#at;
    while (!this.done && !symbols.some((symbol) => this.isSymbol(symbol))) {
      if (this.isSymbol("(")) this.#skipGroup();
      else this.#at++;
    }
    const end = this.#at;
    return {
      tokens: this.#tokens.slice(start, end),
      text: (count = end - start) => this.#textBetween(start, start + count),
    };
  }

  rest(): string {
    return this.textUpTo();
  }

  error(reason: string): AtlasError {
    const token = this.peek();
    const near = token ? ` near ${JSON.stringify(token.text)}` : "";
    return new AtlasError("E_READ", `a definition in the schema table is not understood: ${reason}${near}`, {
      details: { sql: this.#sql },
      hint: "Please report it with the CREATE statement.",
    });
  }

  #skipGroup(): void {
    let depth = 0;
    do {
      const token = this.next();
      if (token.kind !== "symbol") continue;
      if (token.text === "(") depth++;
      else if (token.text === ")") depth--;
    } while (depth > 0);
  }

  /** Tokens with one blank where white space or comments stood between them. */
  #textBetween(start: number, end: number): string {
    let text = "";
    for (let index = start; index < end; index++) {
      const token = this.#tokens[index];
      const before = this.#tokens[index - 1];
      if (!token) break;
      text += index > start && before && before.end < token.start ? ` ${token.text}` : token.text;
    }
    return text;
  }
}
