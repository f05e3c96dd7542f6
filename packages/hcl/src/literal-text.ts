import { ProblemError, type Range } from "./problem.ts";
import type { Template } from "./syntax.ts";
import type { Token } from "./token-list.ts";

const simpleEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
};

/**
 * The characters that a literal part of a template means. Backslashes count in quotes alone, `$${` and `%%{`
 * everywhere.
 *
 * @param range - where the text stands, for problems in it.
 */
export function readEscapes(text: string, range: Range, form: Template["form"]): string {
  if (form === "heredoc") return text.replaceAll(/([$%])\1\{/g, "$1{");
  return text.replaceAll(
    /([$%])\1\{|\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gsu,
    (whole, sign: string | undefined, short: string | undefined, long: string | undefined, ...rest) => {
      if (sign !== undefined) return `${sign}{`;
      // `rest` is the fourth group, then the offset: what replaceAll hands over.
      const [letter, offset] = rest as [string | undefined, number];
      const code = short ?? long;
      const value =
        code === undefined ? simpleEscapes[letter ?? ""] : codePointText(Number.parseInt(code, 16));
      if (value !== undefined) return value;
      const start = range.start + offset;
      throw new ProblemError(
        `found the escape ${whole}, which is not known`,
        { start, end: start + whole.length },
        String.raw`Known are \n, \r, \t, \", \\, \uXXXX and \UXXXXXXXX; write \\ for a backslash.`,
      );
    },
  );
}

function codePointText(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/**
 * Takes the indentation that all lines of a `<<-` heredoc share off their beginnings; lines of blanks alone do
 * not count.
 *
 * @param tokens - of the heredoc itself, without those inside of its sequences.
 * @returns the new texts of the tokens that lost something, by the start of the token.
 */
export function unindent(tokens: Iterable<Token>): ReadonlyMap<number, string> {
  const indented: Token[] = [];
  let least = Number.POSITIVE_INFINITY;
  let startsLine = true;
  for (const { kind, text, ...range } of tokens) {
    if (startsLine) {
      const isBlankLine = kind === "text" && text.endsWith("\n") && text.trim() === "";
      if (!isBlankLine) least = Math.min(least, kind === "text" ? indentOf(text) : 0);
      if (kind === "text" && !isBlankLine) indented.push({ kind, text, ...range });
    }
    startsLine = kind === "text" && text.endsWith("\n");
  }
  if (least === 0) return new Map();
  return new Map(indented.map((token) => [token.start, token.text.slice(least)]));
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
