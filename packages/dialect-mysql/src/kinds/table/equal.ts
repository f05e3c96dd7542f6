import { tokenize } from "@atlas/sql";
import { withoutParentheses } from "../../expressions.ts";
import { syntax } from "../../text.ts";
import { canonicalType, isCharacterType } from "../../types.ts";
import { sameDefault } from "./default-text.ts";
import type {
  Check,
  Column,
  ForeignKey,
  ForeignKeyAction,
  Index,
  IndexPart,
  PrimaryKey,
  Table,
  TableOption,
} from "./model.ts";

/** Names of columns, indexes and constraints do not differ by case. */
export function fold(name: string): string {
  return name.toLowerCase();
}

/** One name for one character set: `utf8` is what older servers call `utf8mb3`. */
export function charsetKey(charset: string | undefined): string | undefined {
  return charset?.toLowerCase().replace(/^utf8$/, "utf8mb3");
}

export function collationKey(collation: string | undefined): string | undefined {
  return collation?.toLowerCase().replace(/^utf8_/, "utf8mb3_");
}

/** The character set that a collation belongs to; of those of MariaDB that go with several nothing is said. */
export function charsetOfCollation(collation: string | undefined): string | undefined {
  const key = collationKey(collation);
  return key === "binary" ? key : /^([a-z0-9]+)_/.exec(key ?? "")?.[1];
}

/** Character set and collation of a column as they are in effect: what it does not say is its table's. */
export function charsetOf(
  table: Table,
  column: Column,
): { readonly charset?: string; readonly collation?: string } {
  if (!isCharacterType(column.type)) return {};
  const charset = charsetKey(column.charset ?? charsetOfCollation(column.collation) ?? table.charset);
  const isTables = charset === charsetKey(table.charset);
  const collation = collationKey(column.collation ?? (isTables ? table.collation : undefined));
  return { ...(charset !== undefined && { charset }), ...(collation !== undefined && { collation }) };
}

export function sameCharset(tables: Pair<Table>, columns: Pair<Column>): boolean {
  const from = charsetOf(tables.from, columns.from);
  const to = charsetOf(tables.to, columns.to);
  return said(from.charset, to.charset) && said(from.collation, to.collation);
}

export interface Pair<Item> {
  readonly from: Item;
  readonly to: Item;
}

/** What one side does not say is no difference. */
function said(from: string | undefined, to: string | undefined): boolean {
  return from === undefined || to === undefined || from === to;
}

/** Type, character set and collation: what both sides of a foreign key must have alike. */
export function sameKind(tables: Pair<Table>, columns: Pair<Column>): boolean {
  return canonicalType(columns.from.type) === canonicalType(columns.to.type) && sameCharset(tables, columns);
}

/** Whether two columns are alike but for how they are computed and their checks. */
export function sameColumnFacts(tables: Pair<Table>, columns: Pair<Column>): boolean {
  const { from, to } = columns;
  return (
    from.name === to.name &&
    sameKind(tables, columns) &&
    // A computed column of MariaDB cannot say whether it takes NULL.
    (from.nullable === to.nullable ||
      (from.generated !== undefined && to.generated !== undefined && to.nullable)) &&
    sameDefault(from.default, to.default, to.type) &&
    sameDefault(sqlOf(from.onUpdate), sqlOf(to.onUpdate), "timestamp") &&
    from.autoIncrement === to.autoIncrement &&
    from.invisible === to.invisible &&
    (from.comment ?? "") === (to.comment ?? "") &&
    from.srid === to.srid &&
    from.rowPeriod === to.rowPeriod &&
    from.withoutSystemVersioning === to.withoutSystemVersioning &&
    fold(from.compressed ?? "") === fold(to.compressed ?? "")
  );
}

function sqlOf(sql: string | undefined): { readonly sql: string } | undefined {
  return sql === undefined ? undefined : { sql };
}

export function sameGenerated(from: Column, to: Column): boolean {
  return (
    from.generated?.stored === to.generated?.stored &&
    sameExpression(from.generated?.expression, to.generated?.expression)
  );
}

