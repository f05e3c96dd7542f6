import { type Token, tokenize } from "@atlas/sql";
import { literalValue, utf8Text } from "./literals.ts";
import { ident, syntax } from "./text.ts";

/** What stands behind a backslash for something else. */
const escaped: Readonly<Record<string, string>> = { n: "\n", r: "\r", "0": "\0" };

/**
 * An expression as the catalog of MySQL writes it, as SQL: the catalog puts a backslash before quotes and backslashes,
 * and instead of the ends of lines, and writes each byte of names and literals as if it were a character of latin1.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/information-schema-check-constraints-table.html
 */
export function mysqlExpression(text: string): string {
  const sql = text.replaceAll(/\\(['\\nr0])/g, (_all, char: string) => escaped[char] ?? char);
  if (!/[\u0080-\u00ff]/.test(sql)) return sql;
  const tokens = tokenize(sql, syntax);
  return tokens.map((token, at) => realText(token, tokens[at - 1])).join("");
}

function realText({ kind, text }: Token, before: Token | undefined): string {
  // What holds other characters, too, is shown as it is.
  if (!/[\u0080-\u00ff]/.test(text) || /[^\0-\u00ff]/.test(text)) return text;
  const bytes = Buffer.from(text, "latin1");
  const charset = kind === "string" ? /^_(\w+)$/.exec(before?.text ?? "")?.[1] : undefined;
  if (charset === undefined || charset.startsWith("utf8")) return utf8Text(bytes.toString("hex")) ?? text;
  // Of any other character set a statement, which is UTF-8, cannot hold the bytes but as numbers.
  return ` 0x${Buffer.from(literalValue(text), "latin1").toString("hex").toUpperCase()}`;
}

/** The expression in one pair of parentheses, whether it has some already or not. */
export function inParentheses(sql: string): string {
  return isGroup(sql) ? sql : `(${sql})`;
}

/** The expression without parentheses around the whole. */
export function withoutParentheses(sql: string): string {
  let inner = sql.trim();
  while (isGroup(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}

/** Whether the whole is one pair of parentheses with what is inside. */
export function isGroup(sql: string): boolean {
  if (!sql.startsWith("(") || !sql.endsWith(")")) return false;
  let depth = 0;
  for (const { kind, text, end } of tokenize(sql, syntax)) {
    if (kind !== "symbol") continue;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return end === sql.length;
  }
  return false;
}

/** The expression without a schema in front of names, as a state bound to that schema has it. */
export function withoutSchema(sql: string, schema: string | null): string {
  if (schema === null || !sql.includes(`${ident(schema)}.`)) return sql;
  const tokens = tokenize(sql, syntax);
  return tokens
    .filter(({ text }, at) => {
      const isSchema = text === ident(schema) && tokens[at + 1]?.text === ".";
      const isItsDot = text === "." && tokens[at - 1]?.text === ident(schema);
      return !isSchema && !isItsDot;
    })
    .map(({ text }) => text)
    .join("");
}
