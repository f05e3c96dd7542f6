import { ConversionError } from "../conversion-error.ts";

/** How much of a pattern an error shows, in UTF-16 units. */
const shown = 40;

/** Reads a pattern from its beginning to its end, by code points. */
export class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  isAt(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  /** @returns whether the text stands here; it is passed then. */
  take(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** @param sticky - with the flag `y`; what it matches here is passed. */
  match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (!found) return undefined;
    this.#at += found[0].length;
    return found;
  }

  /** @throws {ConversionError} at the end. */
  next(): number {
    const codePoint = this.#text.codePointAt(this.#at);
    if (codePoint === undefined) throw this.error("it ends too early");
    this.#at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  /** The error of this pattern, in the words that users of RE2 know. */
  error(reason: string): ConversionError {
    const read = this.#text.slice(Math.max(0, this.#at - shown), this.#at);
    return new ConversionError(
      `the pattern is not understood: ${reason}, at the end of ${JSON.stringify(read)}`,
    );
  }
}
