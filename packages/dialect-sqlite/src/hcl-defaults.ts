import { type BlockReader, quoted, rawSql } from "@atlas/hcl";
import { isLiteral, quoteLiteral } from "@atlas/sql";
import { cleanSql } from "./hcl-expressions.ts";
import { affinity } from "./kinds/table/affinity.ts";
import { scan } from "./scan.ts";
import { fold, inParentheses, sameExpression, withoutParentheses } from "./text.ts";

/** A text, or a number or boolean as it is written. */
type Literal = { readonly text: string } | { readonly bare: string };

/**
 * A default as HCL writes it: text, numbers and booleans as such, all else as `sql("…")`. A literal is only
 * written where reading it back gives the same SQL.
 *
 * @param sql - as the model holds it: `'ok'`, `0`, `(1 + 2)`, `CURRENT_TIMESTAMP`.
 */
export function printDefault(sql: string, type: string): string {
  const inner = withoutParentheses(sql);
  const value = literalOf(inner);
  if (value === undefined || !sameExpression(literalSql(value, type), inner)) return rawSql(inner);
  return "text" in value ? quoted(value.text) : value.bare;
}

/** The SQL behind DEFAULT; `undefined`: there is none. */
export function readDefault(block: BlockReader, attribute: string, type: string): string | undefined {
  const value = block.sqlOrLiteral(attribute);
  if (value === undefined) return undefined;
  if ("sql" in value) return defaultSql(cleanSql(value.sql));
  const { literal, text } = value;
  return literalSql(
    typeof literal === "string" ? { text: literal } : { bare: text ?? String(literal) },
    type,
  );
}

function literalOf(sql: string): Literal | undefined {
  if (isLiteral(sql)) return { text: sql.slice(1, -1).replaceAll("''", "'") };
  if (/^(?:true|false)$/i.test(sql)) return { bare: fold(sql) };
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(sql) ? { bare: sql } : undefined;
}

/** Numbers and booleans stand bare save in columns of text; texts are quoted save numbers in columns of numbers. */
function literalSql(value: Literal, type: string): string {
  if ("bare" in value) return affinity(type) === "TEXT" ? quoteLiteral(value.bare) : value.bare;
  const { text } = value;
  // A text that brings its quotes along keeps them.
  if (/^'.*'$/s.test(text) && text.length > 1) return text;
  return isNumeric(type) && /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(text) ? text : quoteLiteral(text);
}

/** Types whose values are numbers or booleans; dates, for all their affinity, are not. */
function isNumeric(type: string): boolean {
  return /int|real|floa|doub|numeric|decimal|bool/i.test(type);
}

/** What SQL takes behind DEFAULT: a literal, a signed number or one word as it is, all else in parentheses. */
function defaultSql(sql: string): string {
  const tokens = scan(sql);
  const [first] = tokens;
  const last = tokens.at(-1);
  const isSigned =
    tokens.length === 2 && (first?.text === "-" || first?.text === "+") && last?.kind === "number";
  const isSimple = tokens.length === 1 && first?.kind !== "symbol" && first?.kind !== "parameter";
  return isSigned || isSimple ? sql : inParentheses(sql);
}
