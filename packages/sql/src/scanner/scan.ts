import { AtlasError, type ScanOptions } from "@atlas/core";
import { placeAt } from "../place.ts";
import { type Delimiter, delimiterCommand, delimiterDirective } from "./delimiter.ts";
import { type Lexeme, Lexemes } from "./lexemes.ts";

/** A statement of a migration file. */
export interface ScannedStatement {
  /** Offset of its first character, in UTF-16 units. */
  readonly start: number;
  /** Trimmed; with its `;`, without any other delimiter. */
  readonly text: string;
  /** The comments right above it, as written, without the line end behind them. */
  readonly comments: readonly string[];
}

/** The part of a text that is scanned; offsets and places stay those of the whole. */
export interface ScanRange {
  /** Offset at which it starts. Default: 0. */
  readonly start?: number;
  /** Offset behind it. Default: the end. */
  readonly end?: number;
  /** Offsets at which statements end, rising, in place of delimiters; one inside of a quote or comment does not count. */
  readonly ends?: readonly number[];
}

/** A `BEGIN` whose `END` is looked for. Until it is found nobody knows whether it is a block at all. */
interface Frame {
  readonly begin: number;
  readonly bodyStart: number;
  /** Where the statement started that holds it. */
  readonly outerStart: number;
  /** Matches the statement that ends it. */
  readonly end: RegExp;
}

const space = /\s/;
const begin = /begin(?=\s)(\s+atomic(?=\s))?/iy;
/** A transaction, which `END` may end as well. */
const transaction =
  /begin\s+(?:(?:transaction|work|deferred|immediate|exclusive|isolation\s+level|read\s+(?:only|write)|(?:not\s+)?deferrable)\b)(?!\s*:)/iy;
