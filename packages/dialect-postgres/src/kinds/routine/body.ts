import { tokenize, withoutTerminator } from "@atlas/sql";
import { literal } from "../../text.ts";
import { syntax } from "../../syntax.ts";
import { same } from "@atlas/core";
import type { Body } from "./model.ts";

/** Languages in which white space between words says nothing. */
const freeForm: ReadonlySet<string> = new Set(["sql", "plpgsql"]);

/** Whether white space around a body says nothing. */
export function isFreeForm(language: string): boolean {
  return freeForm.has(language);
}

/**
 * Whether two bodies say the same. In SQL and PL/pgSQL blank lines, indentation, line ends and a last semicolon do
 * not count; inside of literals every character does.
 */
export function sameBody(from: Body, to: Body, language: string): boolean {
  return same(from, to) || same(meaningOf(from, language), meaningOf(to, language));
}

/** What is compared of a body, and what its fingerprint is made of. */
export function meaningOf(body: Body, language: string): unknown {
  if (body.form !== "text") return body;
  return isFreeForm(language) ? wordsOf(body.text) : framed(body.text);
}

/** The tokens of a body; an end of line with the blanks around it is one blank, comments count. */
function wordsOf(text: string): readonly string[] {
  const settled = withoutTerminator(text.replaceAll("\r\n", "\n").replace(/^[\s;]+/, ""));
  return tokenize(settled, syntax).map(({ kind, text: token }) => {
    if (kind === "space") return token.includes("\n") ? " " : token;
    return kind === "comment" ? token.replaceAll(/\s+/g, " ").trim() : token;
  });
}

/** Without blank lines around it; the first line keeps its indentation, which some languages look at. */
function framed(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/^(?:[ \t]*\n)+/, "")
    .trimEnd();
}

/** What stands at the end of CREATE FUNCTION: `AS $$ … $$`, `AS 'lib', 'symbol'`, `BEGIN ATOMIC … END`. */
export function bodySql(body: Body, language: string): string {
  switch (body.form) {
    case "parsed":
      return body.text;
    case "symbol":
      return `AS ${body.library === undefined ? "" : `${literal(body.library)}, `}${literal(body.symbol)}`;
    case "text": {
      if (!isFreeForm(language)) return `AS ${quoteFor(body.text)}${body.text}${quoteFor(body.text)}`;
      const text = body.text.replace(/^(?:[ \t]*\r?\n)+/, "").trimEnd();
      const quote = quoteFor(text);
      if (text.includes("\n")) return `AS ${quote}\n${text}\n${quote}`;
      return text.trim() === "" ? `AS ${quote}${quote}` : `AS ${quote} ${text.trim()} ${quote}`;
    }
  }
}

/** `$$`, or `$BODY$` around a text that has that or would seem to with the quote behind it. */
function quoteFor(text: string): string {
  if (!text.includes("$$") && !text.endsWith("$")) return "$$";
  for (let number = 0; ; number++) {
    const quote = `$BODY${number === 0 ? "" : number}$`;
    if (!text.includes(quote)) return quote;
  }
}