export function sameExpression(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || expressionKey(a) === expressionKey(b);
}

/** An expression without spaces, case of words, quotes of names and outer parentheses. */
export function expressionKey(sql: string): string {
  return tokenize(withoutParentheses(sql), syntax)
    .filter(({ kind }) => kind !== "space" && kind !== "comment")
    .map(({ kind, text }) => {
      if (kind === "word") return text.toLowerCase().replace(/^_utf8$/, "_utf8mb3");
      return kind === "identifier" && /^`[a-z_]\w*`$/i.test(text) ? text.slice(1, -1).toLowerCase() : text;
    })
    .join(" ");
}

export function samePart(a: IndexPart, b: IndexPart | undefined): boolean {
  return (
    b !== undefined &&
    (a.column === undefined) === (b.column === undefined) &&
    fold(a.column ?? "") === fold(b.column ?? "") &&
    sameExpression(a.expression, b.expression) &&
    a.prefix === b.prefix &&
    a.descending === b.descending
  );
}

export function sameParts(a: readonly IndexPart[], b: readonly IndexPart[]): boolean {
  return a.length === b.length && a.every((part, at) => samePart(part, b[at]));
}

/** The end of a row's time is a part of every unique key of a table with history, whether it is said or not. */
function saidParts(parts: readonly IndexPart[], { columns }: Table): readonly IndexPart[] {
  const end = columns.find(({ rowPeriod }) => rowPeriod === "END");
  return end ? parts.filter(({ column }) => column !== end.name) : parts;
}

export function samePrimaryKey(tables: Pair<Table>, a: PrimaryKey, b: PrimaryKey): boolean {
  return (
    sameParts(saidParts(a.parts, tables.from), saidParts(b.parts, tables.to)) &&
    a.type === b.type &&
    (a.comment ?? "") === (b.comment ?? "") &&
    a.withoutOverlaps === b.withoutOverlaps
  );
}

/** @param but - leave out whether the optimizer sees it. */
export function sameIndex(a: Index, b: Index, but?: "visibility"): boolean {
  return (
    a.name === b.name &&
    a.unique === b.unique &&
    a.type === b.type &&
    fold(a.parser ?? "") === fold(b.parser ?? "") &&
    sameParts(a.parts, b.parts) &&
    (a.comment ?? "") === (b.comment ?? "") &&
    (but === "visibility" || a.invisible === b.invisible) &&
    a.withoutOverlaps === b.withoutOverlaps &&
    sameOptions(a.options, b.options)
  );
}

export function sameOptions(a: readonly TableOption[], b: readonly TableOption[]): boolean {
  const text = (options: readonly TableOption[]): string =>
    options
      .map(({ name, value }) => fold(`${name}=${value}`))
      .toSorted()
      .join();
  return text(a) === text(b);
}

/** NO ACTION is RESTRICT. */
export function actionKey(action: ForeignKeyAction): ForeignKeyAction {
  return action === "RESTRICT" ? "NO ACTION" : action;
}

export function sameForeignKey(a: ForeignKey, b: ForeignKey): boolean {
  return (
    a.name === b.name &&
    sameNames(a.columns, b.columns) &&
    a.references.schema === b.references.schema &&
    a.references.name === b.references.name &&
    sameNames(a.references.columns, b.references.columns) &&
    actionKey(a.onUpdate) === actionKey(b.onUpdate) &&
    actionKey(a.onDelete) === actionKey(b.onDelete)
  );
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => fold(name) === fold(b[at] ?? ""));
}

export function sameCheck(a: Check, b: Check): boolean {
  return a.name === b.name && a.enforced === b.enforced && sameExpression(a.expression, b.expression);
}

/** Whether an expression speaks of a column. Where in doubt it does. */
export function mentions(sql: string, column: string): boolean {
  const wanted = fold(column);
  return tokenize(sql, syntax).some(({ kind, text }) => {
    if (kind === "word") return fold(text) === wanted;
    return kind === "identifier" && fold(text.slice(1, -1).replaceAll("``", "`")) === wanted;
  });
}
