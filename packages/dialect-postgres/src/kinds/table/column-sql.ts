import { ident } from "../../text.ts";
import type { Column, Generated, Table } from "./model.ts";
import { inParentheses } from "./parentheses.ts";
import { identitySql, printedType } from "./sequences.ts";

/** `"c" <type> NOT NULL DEFAULT … COLLATE …`, as in CREATE TABLE and ADD COLUMN. */
export function columnSql(table: Table, column: Column): string {
  return [
    ident(column.name),
    printedType(column),
    nullSql(column),
    ...defaultSql(column),
    ...(column.collation === undefined ? [] : [`COLLATE ${column.collation}`]),
    ...(column.identity ? [identitySql(table, column, column.identity)] : []),
    ...(column.generated ? [generatedSql(column.generated)] : []),
  ].join(" ");
}

/** Without a word a column that a parent has, too, gets the default of that one. */
function defaultSql({ default: own, inheritsDefault }: Column): readonly string[] {
  if (own !== undefined) return [`DEFAULT ${own}`];
  return inheritsDefault === false ? ["DEFAULT NULL"] : [];
}

/** Always said. A constraint that was never checked is added afterwards; a serial column always starts as NOT NULL. */
function nullSql(column: Column): string {
  if (column.serial) return `${notNullLabel(column)}NOT NULL`;
  if (!column.notNull || column.notNullNotValid) return "NULL";
  return `${notNullLabel(column)}NOT NULL${column.notNullNoInherit ? " NO INHERIT" : ""}`;
}

function notNullLabel(column: Column): string {
  return column.notNullName === undefined ? "" : `CONSTRAINT ${ident(column.notNullName)} `;
}

export function generatedSql(generated: Generated): string {
  return `GENERATED ALWAYS AS ${inParentheses(generated.expression)} ${generated.kind === "stored" ? "STORED" : "VIRTUAL"}`;
}
