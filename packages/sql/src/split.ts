import { AtlasError, type SqlStatement, type SqlSyntax } from "@atlas/core";
import { BlockTracker } from "./blocks.ts";
import { placeAt, placeFinder } from "./place.ts";
import { type Token, tokenAt } from "./tokens.ts";

export { placeAt, placeFinder, type TextPlace } from "./place.ts";

/**
 * The statements of a source text, in order. Takes time in proportion to the text.
 *
 * Statements end with `;`, or with what a `-- atlas:delimiter X` in the first line or a `DELIMITER X` line
 * says; the bodies of triggers and of `BEGIN ATOMIC` functions hold delimiters of their own. A byte order
 * mark at the start is ignored. Nothing but comments, delimiters and the white space around is left out.
 *
 * @param file - named in places of statements and errors.
 * @throws {AtlasError} `E_SOURCE` with the place of a quote, comment, parenthesis or block that is not
 *   closed, of a client command such as `\connect`, or of a malformed delimiter.
 */
export function splitStatements(text: string, file: string, syntax: SqlSyntax): readonly SqlStatement[] {
  return new Splitter(text, file, syntax).split();
}

class Splitter {
  readonly #text: string;
  readonly #file: string;
  #syntax: SqlSyntax;
  readonly #findPlace: ReturnType<typeof placeFinder>;
  readonly #statements: SqlStatement[] = [];
  #at = 0;
  #delimiter = ";";
  /** Where the next delimiter starts at or behind the present offset; looked up once, so that it stays linear. */
  #nextDelimiter = -1;
  #start: number | undefined;
  #end = 0;
  #openParentheses: number[] = [];
  #blocks: BlockTracker;

  constructor(text: string, file: string, syntax: SqlSyntax) {
    this.#text = text;
    this.#file = file;
    this.#syntax = syntax;
    this.#findPlace = placeFinder(text);
    this.#blocks = new BlockTracker(syntax);
  }

