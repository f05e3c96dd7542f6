import { inParentheses, mysqlExpression } from "../../expressions.ts";
import { type Server, supports } from "../../flavour.ts";
import { ident } from "../../text.ts";
import { type CreateText, groupBehind, sqlOf } from "./create-text.ts";
import type { Check } from "./model.ts";
import type { CheckRow } from "./queries.ts";

/** A check, and what only another question tells of it. */
export interface FoundCheck extends CheckRow {
  readonly enforced: boolean;
}

/**
 * A longtext with a check of its own that it holds JSON is a JSON column of MariaDB, where that is all that JSON means.
 *
 * @param checks - of the column's table.
 */
export function isJsonColumn(
  column: { readonly name: string; readonly type: string; readonly collation: string | null },
  checks: readonly FoundCheck[],
  server: Server,
): boolean {
  if (!supports(server, "jsonCheck")) return false;
  if (column.type !== "longtext" || column.collation !== "utf8mb4_bin") return false;
  return checks.some((check) => check.name === column.name && isJsonCheck(check));
}

/** Whether it is the check that a JSON column brings along. */
export function isJsonCheck({ level, name, expression }: CheckRow): boolean {
  return level === "Column" && expression === `json_valid(${ident(name)})`;
}

/** Of MariaDB's checks of a table some are not checks: every period says that its first column comes before the second. */
export function mayBePeriod({ level, expression }: CheckRow): boolean {
  return level === "Table" && /^`(?:[^`]|``)+` < `(?:[^`]|``)+`$/.test(expression);
}

/** @param create - there where the row shows less than the check is. */
export function readCheck(check: FoundCheck, server: Server, create: CreateText | undefined): Check {
  const { name, level, enforced } = check;
  const isOfColumn = level === "Column";
  return {
    name,
    expression: expressionOf(check, server, create),
    enforced,
    ...(isOfColumn && { column: name }),
  };
}

function expressionOf(
  { name, level, expression }: CheckRow,
  server: Server,
  create: CreateText | undefined,
): string {
  if (server.flavour !== "mariadb") return inParentheses(mysqlExpression(expression));
  const written =
    level === "Column"
      ? groupBehind(create?.columns.get(name) ?? [], "CHECK")
      : sqlOf(create?.checks.get(name) ?? []);
  return inParentheses(isCut(expression) && written ? written : expression);
}

/**
 * Whether an expression in the catalog of MariaDB may have lost characters: each byte of those beyond the first 65,536
 * is a question mark there.
 */
export function isCut(text: string | null): boolean {
  return text?.includes("????") === true;
}
