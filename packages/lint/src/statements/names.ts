import type { SqlSyntax } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";

/** A name as a statement writes it, folded as its server does. */
export interface WrittenName {
  /** Absent: none is written. */
  readonly schema?: string;
  readonly name: string;
}

/** Goes through the significant tokens of one statement. */
export class TokenReader {
  readonly tokens: readonly Token[];
  readonly syntax: SqlSyntax;
  at = 0;

  constructor(tokens: readonly Token[], syntax: SqlSyntax) {
    this.tokens = tokens;
    this.syntax = syntax;
  }

  static of(text: string, syntax: SqlSyntax): TokenReader {
    return new TokenReader(significantTokens(text, syntax), syntax);
  }

  get current(): Token | undefined {
    return this.tokens[this.at];
  }

  get isDone(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Goes past these keywords, in this order, where all of them come next. */
  take(...keywords: readonly string[]): boolean {
    if (!keywords.every((word, index) => isKeyword(this.tokens[this.at + index], word))) return false;
    this.at += keywords.length;
    return true;
  }

  /** Goes past one of these keywords, which is returned. */
  takeOne(...keywords: readonly string[]): string | undefined {
    return keywords.find((word) => this.take(word));
  }

  takeSymbol(symbol: string): boolean {
    if (this.current?.kind !== "symbol" || this.current.text !== symbol) return false;
    this.at++;
    return true;
  }

  name(): string | undefined {
    const token = this.current;
    if (token?.kind !== "word" && token?.kind !== "identifier") return undefined;
    this.at++;
    return nameOf(token, this.syntax);
  }

  /** `name`, `schema.name`, and of `database.schema.name` what is behind the first point. */
  path(): WrittenName | undefined {
    const names: string[] = [];
    do {
      const name = this.name();
      if (name === undefined) return undefined;
      names.push(name);
    } while (this.takeSymbol("."));
    const name = names.at(-1);
    const schema = names.at(-2);
    return name === undefined ? undefined : { name, ...(schema !== undefined && { schema }) };
  }

  /** Goes past a group in parentheses and gives what is in it. */
  group(): readonly Token[] | undefined {
    if (this.current?.text !== "(") return undefined;
    const end = groupEnd(this.tokens, this.at);
    const inner = this.tokens.slice(this.at + 1, end);
    this.at = Math.min(end + 1, this.tokens.length);
    return inner;
  }
}

/** Where the group ends that opens here: its closing parenthesis, or the end of the tokens. */
export function groupEnd(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.kind === "symbol" ? tokens[at]?.text : "";
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return at;
  }
  return tokens.length;
}

/** The tokens between commas outside of parentheses. */
export function splitList(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === "(") depth++;
    else if (token.kind === "symbol" && token.text === ")") depth--;
    if (token.kind === "symbol" && token.text === "," && depth <= 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** A name out of its quotes. PostgreSQL keeps one without quotes in small letters. */
export function nameOf({ kind, text }: Token, syntax: SqlSyntax): string {
  if (kind !== "identifier") return keepsCase(syntax) ? text.toLowerCase() : text;
  const quote = text.charAt(0);
  const inner = text.slice(1, text.length > 1 ? -1 : undefined);
  return quote === "[" ? inner : inner.replaceAll(quote + quote, quote);
}

/** Whether two names are one. Other servers than PostgreSQL ask for letters of either case. */
export function isSameName(one: string, other: string, syntax: SqlSyntax): boolean {
  return one === other || (!keepsCase(syntax) && one.toLowerCase() === other.toLowerCase());
}

/** Whether a name that is written means this object. A schema that one of the two does not say is any. */
export function means(
  written: WrittenName,
  actual: { readonly schema: string; readonly name: string },
  syntax: SqlSyntax,
): boolean {
  return (
    isSameName(written.name, actual.name, syntax) &&
    (written.schema === undefined ||
      actual.schema === "" ||
      isSameName(written.schema, actual.schema, syntax))
  );
}

function keepsCase(syntax: SqlSyntax): boolean {
  // Dollar quotes are PostgreSQL's alone, as is its way with the case of names.
  return syntax.dollarQuotes;
}
