import { type BlockReader, quoted, rawSql } from "@atlas/hcl";
import { isLiteral } from "@atlas/sql";
import { wordOfType } from "./hcl-type-words.ts";
import type { NamedType } from "./kinds/catalog-text.ts";
import { literal } from "./text.ts";
import { parseType } from "./types.ts";

/** A text, or a number or boolean as it is written. */
type Literal = { readonly text: string } | { readonly bare: string };

const numbers: ReadonlySet<string> = new Set([
  "smallint",
  "integer",
  "bigint",
  "numeric",
  "real",
  "double precision",
]);

/**
 * A default as HCL writes it: text, numbers and booleans as such, all else as `sql("…")`. A literal is only
 * written where reading it back gives the same SQL.
 *
 * @param sql - as the model holds it: `'ok'`, `0`, `now()`.
 */
export function printDefault(sql: string, type: NamedType): string {
  const value = literalOf(sql);
  if (value === undefined || literalSql(value, type) !== sql) return rawSql(sql);
  return "text" in value ? quoted(value.text) : value.bare;
}

/** The SQL that the attribute stands for; `undefined`: there is none. */
export function readDefault(block: BlockReader, attribute: string, type: NamedType): string | undefined {
  const value = block.sqlOrLiteral(attribute);
  if (value === undefined) return undefined;
  if ("sql" in value) return value.sql;
  const { literal: said, text } = value;
  return literalSql(typeof said === "string" ? { text: said } : { bare: text ?? String(said) }, type);
}

function literalOf(sql: string): Literal | undefined {
  if (isLiteral(sql)) return { text: sql.slice(1, -1).replaceAll("''", "'") };
  return /^(?:true|false)$/.test(sql) || isPlainNumber(sql) ? { bare: sql } : undefined;
}

/** A number as HCL writes one. */
export function isPlainNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);
}

/** Numbers and booleans stand bare where the type takes them so; everything else is quoted. */
function literalSql(value: Literal, type: NamedType): string {
  if ("bare" in value) return takesBare(type) ? value.bare : literal(value.bare);
  const { text } = value;
  // A text that brings its quotes along keeps them; double ones become those of SQL.
  if (/^'.*'$/s.test(text) && text.length > 1) return text;
  if (/^".*"$/s.test(text) && text.length > 1) return literal(text.slice(1, -1));
  const { base, array } = parseType(type.type);
  if (!array && numbers.has(base) && /^-?\d+(?:\.\d+)?$/.test(text)) return text;
  if (!array && base === "boolean" && /^(?:true|false)$/i.test(text)) return text;
  return literal(text);
}

/** Types that we do not know, such as domains, are left to the server. */
function takesBare({ type, typeRef }: NamedType): boolean {
  const { base, array } = parseType(type);
  if (array || typeRef?.kind === "enum") return false;
  return numbers.has(base) || base === "boolean" || wordOfType(base) === undefined;
}