const copy = /copy\s[^;]*\sfrom\s+stdin\b/iy;
const psqlCommand = /\\\S*/y;
const label = /(?:^|\s)(?:`([^`]+)`|([\w$]+))\s*:\s*$/;

/**
 * The statements of a migration file, in order. Takes time in proportion to the text.
 *
 * Between them stand white space, comments, delimiters and delimiter commands alone. A `BEGIN` without its `END`
 * is ordinary text, and so is a block comment that does not end.
 *
 * @param file - named in errors.
 * @throws {AtlasError} `E_SOURCE` with the place of a quote or parenthesis that is not closed, of a closing one
 *   too many, of a delimiter that is missing, or of a zero byte.
 */
export function scanStatements(
  text: string,
  options: ScanOptions,
  file: string,
  range: ScanRange = {},
): readonly ScannedStatement[] {
  return new Scanner(text, options, file, range).scan();
}

class Scanner {
  readonly #text: string;
  #options: ScanOptions;
  readonly #file: string;
  #lexemes: Lexemes;
  readonly #statements: ScannedStatement[] = [];
  /** Offsets of each BEGIN that turned out to be ordinary text. */
  readonly #plain = new Set<number>();
  #frames: Frame[] = [];
  #at = 0;
  #delimiter = ";";
  #start: number | undefined;
  #comments: string[] = [];
  #depth = 0;
  #opening = 0;

  /** `undefined`: delimiters end statements. */
  readonly #ends: readonly number[] | undefined;
  #nextEnd = 0;

  constructor(text: string, options: ScanOptions, file: string, range: ScanRange) {
    this.#text = range.end === undefined ? text : text.slice(0, range.end);
    this.#options = options;
    this.#file = file;
    this.#lexemes = new Lexemes(this.#text, options);
    this.#at = range.start ?? 0;
    this.#ends = range.ends;
  }

  scan(): readonly ScannedStatement[] {
    const zero = this.#text.indexOf("\0", this.#at);
    if (zero >= 0)
      throw this.#error(zero, "zero byte", "Remove it: a server may take the text to end there.");
    const directive = this.#ends ? undefined : delimiterDirective(this.#text, this.#at);
    if (directive) this.#setDelimiter(directive, directive.at);
    if (directive && this.#text.slice(this.#at).trim() === "")
      throw this.#error(
        directive.at,
        `no input found after delimiter ${JSON.stringify(this.#delimiter)}`,
        "Write the statements below the directive.",
      );
    for (;;) {
      while (this.#at < this.#text.length) this.#next();
      if (this.#atEnd()) return this.#statements;
    }
  }

  /** @returns whether the text is done; otherwise it is read again from a BEGIN that was none. */
  #atEnd(): boolean {
    if (this.#depth > 0) {
      if (this.#giveUpBlocks()) return false;
      throw this.#error(this.#opening, "unclosed '('", "Close the parenthesis.");
    }
    const last = this.#endsBlock() ? this.#frames.pop() : undefined;
    // The last block ended with the text, and those around it did not.
    if (this.#giveUpBlocks()) return false;
    this.#emit(last?.outerStart ?? this.#start, this.#text.length);
    return true;
  }

  #next(): void {
    const text = this.#text;
    const at = this.#at;
    if (this.#start === undefined && this.#beforeStatement()) return;
    const code = text.charCodeAt(at);
    if (this.#start === undefined) {
      this.#start = at;
      if (code === 92 && this.#options.psql === true) throw this.#psqlCommand(at);
    }
    if (code === 40) {
      if (this.#depth === 0) this.#opening = at;
      this.#depth++;
    } else if (code === 41) {
      if (this.#depth === 0) {
        if (this.#giveUpBlocks()) return;
        throw this.#error(at, "unexpected ')'", "Remove the parenthesis, or open it before.");
      }
      this.#depth--;
    } else if (code === 39 || code === 34 || code === 96) {
      this.#quote(at);
      return;
    } else if (this.#depth === 0 && this.#isDelimiter(at, code)) {
      this.#endStatement(at);
      return;
    } else if (code === 36 || code === 35 || code === 45 || code === 47) {
      this.#hidden(this.#lexemes.dollarAt(at) ?? this.#lexemes.commentAt(at, true), at);
      return;
    } else if ((code | 32) === 98 && this.#openBlock(at)) return;
    this.#at = at + 1;
  }

  /** White space, comments and commands before the first character of a statement. */
  #beforeStatement(): boolean {
    const text = this.#text;
    const at = this.#at;
    if (space.test(text.charAt(at))) {
      this.#at = at + 1;
      return true;
    }
    const command = this.#ends ? undefined : delimiterCommand(text, at);
    if (command) {
      // A block that a command of the client stands in is none.
      if (this.#giveUpBlocks()) return true;
      this.#setDelimiter(command, at);
      this.#dropDetached();
      return true;
    }
    if (this.#isDelimiter(at, text.charCodeAt(at))) return false;
    const isIn = this.#frames.length > 0;
    const comment = this.#lexemes.commentAt(at, isIn);
    if (!comment || this.#lexemes.runs(at)) return false;
    this.#hidden(comment, at);
    if (isIn) return true;
    this.#comments.push(text.slice(at, comment.end).trimEnd());
    this.#dropDetached();
    return true;
  }

  /** An empty line parts comments from what stands below. */
  #dropDetached(): void {
    let lines = 0;
    let at = this.#at;
    for (; at < this.#text.length && space.test(this.#text.charAt(at)); at++)
      if (this.#text.charCodeAt(at) === 10) lines++;
    this.#at = at;
    if (lines > 1) this.#comments = [];
  }

  #isDelimiter(at: number, code: number): boolean {
    if (this.#ends) return this.#isEnd(this.#ends, at);
    return code === this.#delimiter.charCodeAt(0) && this.#text.startsWith(this.#delimiter, at);
  }

  #isEnd(ends: readonly number[], at: number): boolean {
    while ((ends[this.#nextEnd] ?? this.#text.length) < at) this.#nextEnd++;
    return ends[this.#nextEnd] === at;
  }

  /** Passes over what holds no delimiter. */
  #hidden(lexeme: Lexeme | undefined, at: number): void {
    if (!lexeme || lexeme.closed || lexeme.kind !== "comment") this.#at = lexeme?.end ?? at + 1;
    else if (!this.#giveUpBlocks())
      throw this.#error(at, "unclosed comment '/*'", "Close the comment that opens here.");
  }

  #quote(at: number): void {
    const quote = this.#lexemes.quoteAt(at);
    if (quote?.closed === true) this.#at = quote.end;
    else if (!this.#giveUpBlocks()) {
      const shown = this.#text[at] === "'" ? "'\\''" : `'${this.#text.charAt(at)}'`;
      throw this.#error(at, `unclosed quote ${shown}`, "Close the quote that opens here.");
    }
  }

  /** @returns whether the word here is the BEGIN of what may be a block. */
  #openBlock(at: number): boolean {
    const { beginEnd, beginAtomic } = this.#options;
    if (this.#delimiter !== ";" || this.#ends || this.#depth > 0 || !(beginEnd || beginAtomic)) return false;
    if (this.#start === undefined || (at !== this.#start && !space.test(this.#text.charAt(at - 1))))
      return false;
    begin.lastIndex = at;
    const match = begin.exec(this.#text);
    if (!match || this.#plain.has(at)) return false;
    transaction.lastIndex = at;
    if (at === this.#start && transaction.test(this.#text)) return false;
    const isAtomic = beginAtomic && match[1] !== undefined;
    if (!isAtomic && !beginEnd) return false;
    const bodyStart = isAtomic ? begin.lastIndex : at + "begin".length;
    this.#frames.push({
      begin: at,
      bodyStart,
      outerStart: this.#start,
      end: isAtomic ? /end\b/iy : endOf(label.exec(this.#text.slice(Math.max(this.#start, at - 140), at))),
    });
    this.#start = undefined;
    this.#at = bodyStart;
    return true;
  }

  /** The delimiter stands here. */
  #endStatement(at: number): void {
    if (this.#ends) {
      this.#nextEnd++;
      this.#emit(this.#start, at);
      return;
    }
    const end = at + this.#delimiter.length;
    this.#at = end;
    if (this.#frames.length === 0) this.#emit(this.#start, this.#delimiter === ";" ? end : at);
    else if (this.#endsBlock()) {
      const frame = this.#frames.pop();
      if (this.#frames.length === 0) this.#emit(frame?.outerStart, end);
    }
    this.#start = undefined;
  }

  /** Whether the statement that ends here is the END of the innermost block. */
  #endsBlock(): boolean {
    const frame = this.#frames.at(-1);
    if (!frame || this.#start === undefined) return false;
    frame.end.lastIndex = this.#start;
    return frame.end.test(this.#text);
  }

  #emit(start: number | undefined, end: number): void {
    const text = start === undefined ? "" : this.#text.slice(start, end).trim();
    if (start !== undefined && this.#options.psql === true && this.#copiesRows(start, end))
      throw this.#error(
        start,
        "COPY FROM stdin needs rows that a file of statements cannot hold",
        "Write the rows as INSERT statements, or load them outside of migrations.",
      );
    if (start !== undefined && text !== "") this.#statements.push({ start, text, comments: this.#comments });
    this.#heed(this.#options.after?.(text, this.#options));
    this.#comments = [];
    this.#start = undefined;
    this.#frames = [];
  }

  #heed(change: Partial<ScanOptions> | undefined): void {
    if (!change) return;
    this.#options = { ...this.#options, ...change };
    this.#lexemes = new Lexemes(this.#text, this.#options);
  }

  #copiesRows(start: number, end: number): boolean {
    copy.lastIndex = start;
    return copy.test(this.#text) && copy.lastIndex <= end;
  }

  #psqlCommand(at: number): AtlasError {
    psqlCommand.lastIndex = at;
    const [word = ""] = psqlCommand.exec(this.#text) ?? [];
    return this.#error(at, `${word} is a command of psql`, "Remove the line: only statements can be run.");
  }

  /**
   * What was taken for blocks turns out to be ordinary text: none of those that are open can end any more, as all
   * would have read the same statements. Goes back to the first of them.
   *
   * @returns whether there was any.
   */
  #giveUpBlocks(): boolean {
    const [first] = this.#frames;
    if (!first) return false;
    for (const frame of this.#frames) this.#plain.add(frame.begin);
    this.#at = first.bodyStart;
    this.#start = first.outerStart;
    this.#depth = 0;
    this.#frames = [];
    return true;
  }

  #setDelimiter(found: Delimiter, at: number): void {
    if (found.value === "") throw this.#error(at, "empty delimiter", "Name the delimiter behind the word.");
    if (found.value.length > 1000)
      throw this.#error(at, "delimiter is longer than 1000 characters", "Choose a shorter one.");
    this.#delimiter = found.value;
    this.#at = found.end;
  }

  #error(offset: number, message: string, hint: string): AtlasError {
    const place = placeAt(this.#text, offset);
    return new AtlasError(
      "E_SOURCE",
      `sql/migrate: scanning statements from ${JSON.stringify(this.#file)}: ${place.line}:${place.column}: ${message}`,
      { hint, place: { file: this.#file, ...place } },
    );
  }
}

/** White space and comments; where a hash starts none, no statement holds one. */
const gap = String.raw`(?:\s|(?:--|#)[^\n]*(?:\n|$)|/\*[\s\S]*?\*/)*`;

/** Matches the END of a block, which may repeat the label before its BEGIN. */
function endOf(found: RegExpExecArray | null): RegExp {
  const name = found?.[1] ?? found?.[2];
  if (name === undefined) return new RegExp(`end${gap}(?:;|$)`, "iy");
  const written = name.replaceAll(/[$.*+?^{}()|[\]\\/]/g, "\\$&");
  return new RegExp(`end(?:\\s+\`?${written}\`?)?${gap}(?:;|$)`, "iy");
}
