import type { SqlSyntax } from "@atlas/core";
import { quoteIdentifier, significantTokens, type Token } from "@atlas/sql";
import type { LintFile } from "./analyzer.ts";

interface Table {
  readonly schema: string;
  readonly name: string;
}

/**
 * The check that a table is empty, or that a column of it is, as a line of a check file.
 *
 * @param isQualified - the table is written with its schema.
 */
export function emptyCheck(
  table: Table,
  column: string | undefined,
  syntax: SqlSyntax,
  isQualified: boolean,
): string {
  const ident = (name: string): string =>
    quoteIdentifier(name, syntax.identifierQuotes.includes("`") ? "`" : '"');
  const name =
    isQualified && table.schema !== "" ? `${ident(table.schema)}.${ident(table.name)}` : ident(table.name);
  const where = column === undefined ? "" : ` WHERE ${ident(column)} IS NOT NULL`;
  return `SELECT NOT EXISTS (SELECT 1 FROM ${name}${where}) AS ${ident("is_empty")};`;
}

/**
 * Whether a check of the file stands for a finding: it names the code, or it asks whether this table (or the column of
 * it) is empty.
 */
export function isChecked(
  file: LintFile,
  code: string,
  table: Table,
  column: string | undefined,
  syntax: SqlSyntax,
): boolean {
  return file.checks.some(
    ({ asserts, statement }) => asserts.includes(code) || asksEmpty(statement, table, column, syntax),
  );
}

function asksEmpty(statement: string, table: Table, column: string | undefined, syntax: SqlSyntax): boolean {
  const words = significantTokens(statement, syntax).map(wordOf);
  const start = ["select", "not", "exists", "(", "select"];
  if (!start.every((word, index) => words[index] === word)) return false;
  const from = words.indexOf("from");
  const what = words.slice(start.length, from).join("");
  if (from < 0 || (what !== "1" && what !== "*")) return false;
  const end = words.indexOf(")", from);
  const inner = words.slice(from + 1, end < 0 ? undefined : end);
  const where = inner.indexOf("where");
  const names = (where < 0 ? inner : inner.slice(0, where)).filter((word) => word !== ".");
  if (!isNamed(names, table)) return false;
  const condition = where < 0 ? [] : inner.slice(where + 1);
  if (column === undefined) return condition.length === 0;
  // A table without rows has no values either.
  if (condition.length === 0) return true;
  const isNotNull = condition.slice(-3).join(" ") === "is not null";
  return isNotNull && condition.at(-4) === column.toLowerCase() && condition.length <= 6;
}

function isNamed(names: readonly string[], { schema, name }: Table): boolean {
  const last = names.at(-1);
  if (last !== name.toLowerCase() || names.length > 2) return false;
  return names.length === 1 || schema === "" || names[0] === schema.toLowerCase();
}

/** A word or a name without its quotes, in lower case. */
function wordOf({ kind, text }: Token): string {
  if (kind !== "identifier") return text.toLowerCase();
  const quote = text.slice(-1);
  return text
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .toLowerCase();
}
