import type { SqlSyntax } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import { isSameName, means, splitList, TokenReader } from "./names.ts";

/** A statement by its place in the file and its text. */
export interface PlacedStatement {
  /** In UTF-16 units. */
  readonly start: number;
  readonly text: string;
}

export interface ColumnPath {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/**
 * Whether a statement before a place gives the column a value wherever it has none:
 * `UPDATE t SET c = …` of all rows, or of those `WHERE c IS NULL`.
 */
export function isFilledBefore(
  statements: readonly PlacedStatement[],
  position: number,
  column: ColumnPath,
  syntax: SqlSyntax,
): boolean {
  return statements.some(({ start, text }) => {
    const update = start < position ? updateOf(text, column, syntax) : undefined;
    return (
      update !== undefined && (update.where.length === 0 || isNullTest(update.where, column.column, syntax))
    );
  });
}

/**
 * Whether a statement behind a place replaces the value that a server chose by itself:
 * `UPDATE t SET c = …` of all rows, or of those `WHERE c = value`.
 *
 * @param value - bare: `0`, `00:00:00`, or the empty text.
 */
export function isFilledAfter(
  statements: readonly PlacedStatement[],
  position: number,
  column: ColumnPath & { readonly value: string },
  syntax: SqlSyntax,
): boolean {
  return statements.some(({ start, text }) => {
    const update = start > position ? updateOf(text, column, syntax) : undefined;
    if (!update) return false;
    if (update.where.length === 0) return true;
    const value = comparedValue(update.where, column.column, syntax);
    return value !== undefined && value === column.value;
  });
}

/** The condition of an UPDATE that sets the column to something; `undefined`: it is no such statement. */
function updateOf(
  text: string,
  column: ColumnPath,
  syntax: SqlSyntax,
): { readonly where: readonly Token[] } | undefined {
  const reader = TokenReader.of(text, syntax);
  if (!reader.take("UPDATE")) return undefined;
  if (reader.take("OR")) reader.at++;
  while (reader.takeOne("LOW_PRIORITY", "IGNORE", "ONLY"));
  const table = reader.path();
  if (!table || !means(table, { schema: column.schema, name: column.table }, syntax)) return undefined;
  reader.takeSymbol("*");
  // An alias, with or without AS.
  if (!isKeyword(reader.current, "SET")) {
    reader.take("AS");
    reader.name();
  }
  if (!reader.take("SET")) return undefined;
  const rest = withoutSemicolon(reader.tokens.slice(reader.at));
  const where = topLevel(rest, "WHERE");
  const assignments = rest.slice(0, where ?? rest.length);
  const condition = where === undefined ? [] : rest.slice(where + 1);
  // Of a join, and with a limit, only some rows are meant.
  const isPartial = ["FROM", "LIMIT"].some(
    (word) => topLevel(assignments, word) !== undefined || topLevel(condition, word) !== undefined,
  );
  if (isPartial || !splitList(assignments).some((one) => isAssignment(one, column.column, syntax)))
    return undefined;
  const tail = topLevel(condition, "RETURNING") ?? topLevel(condition, "ORDER");
  return { where: withoutParentheses(condition.slice(0, tail ?? condition.length)) };
}

/** `c = value` or `t.c = value`, where the value is not plainly NULL. */
function isAssignment(tokens: readonly Token[], column: string, syntax: SqlSyntax): boolean {
  const reader = new TokenReader(tokens, syntax);
  const name = reader.path();
  if (!name || !isSameName(name.name, column, syntax) || !reader.takeSymbol("=")) return false;
  const [first, second] = withoutParentheses(tokens.slice(reader.at));
  const isNothing = isKeyword(first, "NULL") || isKeyword(first, "DEFAULT");
  return first !== undefined && !(isNothing && (second === undefined || isKeyword(second, "RETURNING")));
}

function isNullTest(tokens: readonly Token[], column: string, syntax: SqlSyntax): boolean {
  const reader = new TokenReader(tokens, syntax);
  const name = reader.path();
  if (!name || !isSameName(name.name, column, syntax)) return false;
  return (reader.take("IS", "NULL") || reader.take("ISNULL")) && reader.isDone;
}

/** Of `c = value`: the bare value. */
function comparedValue(tokens: readonly Token[], column: string, syntax: SqlSyntax): string | undefined {
  const reader = new TokenReader(tokens, syntax);
  const name = reader.path();
  if (!name || !isSameName(name.name, column, syntax) || !reader.takeSymbol("=")) return undefined;
  const [value, more] = tokens.slice(reader.at);
  if (!value || more) return undefined;
  return value.kind === "string" ? value.text.slice(1, -1) : value.text;
}

/** Where a keyword stands outside of parentheses. */
export function topLevel(tokens: readonly Token[], keyword: string): number | undefined {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === "symbol" && token.text === "(") depth++;
    else if (token.kind === "symbol" && token.text === ")") depth--;
    else if (depth === 0 && isKeyword(token, keyword)) return at;
  }
  return undefined;
}

/** The tokens without pairs of parentheses around all of them. */
export function withoutParentheses(tokens: readonly Token[]): readonly Token[] {
  const closing = matching(tokens);
  let from = 0;
  let to = tokens.length;
  while (to - from > 1 && closing.get(from) === to - 1) {
    from++;
    to--;
  }
  return tokens.slice(from, to);
}

/** For each opening parenthesis the place of the one that closes it. */
function matching(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const open: number[] = [];
  const pairs = new Map<number, number>();
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== "symbol") continue;
    if (text === "(") open.push(at);
    const start = text === ")" ? open.pop() : undefined;
    if (start !== undefined) pairs.set(start, at);
  }
  return pairs;
}

function withoutSemicolon(tokens: readonly Token[]): readonly Token[] {
  return tokens.at(-1)?.text === ";" ? tokens.slice(0, -1) : tokens;
}
