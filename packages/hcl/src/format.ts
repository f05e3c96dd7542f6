import { parse } from "./parse.ts";
import type { Source } from "./problem.ts";
import { spaced } from "./spacing.ts";
import type { Token, TokenList } from "./token-list.ts";
import { tokenize } from "./tokens.ts";

/**
 * The text in its canonical layout: two blanks for each level, `=` and comments behind the line aligned in
 * consecutive lines, one blank line at most, single blanks in expressions. Comments and the insides of heredocs
 * stay as they are, and so does what stands behind a comma in a type: `numeric(6,2)`. The meaning never changes,
 * and formatting again changes nothing; a text that `printBlocks` made stays as it is.
 *
 * @throws {AtlasError} `E_HCL` for a text that cannot be read.
 */
export function format(source: Source): string {
  parse(source);
  const lines = layOut(splitLines(source.text));
  alignAssignments(lines);
  alignComments(lines);
  const texts = lines.map(lineText).filter((text, at, all) => text !== "" || (at > 0 && all[at - 1] !== ""));
  if (texts.at(-1) === "") texts.pop();
  return texts.map((text) => `${text}\n`).join("");
}

/** One line of code. Texts that run over several lines stay together, so it may contain line breaks. */
interface Line {
  readonly indent: string;
  /** Up to the `=` of an assignment, or all of the code. */
  head: string;
  /** From the `=` on; empty: the line is no assignment that ends on it. */
  readonly assignment: string;
  /** Behind the code; a comment alone on its line is the head. */
  comment: string;
}

/** The tokens between line breaks. A heredoc, and quotes that hold a line break, are one token. */
function splitLines(text: string): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]];
  const tokens = tokenize(text);
  for (let at = 0; at < tokens.last; at++) {
    const token = tokens.at(at);
    if (token.kind === "newline") lines.push([]);
    else {
      const last = token.kind.startsWith("open-") ? unitEnd(tokens, at) : at;
      lines.at(-1)?.push(last === at ? token : unitOf(text, token.start, tokens.end(last)));
      at = last;
    }
  }
  return lines;
}

/** The last token of what has to stay as it is; `from` itself when it may be laid out token by token. */
function unitEnd(tokens: TokenList, from: number): number {
  let isFixed = tokens.kind(from) === "open-heredoc";
  let depth = 0;
  for (let at = from; at < tokens.last; at++) {
    const kind = tokens.kind(at);
    if (kind === "newline" || kind === "comment" || kind === "open-heredoc") isFixed = true;
    if (kind.startsWith("open-")) depth++;
    else if (kind.startsWith("close-") && --depth === 0) return isFixed ? at : from;
  }
  return from;
}

function unitOf(text: string, start: number, end: number): Token {
  return { kind: "close-heredoc", text: text.slice(start, end), start, end };
}

/** Indents lines and sets the blanks in them. */
function layOut(lines: readonly (readonly Token[])[]): Line[] {
  const brackets = new Brackets();
  return lines.map((tokens) => {
    const indent = "  ".repeat(brackets.enterLine(tokens));
    const hasComment = tokens.length > 1 && tokens.at(-1)?.kind === "comment";
    const code = hasComment ? tokens.slice(0, -1) : tokens;
    const comment = hasComment ? (tokens.at(-1)?.text.trimEnd() ?? "") : "";
    const equals = assignmentAt(code);
    return {
      indent,
      head: spaced(equals < 0 ? code : code.slice(0, equals)),
      assignment:
        equals < 0 ? "" : spaced(code.slice(equals), { keepsCommas: isOfType(code.slice(0, equals)) }),
      comment,
    };
  });
}

/**
 * Whether the name before the `=` is that of an attribute that takes a type. Types are printed without blanks,
 * `numeric(6,2)`, which hashes of schemas depend on: a printed text stays as it is.
 */
function isOfType(tokens: readonly Token[]): boolean {
  const [name] = tokens;
  return (
    tokens.length === 1 && name?.kind === "identifier" && /(?:^|_)type$|^return(?:_set)?$/.test(name.text)
  );
}

/** Where the `=` of an assignment stands whose value ends on its line; -1: there is none. */
function assignmentAt(tokens: readonly Token[]): number {
  let depth = 0;
  let found = -1;
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== "symbol") continue;
    if ("([{".includes(text)) depth++;
    else if (")]}".includes(text) && --depth < 0) return -1;
    else if (text === "=" && depth === 0 && at > 0 && found < 0) found = at;
  }
  return depth === 0 ? found : -1;
}

/** Open brackets. Those opened on one line make one level together. */
class Brackets {
  /** How many brackets of each level are open. */
  readonly #levels: number[] = [];

  /** @returns the level at which a line stands. */
  enterLine(tokens: readonly Token[]): number {
    let indent = this.#levels.length;
    let isLeading = true;
    /** The level that brackets opened on this line belong to. */
    let own = -1;
    for (const { kind, text } of tokens) {
      if (kind === "symbol" && "([{".includes(text)) {
        if (own === this.#levels.length - 1 && own >= 0) this.#levels[own] = (this.#levels[own] ?? 0) + 1;
        else own = this.#levels.push(1) - 1;
        isLeading = false;
      } else if (kind === "symbol" && ")]}".includes(text)) {
        const last = this.#levels.length - 1;
        if (isLeading) indent = Math.max(0, last);
        const left = (this.#levels[last] ?? 1) - 1;
        if (left > 0) {
          this.#levels[last] = left;
          own = last;
        } else {
          this.#levels.pop();
          if (own >= this.#levels.length) own = -1;
        }
      } else isLeading = false;
    }
    return indent;
  }
}

/** Pads the names of consecutive assignments to one width. */
function alignAssignments(lines: readonly Line[]): void {
  for (const run of runs(lines, ({ assignment }) => assignment !== "")) {
    const column = columnOf(run, ({ head }) => head);
    for (const line of run) line.head += " ".repeat(column - width(line.head));
  }
}

/** Pads the code before consecutive comments of one level to one width. */
function alignComments(lines: readonly Line[]): void {
  for (const run of runs(lines, ({ comment }) => comment !== "")) {
    const column = columnOf(run, codeOf);
    for (const line of run) line.comment = " ".repeat(column - width(codeOf(line))) + line.comment;
  }
}

/** Consecutive lines of one level that all have something. */
function* runs(lines: readonly Line[], has: (line: Line) => boolean): Generator<readonly Line[]> {
  let run: Line[] = [];
  for (const line of lines) {
    const continues = has(line) && (run.length === 0 || run[0]?.indent === line.indent);
    if (!continues && run.length > 0) {
      yield run;
      run = [];
    }
    if (has(line)) run.push(line);
  }
  if (run.length > 0) yield run;
}

/** The column behind the widest text and a blank. */
function columnOf(run: readonly Line[], textOf: (line: Line) => string): number {
  return run.reduce((widest, line) => Math.max(widest, width(textOf(line))), 0) + 1;
}

function codeOf({ head, assignment }: Line): string {
  return head + assignment;
}

function lineText(line: Line): string {
  const text = codeOf(line) + line.comment;
  return text === "" ? "" : line.indent + text;
}

/** How many characters the last line of a text has. */
function width(text: string): number {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  let length = line.length;
  // Characters beyond the basic plane are two units long.
  for (const unit of line) if (unit.length === 2) length--;
  return length;
}