  split(): readonly SqlStatement[] {
    if (this.#text.startsWith("\uFEFF")) this.#at = 1;
    this.#readDirective();
    while (this.#at < this.#text.length) this.#readNext();

    const open = this.#openParentheses.at(-1);
    if (open !== undefined) throw this.#error(open, "unclosed '('", "Close the parenthesis.");
    const block = this.#blocks.openedAt;
    if (block !== undefined)
      throw this.#error(block, "unclosed BEGIN", "End the block with END and a delimiter.");
    this.#finish();
    return this.#statements;
  }

  /** One token, or the delimiter that stands in its place. */
  #readNext(): void {
    const atStart = this.#start === undefined;
    const token = tokenAt(this.#text, this.#at, this.#syntax);
    if (atStart && token.kind === "space") {
      this.#at = token.end;
      return;
    }
    if (atStart && token.kind === "word" && this.#readDelimiterCommand(token)) return;

    const delimiterAt = this.#delimiterIn(token);
    if (delimiterAt !== undefined) {
      if (delimiterAt > token.start && token.kind !== "space") {
        this.#start ??= token.start;
        this.#end = delimiterAt;
      }
      this.#finish();
      this.#at = delimiterAt + this.#delimiter.length;
      return;
    }
    this.#check(token);
    this.#at = token.end;
    if (token.kind === "space" || token.kind === "comment") return;
    this.#start ??= token.start;
    this.#end = token.end;
    // A delimiter of the author's own choice makes blocks and their semicolons plain text.
    if (this.#delimiter === ";") this.#blocks.take(token, this.#openParentheses.length);
  }

  /** Where the delimiter starts in this token. It may lie inside a word, but not inside a quote or comment. */
  #delimiterIn(token: Token): number | undefined {
    if (this.#openParentheses.length > 0 || this.#blocks.isOpen) return undefined;
    if (this.#delimiter === ";") return token.text === ";" ? token.start : undefined;
    if (this.#nextDelimiter < token.start) {
      const next = this.#text.indexOf(this.#delimiter, token.start);
      this.#nextDelimiter = next < 0 ? this.#text.length : next;
    }
    const isWhole = token.kind === "comment" || token.kind === "string" || token.kind === "identifier";
    const isHere = isWhole ? this.#nextDelimiter === token.start : this.#nextDelimiter < token.end;
    return isHere ? this.#nextDelimiter : undefined;
  }

  #check(token: Token): void {
    if (!token.closed) {
      const what = token.text.startsWith("/*")
        ? "comment"
        : token.text.startsWith("$")
          ? "dollar quote"
          : "quote";
      const opening = /^(?:\$\w*\$|\/\*|[eE]?.)/su.exec(token.text)?.[0] ?? "";
      throw this.#error(token.start, `unclosed ${what} ${opening}`, `Close the ${what} that opens here.`);
    }
    if (token.kind !== "symbol") return;
    if (token.text === "(") this.#openParentheses.push(token.start);
    else if (token.text === ")" && this.#openParentheses.pop() === undefined)
      throw this.#error(token.start, "unexpected ')'", "Remove the parenthesis, or open it before.");
    else if (token.text === "\\" && isLineStart(this.#text, token.start)) {
      const command = /^\\\S*/.exec(this.#text.slice(token.start, token.start + 40))?.[0] ?? "\\";
      throw this.#error(
        token.start,
        `${command} is a command of the psql client, not SQL`,
        "Remove the line; a dump made with --inserts holds no client commands for data.",
      );
    }
  }

  /** Adds the statement read so far and starts anew. */
  #finish(): void {
    if (this.#start !== undefined) {
      const text = this.#text.slice(this.#start, this.#end);
      this.#statements.push({ text, file: this.#file, ...this.#findPlace(this.#start) });
      this.#syntax = { ...this.#syntax, ...this.#syntax.after?.(text, this.#syntax) };
    }
    this.#start = undefined;
    this.#openParentheses = [];
    this.#blocks = new BlockTracker(this.#syntax);
  }

  /** `-- atlas:delimiter X` in the first line. */
  #readDirective(): void {
    const directive = /-- *atlas:delimiter\b[ \t]*([^\n]*)(?:\n|$)/y;
    directive.lastIndex = this.#at;
    const match = directive.exec(this.#text);
    if (!match) return;
    const start = this.#at;
    this.#setDelimiter(match[1] ?? "", start);
    this.#at = directive.lastIndex;
    if (this.#text.slice(this.#at).trim() === "")
      throw this.#error(
        start,
        `no input found after delimiter ${JSON.stringify(this.#delimiter)}`,
        "Write the statements below the directive.",
      );
  }

  /** A `DELIMITER X` line at the start of a statement, as command-line clients know it. */
  #readDelimiterCommand(token: Token): boolean {
    if (token.text.toLowerCase() !== "delimiter" || !/[ \t]/.test(this.#text.charAt(token.end))) return false;
    const lineEnd = this.#text.indexOf("\n", token.end);
    const end = lineEnd < 0 ? this.#text.length : lineEnd;
    const value = this.#text.slice(token.end, end).trim();
    const quoted = /^'([^']*(?:''[^']*)*)'$/.exec(value);
    this.#setDelimiter(quoted ? (quoted[1] ?? "").replaceAll("''", "'") : value, token.start);
    this.#at = end;
    return true;
  }

  #setDelimiter(written: string, at: number): void {
    const escapes: Readonly<Record<string, string>> = { "\\n": "\n", "\\r": "\r", "\\t": "\t" };
    const delimiter = written
      .replace(/[ \t\r]+$/, "")
      .replaceAll(/\\[nrt]/g, (escape) => escapes[escape] ?? escape);
    if (delimiter === "") throw this.#error(at, "empty delimiter", "Name the delimiter behind the word.");
    this.#delimiter = delimiter;
    this.#nextDelimiter = -1;
  }

  #error(offset: number, message: string, hint: string): AtlasError {
    return new AtlasError("E_SOURCE", message, {
      hint,
      place: { file: this.#file, ...placeAt(this.#text, offset) },
    });
  }
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "\n" || (at === 1 && text.startsWith("\uFEFF"));
}
