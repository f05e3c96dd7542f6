import type { Range } from "./problem.ts";

/**
 * `text` – literal characters of a quoted text or heredoc, escapes not yet read; `open-heredoc` – from `<<` up
 * to and with the line break; `close-heredoc` – the marker with the blanks before it; `symbol` – an operator or
 * bracket; `open-interpolation` is `${` or `${~`, `open-directive` `%{` or `%{~`, both ended by
 * `close-template`, which is `}` or `~}`.
 */
export type TokenKind =
  | "newline"
  | "comment"
  | "identifier"
  | "number"
  | "open-quote"
  | "close-quote"
  | "open-heredoc"
  | "close-heredoc"
  | "text"
  | "open-interpolation"
  | "open-directive"
  | "close-template"
  | "symbol"
  | "end";

export interface Token extends Range {
  readonly kind: TokenKind;
  readonly text: string;
}

/**
 * The tokens of a text. Held as numbers: a token becomes an object when it is looked at, which keeps large
 * texts cheap.
 */
export class TokenList {
  readonly #source: string;
  readonly #kinds: TokenKind[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** The position of the last token, which is `end`. */
  get last(): number {
    return this.#kinds.length - 1;
  }

  add(kind: TokenKind, start: number, end: number): void {
    this.#kinds.push(kind);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  kind(at: number): TokenKind {
    return this.#kinds[at] ?? "end";
  }

  start(at: number): number {
    return this.#starts[at] ?? this.#source.length;
  }

  end(at: number): number {
    return this.#ends[at] ?? this.#source.length;
  }

  at(at: number): Token {
    const start = this.start(at);
    const end = this.end(at);
    return { kind: this.kind(at), text: this.#source.slice(start, end), start, end };
  }
}
