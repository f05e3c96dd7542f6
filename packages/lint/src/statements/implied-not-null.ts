import type { ModelTable, SqlSyntax } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import { topLevel, withoutParentheses } from "./fills.ts";
import { isSameName, TokenReader } from "./names.ts";

/** Whether a check of the table that holds for all of its rows says that the column is not NULL. */
export function isProvenNotNull(table: ModelTable, column: string, syntax: SqlSyntax): boolean {
  return table.checks.some(
    ({ validated, enforced, expression }) =>
      validated && enforced && impliesNotNull(expression, column, syntax),
  );
}

/** Whether `c IS NOT NULL` is a condition, or all of whose parts (joined by AND) one is. */
export function impliesNotNull(expression: string, column: string, syntax: SqlSyntax): boolean {
  if (!/NULL/i.test(expression)) return false;
  const pending: (readonly Token[])[] = [significantTokens(expression, syntax)];
  // Nobody nests deeper; a text that does is not read to its end a thousand times.
  for (let round = 0, tokens = pending.pop(); tokens && round < 200; round++, tokens = pending.pop()) {
    const inner = withoutParentheses(tokens);
    if (isNotNullTest(inner, column, syntax)) return true;
    // What stands beside an OR need not hold.
    if (["OR", "XOR"].some((word) => topLevel(inner, word) !== undefined)) continue;
    const parts = splitAt(inner, "AND");
    if (parts.length > 1) pending.push(...parts);
  }
  return false;
}

/** `c IS NOT NULL`, `c NOTNULL`, `NOT c IS NULL`. */
export function isNotNullTest(tokens: readonly Token[], column: string, syntax: SqlSyntax): boolean {
  const isNegated = isKeyword(tokens[0], "NOT");
  const reader = new TokenReader(isNegated ? withoutParentheses(tokens.slice(1)) : tokens, syntax);
  const name = reader.path();
  if (!name || !isSameName(name.name, column, syntax)) return false;
  const isTest = isNegated
    ? reader.take("IS", "NULL") || reader.take("ISNULL")
    : reader.take("IS", "NOT", "NULL") || reader.take("NOTNULL");
  return isTest && reader.isDone;
}

/** The tokens between a keyword outside of parentheses. */
export function splitAt(tokens: readonly Token[], keyword: string): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === "(") depth++;
    else if (token.kind === "symbol" && token.text === ")") depth--;
    if (depth === 0 && isKeyword(token, keyword)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
