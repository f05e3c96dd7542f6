import { ConversionError, toBool, toNumber } from "./convert.ts";
import { calculate } from "./number.ts";
import type { BinaryOperator } from "./syntax.ts";
import { equals, isKind, typeName, unknown, type Value } from "./value.ts";

export function applyUnary(operator: "-" | "!", operand: Value): Value {
  if (isKind(operand, "unknown")) return unknown;
  if (operand === null) throw new ConversionError(`the operand of ${operator} is null`);
  if (operator === "!") return !toBool(operand);
  return calculate("-", 0, toNumber(operand)) ?? null;
}

/** @param right - computed only when the left operand does not decide already. */
export function applyBinary(operator: BinaryOperator, left: Value, right: () => Value): Value {
  if (operator === "&&" || operator === "||") {
    if (isKind(left, "unknown")) return unknown;
    const decides = operator === "||";
    if (toBool(present(left, operator)) === decides) return decides;
    const other = right();
    return isKind(other, "unknown") ? unknown : toBool(present(other, operator));
  }
  const other = right();
  if (isKind(left, "unknown") || isKind(other, "unknown")) return unknown;
  if (operator === "==") return equals(left, other);
  if (operator === "!=") return !equals(left, other);
  const a = toNumber(present(left, operator));
  const b = toNumber(present(other, operator));
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%": {
      const result = calculate(operator, a, b);
      if (result !== undefined) return result;
      const isDivision = (operator === "/" || operator === "%") && Number(b) === 0;
      throw new ConversionError(isDivision ? "a division by zero" : "the result is too large");
    }
  }
}

function present(value: Value, operator: string): Value {
  if (value === null) throw new ConversionError(`an operand of ${operator} is ${typeName(value)}`);
  return value;
}
