import type { Ref, SqlSyntax } from "@atlas/core";
import { isParenthesized, quoteIdentifier, type Token } from "@atlas/sql";
import { scan } from "./scan.ts";

/** @see https://www.sqlite.org/lang_keywords.html */
export const syntax: SqlSyntax = {
  dollarQuotes: false,
  backslashEscapes: false,
  escapeStrings: false,
  identifierQuotes: ['"', "`", "["],
  nestedComments: false,
  hashComments: false,
  compoundStatements: ["trigger"],
  atomicBodies: false,
};

/** A quoted identifier. */
export function ident(name: string): string {
  return quoteIdentifier(name, "`");
}

/** A name as SQLite compares it: only ASCII letters lose their case. */
export function fold(name: string): string {
  return /[A-Z]/.test(name) ? name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}

/** Whether a token is this bare word, given in upper case. */
export function isWord(token: Token | undefined, keyword: string): boolean {
  if (token?.kind !== "word" || token.text.length !== keyword.length) return false;
  return token.text === keyword || token.text.toUpperCase() === keyword;
}

/** The name that a token stands for. SQLite takes string literals for names too. */
export function unquote(token: Token): string {
  const quote = token.text.charAt(0);
  if (quote === "[") return token.text.slice(1, -1);
  if (token.kind === "word") return token.text;
  return token.text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Whether two pieces of SQL differ in nothing but white space, comments and the case of bare words. */
export function sameSql(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return normalized(a) === normalized(b);
}

/** Like `sameSql`, whether or not either stands in parentheses. */
export function sameExpression(a: string | undefined, b: string | undefined): boolean {
  return a === b || sameSql(a && withoutParentheses(a), b && withoutParentheses(b));
}

/** One text for all expressions that `sameExpression` calls the same. */
export function expressionKey(sql: string): string {
  return normalized(withoutParentheses(sql));
}

/** Without parentheses around the whole of it. */
export function withoutParentheses(text: string): string {
  let inner = text;
  while (isGroup(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}

/** The text in parentheses, unless it already is one group in them. */
export function inParentheses(text: string): string {
  return isGroup(text) ? text : `(${text})`;
}

/** Whether a text is one group in balanced parentheses. In brackets stand names. */
function isGroup(text: string): boolean {
  if (!text.startsWith("(") || !text.includes("[")) return isParenthesized(text);
  const tokens = scan(text);
  let depth = 0;
  for (const [index, { kind, text: sign }] of tokens.entries()) {
    if (kind !== "symbol") continue;
    if (sign === "(") depth++;
    else if (sign === ")" && --depth === 0) return index === tokens.length - 1;
  }
  return false;
}

/** Pieces of SQL in which a column may be named. */
export function mentionsName(sql: string | undefined, name: string): boolean {
  if (sql === undefined) return false;
  const wanted = fold(name);
  return scan(sql).some(
    (token) => (token.kind === "word" || token.kind === "identifier") && fold(unquote(token)) === wanted,
  );
}

export function tableRef(name: string): Ref {
  return { kind: "table", schema: "", name };
}

/** Tables, views and indexes share their names: whoever takes one has to wait for its release. */
export function nameRef(name: string): Ref {
  return { kind: "name", schema: "", name: fold(name) };
}

export function partRef(kind: string, table: string, name: string): Ref {
  return { kind, schema: "", table, name };
}

function normalized(sql: string): string {
  return scan(sql)
    .map((token, index, tokens) => {
      if (token.kind === "word") return fold(token.text);
      if (token.kind !== "identifier") return token.text;
      // SQLite quotes the table's name when it renames a table. In double quotes may stand a text, too.
      const isText = token.text.startsWith('"') && tokens[index + 1]?.text !== ".";
      return isText ? unquote(token) : fold(unquote(token));
    })
    .join(" ");
}
