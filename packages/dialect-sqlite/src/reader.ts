import { AtlasError } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import { syntax, unquote } from "./text.ts";

/** Reads one statement of the schema table from left to right. */
export class Reader {
  readonly #sql: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(sql: string) {
    this.#sql = sql;
    this.#tokens = significantTokens(sql, syntax);
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw this.error("it ends too early");
    return token;
  }

  is(...keywords: readonly string[]): boolean {
    return keywords.every((keyword, index) => isKeyword(this.peek(index), keyword));
  }

  /** Steps over these words if they come next. */
  take(...keywords: readonly string[]): boolean {
    if (!this.is(...keywords)) return false;
    this.#at += keywords.length;
    return true;
  }

  expect(...keywords: readonly string[]): void {
    if (!this.take(...keywords)) throw this.error(`${keywords.join(" ")} is missing`);
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
    const token = this.peek();
    return token?.kind === "symbol" && token.text === symbol;
  }

  isName(): boolean {
    const kind = this.peek()?.kind;
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
    const start = this.#at;
    while (!this.done && !symbols.some((symbol) => this.isSymbol(symbol))) {
      if (this.isSymbol("(")) this.#skipGroup();
      else this.#at++;
    }
    return this.#textBetween(start, this.#at);
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
