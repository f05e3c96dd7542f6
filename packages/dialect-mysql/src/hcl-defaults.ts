import { type BlockReader, quoted, rawSql } from "@atlas/hcl";
import { isLiteral } from "@atlas/sql";
import { inParentheses } from "./expressions.ts";
import type { Default } from "./kinds/table/model.ts";
import { literalValue } from "./literals.ts";
import { isNumericType, typeFamily } from "./types.ts";

const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const bits = /^(?:0x[\da-f]+|b'[01]*')$/i;

/** A default as HCL writes it: numbers and texts as such, bytes and bits and all else as `sql("…")`. */
export function printDefault(value: Default, type: string): string {
  if ("sql" in value) return rawSql(value.sql);
  const { literal } = value;
  if (isNumericType(type) && plainNumber.test(literal)) return literal;
  const family = typeFamily(type);
  return (family === "bit" || family === "binary") && bits.test(literal) ? rawSql(literal) : quoted(literal);
}

/** `undefined`: there is none, or NULL. */
export function readDefault(block: BlockReader, attribute: string, type: string): Default | undefined {
  const value = block.sqlOrLiteral(attribute);
  if (value === undefined) return undefined;
  if ("sql" in value) return sqlDefault(value.sql.trim(), type);
  const { literal, text } = value;
  if (typeof literal === "boolean")
    return { literal: isNumericType(type) ? String(Number(literal)) : String(literal) };
  return { literal: typeof literal === "string" ? literal : (text ?? String(literal)) };
}

function sqlDefault(sql: string, type: string): Default | undefined {
  if (/^\(*null\)*$/i.test(sql)) return undefined;
  const family = typeFamily(type);
  if ((family === "bit" || family === "binary") && bits.test(sql)) return { literal: sql };
  if (isNumericType(type) && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(sql)) return { literal: sql };
  if (isLiteral(sql, true)) return { literal: literalValue(sql) };
  return { sql: isBare(sql) ? sql : inParentheses(sql) };
}

/** What SQL takes behind DEFAULT without parentheses, where parentheses would make something else of it. */
function isBare(sql: string): boolean {
  return (
    /^(?:current_timestamp|now|localtime|localtimestamp)\s*(?:\(\s*\d*\s*\))?$/i.test(sql) || bits.test(sql)
  );
}
