import type { ModelTable, SqlSyntax } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import type { LintStatement } from "../../analyzer.ts";
import { isSameName, means, nameOf, splitList, TokenReader } from "../../statements/names.ts";

interface Filled {
  readonly table: ModelTable;
  readonly column: string;
  /** What the rows hold before, as findings show it: `0`, `"a"`. */
  readonly value: string;
}

/** Whether one of these statements gives the column another value in all rows, or in those that hold this one. */
export function isFilledLater(
  statements: readonly LintStatement[],
  filled: Filled,
  syntax: SqlSyntax,
): boolean {
  return statements.some(({ text }) => isUpdateOf(text, filled, syntax));
}

function isUpdateOf(text: string, { table, column, value }: Filled, syntax: SqlSyntax): boolean {
  const reader = TokenReader.of(text, syntax);
  if (!reader.take("UPDATE")) return false;
  while (reader.takeOne("LOW_PRIORITY", "IGNORE"));
  const written = reader.path();
  if (!written || !means(written, table, syntax)) return false;
  reader.take("AS");
  if (!reader.take("SET")) {
    reader.name();
    if (!reader.take("SET")) return false;
  }
  const rest = reader.tokens.slice(reader.at);
  const where = rest.findIndex((token) => isKeyword(token, "WHERE"));
  const assignments = splitList(where < 0 ? rest : rest.slice(0, where));
  const isSet = assignments.some((assignment) => {
    const equals = assignment.findIndex((token) => token.text === "=");
    return isColumn(assignment.slice(0, Math.max(equals, 0)), column, syntax);
  });
  if (!isSet || where < 0) return isSet;
  const condition = rest.slice(where + 1).filter((token) => token.text !== ";");
  const equals = condition.findIndex((token) => token.text === "=");
  const [literal, ...more] = condition.slice(equals + 1);
  return (
    equals > 0 &&
    isColumn(condition.slice(0, equals), column, syntax) &&
    literal !== undefined &&
    more.length === 0 &&
    isValue(literal.text, value)
  );
}

/** `c`, `t.c`. */
function isColumn(tokens: readonly Token[], column: string, syntax: SqlSyntax): boolean {
  const last = tokens.at(-1);
  return last !== undefined && tokens.length <= 5 && isSameName(nameOf(last, syntax), column, syntax);
}

/** Zeros of dates and times are written in several ways. */
function isValue(literal: string, value: string): boolean {
  const [one, other] = [bare(literal), bare(value)];
  const isZero = /^[0:\- ]+$/;
  return one === other || (isZero.test(one) && isZero.test(other));
}

function bare(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
