import { ProblemError, type Range } from "./problem.ts";
import { type TokenKind, TokenList } from "./token-list.ts";

interface Frame extends Range {
  readonly kind: "quote" | "heredoc" | "template" | "brace";
  /** The marker of a heredoc. */
  readonly marker: string;
}

const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const symbol = /\.\.\.|&&|\|\||==|!=|<=|>=|=>|::|[-{}[\]().,=:?!<>+*/%]/y;
const heredocStart = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*\r?\n/uy;

/**
 * All tokens of a text, comments and line breaks included, blanks left out; the last one is `end`.
 * Takes time in proportion to the text.
 *
 * @throws {ProblemError} at the first place that is no HCL token.
 */
export function tokenize(text: string): TokenList {
  return new Lexer(text).run();
}

class Lexer {
  readonly #text: string;
  readonly #tokens: TokenList;
  readonly #frames: Frame[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = new TokenList(text);
    if (text.startsWith("\uFEFF")) this.#at = 1;
  }

  run(): TokenList {
    while (this.#at < this.#text.length) {
      const frame = this.#frames.at(-1);
      if (frame?.kind === "quote") this.#quote(frame);
      else if (frame?.kind === "heredoc") this.#heredoc(frame);
      else this.#code(frame);
    }
    const open = this.#frames.findLast(({ kind }) => kind !== "brace");
    if (open) throw unclosed(open);
    this.#tokens.add("end", this.#at, this.#at);
    return this.#tokens;
  }

  #push(kind: TokenKind, end: number): void {
    this.#tokens.add(kind, this.#at, end);
    this.#at = end;
  }

  /** Pushes what a pattern matches here. */
  #take(kind: TokenKind, pattern: RegExp): boolean {
    const end = matchEnd(pattern, this.#text, this.#at);
    if (end === undefined) return false;
    this.#push(kind, end);
    return true;
  }

  /** Pushes the token that opens a frame. */
  #enter(kind: Frame["kind"], token: TokenKind, end: number, marker = ""): void {
    this.#frames.push({ kind, marker, start: this.#at, end });
    this.#push(token, end);
  }

  #code(frame: Frame | undefined): void {
    const text = this.#text;
    while (isBlank(text.charCodeAt(this.#at))) this.#at++;
    if (this.#at >= text.length) return;
    const nameEnd = identifierEnd(text, this.#at);
    if (nameEnd > this.#at) return this.#push("identifier", nameEnd);
    switch (text.charAt(this.#at)) {
      case ".":
        if (text[this.#at + 1] === ".") break;
        return this.#push("symbol", this.#at + 1);
      case "=":
        if (text[this.#at + 1] === "=" || text[this.#at + 1] === ">") break;
        return this.#push("symbol", this.#at + 1);
      case ",":
      case "[":
      case "]":
      case "(":
      case ")":
        return this.#push("symbol", this.#at + 1);
      case "\n":
        return this.#push("newline", this.#at + 1);
      case "\r":
        if (text[this.#at + 1] !== "\n") throw this.#strange();
        return this.#push("newline", this.#at + 2);
      case '"':
        return this.#enter("quote", "open-quote", this.#at + 1);
      case "#":
        return this.#lineComment();
      case "/":
        if (text[this.#at + 1] === "*") return this.#blockComment();
        if (text[this.#at + 1] === "/") return this.#lineComment();
        return this.#push("symbol", this.#at + 1);
      case "<":
        if (text[this.#at + 1] === "<") return this.#openHeredoc();
        break;
      case "~":
        if (frame?.kind !== "template" || text[this.#at + 1] !== "}") throw this.#strange();
        this.#push("close-template", this.#at + 2);
        return void this.#frames.pop();
      case "{":
        return this.#enter("brace", "symbol", this.#at + 1);
      case "}":
        this.#push(frame?.kind === "template" ? "close-template" : "symbol", this.#at + 1);
        return void this.#frames.pop();
    }
    if (!this.#take("number", number) && !this.#take("symbol", symbol)) throw this.#strange();
  }

  #blockComment(): void {
    const end = this.#text.indexOf("*/", this.#at + 2);
    if (end < 0)
      throw new ProblemError(
        "a comment that starts with /* is not closed",
        { start: this.#at, end: this.#at + 2 },
        "End the comment with */.",
      );
    this.#push("comment", end + 2);
  }

  #lineComment(): void {
    const lineEnd = this.#text.indexOf("\n", this.#at);
    const end = lineEnd < 0 ? this.#text.length : lineEnd;
    this.#push("comment", this.#text[end - 1] === "\r" ? end - 1 : end);
  }

  #openHeredoc(): void {
    heredocStart.lastIndex = this.#at;
    const match = heredocStart.exec(this.#text);
    if (!match)
      throw new ProblemError(
        "<< has to be followed by a name and the end of the line",
        { start: this.#at, end: this.#at + 2 },
        "Write a multi-line text as <<-SQL, its lines, and SQL on a line of its own.",
      );
    this.#enter("heredoc", "open-heredoc", heredocStart.lastIndex, match[1] ?? "");
  }

  #quote(frame: Frame): void {
    if (this.#template()) return;
    const end = literalEnd(this.#text, this.#at, true);
    if (end > this.#at) return this.#push("text", end);
    if (this.#text[this.#at] !== '"') throw unclosed(frame);
    this.#push("close-quote", this.#at + 1);
    this.#frames.pop();
  }

  /** One line of a heredoc or its part up to a template; what a line break ends is one token. */
  #heredoc(frame: Frame): void {
    const text = this.#text;
    if (this.#at === 0 || text[this.#at - 1] === "\n") {
      const lineEnd = text.indexOf("\n", this.#at);
      const line = text.slice(this.#at, lineEnd < 0 ? text.length : lineEnd);
      if (line.trim() === frame.marker) {
        this.#push("close-heredoc", this.#at + line.trimEnd().length);
        this.#frames.pop();
        return;
      }
    }
    if (this.#template()) return;
    const end = literalEnd(text, this.#at, false);
    this.#push("text", text[end] === "\n" ? end + 1 : end);
  }

  #template(): boolean {
    const text = this.#text;
    const char = text[this.#at];
    if ((char !== "$" && char !== "%") || text[this.#at + 1] !== "{") return false;
    const length = text[this.#at + 2] === "~" ? 3 : 2;
    const kind = char === "$" ? "open-interpolation" : "open-directive";
    this.#enter("template", kind, this.#at + length);
    return true;
  }

  #strange(): ProblemError {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    const range = { start: this.#at, end: this.#at + char.length };
    const hints: Readonly<Record<string, string>> = {
      "'": 'Write texts in double quotes: "text".',
      "`": 'Write texts in double quotes: "text".',
      "&": "Write && for a logical and.",
      "|": "Write || for a logical or.",
      ";": "Write each attribute on a line of its own, without a semicolon.",
    };
    const shownChar = char === "\r" ? "a carriage return without a line feed" : JSON.stringify(char);
    return new ProblemError(
      `found ${shownChar}, which is not used in HCL`,
      range,
      hints[char] ?? "Remove it, or put it into a text in double quotes.",
    );
  }
}

function unclosed(frame: Frame): ProblemError {
  const range = { start: frame.start, end: frame.end };
  switch (frame.kind) {
    case "quote":
      return new ProblemError(
        "a text that starts here is not closed on its line",
        range,
        'End it with a double quote ("); write \\n for a line break, or use a heredoc (<<-SQL).',
      );
    case "heredoc":
      return new ProblemError(
        `a heredoc that starts here is not closed: there is no line ${JSON.stringify(frame.marker)}`,
        range,
        `Write ${frame.marker} alone on the line behind its last one.`,
      );
    case "template":
    case "brace":
      return new ProblemError(
        "a template sequence that starts here is not closed",
        range,
        "End it with }, or write $${ or %%{ for the characters themselves.",
      );
  }
}

/** Where literal characters end: before a line break, a template sequence or, in quotes, the closing one. */
function literalEnd(text: string, start: number, inQuotes: boolean): number {
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === "\n") break;
    if (char === "$" || char === "%") {
      if (text[at + 1] === "{") break;
      at += text[at + 1] === char && text[at + 2] === "{" ? 3 : 1;
    } else if (inQuotes && (char === '"' || char === "\r")) break;
    else if (inQuotes && char === "\\") {
      if (at + 1 >= text.length || text[at + 1] === "\n" || text[at + 1] === "\r") break;
      at += 2;
    } else at++;
  }
  return Math.min(at, text.length);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Where a name that starts here ends; `at` itself when none does. */
function identifierEnd(text: string, at: number): number {
  let end = at;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    if (code > 127) return matchEnd(identifier, text, at) ?? at;
    const isStart = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
    if (!isStart && (end === at || !((code >= 48 && code <= 57) || code === 45))) return end;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
