import { tokenize } from "@atlas/sql";
import { identifierValue, literalValue } from "../../literals.ts";
import { syntax } from "../../text.ts";

/** A token of `SHOW CREATE TABLE` that means something. */
export interface Piece {
  readonly text: string;
  /** White space stood before it. */
  readonly spaced: boolean;
}

/** What `SHOW CREATE TABLE` says, in pieces, for the little that the catalog does not tell. */
export interface CreateText {
  /** Behind the name of each column. */
  readonly columns: ReadonlyMap<string, readonly Piece[]>;
  /** Behind the name of each index; that of the primary key is `PRIMARY`. */
  readonly indexes: ReadonlyMap<string, readonly Piece[]>;
  /** Behind the name of each check that stands with the table. */
  readonly checks: ReadonlyMap<string, readonly Piece[]>;
  /** Behind `PERIOD FOR` the name, and the two columns; without that of the system. */
  readonly periods: ReadonlyMap<string, readonly [from: string, to: string]>;
  readonly options: readonly Piece[];
  /** Behind `PARTITION BY`; absent: there are no partitions. */
  readonly partitioning?: readonly Piece[];
}

export function parseCreateText(text: string): CreateText {
  const pieces = piecesOf(text);
  const open = pieces.findIndex((piece) => piece.text === "(");
  const close = closingAt(pieces, open);
  const columns = new Map<string, readonly Piece[]>();
  const indexes = new Map<string, readonly Piece[]>();
  const checks = new Map<string, readonly Piece[]>();
  const periods = new Map<string, readonly [string, string]>();
  for (const item of splitAtCommas(pieces.slice(open + 1, close))) {
    const [first, second, third] = item;
    if (first?.text.startsWith("`")) columns.set(identifierValue(first.text), item.slice(1));
    else if (is(first, "PRIMARY")) indexes.set("PRIMARY", item.slice(2));
    else if (is(first, "PERIOD") && third?.text.startsWith("`")) {
      const [from, , to] = item.slice(4).map((piece) => identifierValue(piece.text));
      periods.set(identifierValue(third.text), [from ?? "", to ?? ""]);
    } else if (is(first, "CONSTRAINT") && is(third, "CHECK"))
      checks.set(identifierValue(second?.text ?? ""), item.slice(3));
    else {
      const key = item.findIndex((piece) => is(piece, "KEY"));
      const name = item[key + 1];
      if (key >= 0 && key <= 1 && name?.text.startsWith("`"))
        indexes.set(identifierValue(name.text), item.slice(key + 2));
    }
  }
  const rest = pieces.slice(close + 1);
  const partition = rest.findIndex((piece, at) => is(piece, "PARTITION") && is(rest[at + 1], "BY"));
  return {
    columns,
    indexes,
    checks,
    periods,
    options: partition < 0 ? rest : rest.slice(0, partition),
    ...(partition >= 0 && { partitioning: rest.slice(partition + 2) }),
  };
}

/** The tokens of a text, those in comments that a server runs among them. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let spaced = false;
  for (const token of tokenize(text, syntax)) {
    const run = /^\/\*M?!\d*([\s\S]*)\*\/$/.exec(token.text)?.[1];
    if (token.kind === "space" || token.kind === "comment") spaced = true;
    else if (run === undefined) {
      pieces.push({ text: token.text, spaced });
      spaced = false;
    } else {
      pieces.push(...piecesOf(run).map((piece, at) => (at === 0 ? { ...piece, spaced: true } : piece)));
      spaced = true;
    }
  }
  return pieces;
}

/** Where the group ends that opens at `open`; behind the end: it does not. */
export function closingAt(pieces: readonly Piece[], open: number): number {
  let depth = 0;
  for (let at = open; at < pieces.length; at++) {
    const text = pieces[at]?.text;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return at;
  }
  return pieces.length;
}

export function splitAtCommas(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const parts: Piece[][] = [[]];
  let depth = 0;
  for (const piece of pieces) {
    if (piece.text === "(") depth++;
    else if (piece.text === ")") depth--;
    if (piece.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(piece);
  }
  return parts.filter((part) => part.length > 0);
}

/** Whether a piece is this keyword, given in upper case. */
export function is(piece: Piece | undefined, keyword: string): boolean {
  return piece?.text.toUpperCase() === keyword;
}

/** The pieces as they stood, one blank for any white space. */
export function sqlOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text, spaced }, at) => (at > 0 && spaced ? ` ${text}` : text)).join("");
}

/** The group in parentheses behind a keyword, with them; `undefined`: the keyword is not there. */
export function groupBehind(pieces: readonly Piece[], keyword: string): string | undefined {
  const at = pieces.findIndex((piece, index) => is(piece, keyword) && pieces[index + 1]?.text === "(");
  return at < 0 ? undefined : sqlOf(pieces.slice(at + 1, closingAt(pieces, at + 1) + 1));
}

/** What may follow the default of a column. */
const behindDefault = ["ON", "COMMENT", "CHECK", "REFERENCES", "WITHOUT", "INVISIBLE", "UNIQUE", "PRIMARY"];

/** The default that stands with a column, as it is written; `undefined`: none does. */
export function defaultIn(pieces: readonly Piece[]): string | undefined {
  const at = pieces.findIndex((piece) => is(piece, "DEFAULT"));
  if (at < 0) return undefined;
  let end = at + 1;
  while (end < pieces.length && !behindDefault.some((word) => is(pieces[end], word)))
    end = pieces[end]?.text === "(" ? closingAt(pieces, end) + 1 : end + 1;
  return sqlOf(pieces.slice(at + 1, end));
}

/** A name with a value, `STATS_PERSISTENT=1`, as table options, options of an index and of a partition are written. */
export interface Assignment {
  /** In upper case; of two words with a blank between them. */
  readonly name: string;
  /** As SQL writes it: words in upper case, texts in single quotes. */
  readonly value: string;
}

/** Every `NAME=value` and `NAME = value` outside of parentheses. */
export function assignmentsOf(pieces: readonly Piece[]): readonly Assignment[] {
  return pieces.flatMap((piece, at): readonly Assignment[] => {
    const next = pieces[at + 1];
    const value = pieces[at + 2];
    if (next?.text !== "=" || !value) return [];
    const before = pieces[at - 1];
    const isSecond = is(piece, "DIRECTORY") && before !== undefined;
    const name = identifierValue(piece.text).toUpperCase();
    return [{ name: isSecond ? `${before.text.toUpperCase()} ${name}` : name, value: valueOf(value.text) }];
  });
}

function valueOf(text: string): string {
  if (/^['"]/.test(text)) return quotedValue(literalValue(text));
  return text.startsWith("`") ? text : text.toUpperCase();
}

function quotedValue(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (char) => (char === "'" ? "''" : "\\\\"))}'`;
}
