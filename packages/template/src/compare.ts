import { CallError } from "./errors.ts";
import { compareStrings, floatOf, isInt, kindOf, typeName } from "./values.ts";

const basicKinds: ReadonlySet<string> = new Set(["bool", "int", "float", "string"]);

/** Whether the first value equals any of the others. Integers and floating-point numbers do not compare. */
export function isEqualToAny(first: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) throw new CallError("missing argument for comparison");
  return others.some((other) => isEqual(first, other));
}

function isEqual(a: unknown, b: unknown): boolean {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === "nil" || kindB === "nil") return kindA === kindB;
  if (kindA !== kindB) throw incompatible(a, b);
  switch (kindA) {
    case "int":
      return isInt(a) && isInt(b) && BigInt(a) === BigInt(b);
    case "float":
      return floatOf(a) === floatOf(b);
    case "map":
    case "slice":
    case "func":
      throw new CallError(`non-comparable type ${typeName(a)}`);
    default:
      return a === b;
  }
}

function incompatible(a: unknown, b: unknown): CallError {
  return new CallError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

/** Whether one value comes before another. */
export function isLess(a: unknown, b: unknown): boolean {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (!basicKinds.has(kindA) || !basicKinds.has(kindB)) throw new CallError("invalid type for comparison");
  if (kindA !== kindB) throw incompatible(a, b);
  switch (kindA) {
    case "int":
      return isInt(a) && isInt(b) && BigInt(a) < BigInt(b);
    case "float":
      return floatOf(a) < floatOf(b);
    case "string":
      return compareStrings(String(a), String(b)) < 0;
    default:
      throw new CallError("invalid type for comparison");
  }
}
