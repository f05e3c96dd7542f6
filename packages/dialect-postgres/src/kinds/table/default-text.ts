import { canonicalType, parseType } from "../../types.ts";

const numbers: ReadonlySet<string> = new Set([
  "smallint",
  "integer",
  "bigint",
  "numeric",
  "real",
  "double precision",
]);
/** Types whose literals keep the cast: the text alone would not say what it is. */
const keepCast: ReadonlySet<string> = new Set(["interval"]);

/**
 * The default as people write it: `'x'::character varying` of such a column is `'x'`, `'-1'::integer` is `-1`.
 * A cast to anything but the column's own type stays, as it means something.
 *
 * @param columnType - `format_type` of the column.
 */
export function normalDefault(expression: string, columnType: string): string {
  const cast = /^('[^']*(?:''[^']*)*')::(.+)$/s.exec(expression);
  if (!cast?.[1] || !cast[2]) return expression;
  const own = parseType(columnType);
  const target = parseType(cast[2]);
  if (own.base !== target.base || own.array !== target.array || keepCast.has(own.base.split(" ")[0] ?? ""))
    return expression;
  if (
    target.modifiers.length > 0 &&
    canonicalType(columnType) !== canonicalType(cast[2]) &&
    target.base !== "character"
  )
    return expression;
  const content = cast[1].slice(1, -1);
  if (!own.array && numbers.has(own.base) && /^-?\d+(?:\.\d+)?$/.test(content)) return content;
  return cast[1];
}
