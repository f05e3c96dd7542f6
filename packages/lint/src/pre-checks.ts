import type { Model, SqlSyntax } from "@atlas/core";
import { quoteIdentifier } from "@atlas/sql";
import type { LintFile } from "./analyzer.ts";
import { withoutParentheses } from "./statements/fills.ts";
import { isNotNullTest, splitAt } from "./statements/implied-not-null.ts";
import { means, TokenReader } from "./statements/names.ts";

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
    ({ asserts, statement }) => asserts.includes(code) || asksEmpty(statement, file, table, column, syntax),
  );
}

/** `SELECT NOT EXISTS (SELECT 1 FROM t)`, of a column with `WHERE c IS NOT NULL`, and nothing else. */
function asksEmpty(
  statement: string,
  { from }: LintFile,
  table: Table,
  column: string | undefined,
  syntax: SqlSyntax,
): boolean {
  const reader = TokenReader.of(statement, syntax);
  const inner = reader.take("SELECT", "NOT", "EXISTS") ? reader.group() : undefined;
  reader.take("AS");
  reader.name();
  reader.takeSymbol(";");
  if (!inner || !reader.isDone) return false;
  const query = new TokenReader(inner, syntax);
  const isQuery = query.take("SELECT") && ["1", "*"].includes(query.current?.text ?? "");
  query.at++;
  const name = isQuery && query.take("FROM") ? query.path() : undefined;
  if (!name || !means(name, table, syntax)) return false;
  if (name.schema === undefined && !isMeantBare(table, from)) return false;
  // A table without rows has no values either.
  if (query.isDone) return true;
  if (column === undefined || !query.take("WHERE")) return false;
  const condition = withoutParentheses(query.tokens.slice(query.at));
  return splitAt(condition, "OR").some((part) => isNotNullTest(withoutParentheses(part), column, syntax));
}

/** Whether a name without a schema can only mean this table. */
function isMeantBare({ schema, name }: Table, { tables }: Model): boolean {
  return (
    schema === "" ||
    schema === "public" ||
    !tables.some((other) => other.name === name && other.schema !== schema)
  );
}
