import type { AtlasError } from "@atlas/core";
import { parseError, type Source } from "./errors.ts";
import { describeToken, type Token, type TokenType } from "./tokens.ts";

const endOfText: Token = { type: "end_of_text", text: "", at: 0 };

/** Walks over tokens; a place can be kept and gone back to. */
export class TokenReader {
  readonly source: Source;
  readonly #tokens: readonly Token[];
  /** Index of the next token. */
  index = 0;

  constructor(source: Source, tokens: readonly Token[]) {
    this.source = source;
    this.#tokens = tokens;
  }

  peek(): Token {
    return this.#tokens[this.index] ?? this.#tokens.at(-1) ?? endOfText;
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  nextNonSpace(): Token {
    this.#skipSpace();
    return this.next();
  }

  peekNonSpace(): Token {
    this.#skipSpace();
    return this.peek();
  }

  #skipSpace(): void {
    while (this.peek().type === "space") this.index++;
  }

  /** The next token, which has to be of one of these types. */
  expect(types: readonly TokenType[], context: string): Token {
    const token = this.nextNonSpace();
    if (!types.includes(token.type)) throw this.unexpected(token, context);
    return token;
  }

  unexpected(token: Token, context: string): AtlasError {
    if (token.type === "error") return this.fail(token.text, token);
    return this.fail(`unexpected ${describeToken(token)} in ${context}`, token);
  }

  /** @param where - the token that is wrong. Default: the one read last. */
  fail(message: string, where: Token = this.#tokens[this.index - 1] ?? endOfText): AtlasError {
    return parseError(this.source, where.at, message);
  }
}
