import type { Expression } from "../syntax.ts";
import { isNumber, type Value } from "../value.ts";

/** Words are the same in any letter case, with blanks or underscores. */
export function normalizedWord(word: string): string {
  return word.toUpperCase().replaceAll(" ", "_");
}

/** Most values are plain texts and literals. `undefined`: it has to be computed (or is null). */
export function quickValue(expression: Expression): Exclude<Value, null> | undefined {
  if (expression.kind === "literal") return expression.value ?? undefined;
  if (expression.kind !== "template" || expression.parts.length !== 1) return undefined;
  const [only] = expression.parts;
  return only?.kind === "text" ? only.value : undefined;
}

/** The digits of a number as they were written, where it is written as it stands. */
export function numberText(expression: Expression | undefined): string | undefined {
  if (expression?.kind === "literal") return expression.text;
  if (expression?.kind !== "unary" || expression.operator !== "-") return undefined;
  const text = numberText(expression.operand);
  return text === undefined ? undefined : `-${text}`;
}

/** A text, or what stands for one: a number, true or false. */
export function plainText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return isNumber(value) || typeof value === "boolean" ? String(value) : undefined;
}

/** The digits of a whole number, however it is written. */
export function wholeNumber(value: Value): string | undefined {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value).toString();
  return typeof value === "string" && /^[+-]?[0-9]+$/.test(value) ? String(BigInt(value)) : undefined;
}
