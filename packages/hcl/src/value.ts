import type { Range } from "./problem.ts";
import type { Call } from "./syntax.ts";
import { spend } from "./work.ts";

/**
 * What an expression is worth. Numbers are JavaScript's; whole numbers beyond 2^53 are bigints. Lists and
 * tuples are arrays.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | SetValue
  | ObjectValue
  | Reference
  | Capsule
  | Unknown;

/** Values without repetition, sorted. */
export interface SetValue {
  readonly kind: "set";
  readonly items: readonly Value[];
}

/** An object or a map; loops go over its keys in sorted order. */
export interface ObjectValue {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, Value>;
}

/** Stands for a block or a part of one; further steps make the path longer. */
export interface Reference {
  readonly kind: "reference";
  readonly path: readonly PathStep[];
}

/** What only its maker understands: a raw SQL expression (`type` is `sql`), the call of a type. */
export interface Capsule {
  readonly kind: "capsule";
  readonly type: string;
  readonly data: unknown;
}

/** Not known yet: what is computed from it is not known either. */
export interface Unknown {
  readonly kind: "unknown";
}

export type PathStep = string | number;

/** What names mean where an expression stands. */
export interface Scope {
  /**
   * What the beginning of a path stands for.
   *
   * @param path - the root name and all steps behind it whose names and indexes are known.
   * @returns the value and how many elements of the path it takes, the others being steps into the value;
   *   `undefined`: the root name is not known.
   */
  resolve(path: readonly PathStep[], range: Range): Resolution | undefined;
  /**
   * What the call of a function that is not in the function table stands for, such as `varchar(255)`.
   *
   * @returns `undefined`: there is no such function.
   */
  call?(name: string, args: readonly Value[], call: Call): Value | undefined;
}

export interface Resolution {
  readonly value: Value;
  readonly used: number;
}

/** The raw SQL of `sql("…")`. */
export function sqlText(value: Value): string | undefined {
  // Made by `sqlValue` alone, with a text.
  return isKind(value, "capsule") && value.type === "sql" ? (value.data as string) : undefined;
}

export function sqlValue(text: string): Capsule {
  return { kind: "capsule", type: "sql", data: text };
}

export function objectOf(fields: Iterable<readonly [string, Value]>): ObjectValue {
  return { kind: "object", fields: new Map(fields) };
}

export const unknown: Unknown = { kind: "unknown" };

type Compound = SetValue | ObjectValue | Reference | Capsule | Unknown;

export function isKind<K extends Compound["kind"]>(
  value: Value,
  kind: K,
): value is Extract<Compound, { readonly kind: K }> {
  return isCompound(value) && value.kind === kind;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isCompound(value: Value): value is Compound {
  return typeof value === "object" && value !== null && !isList(value);
}

export function isNumber(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** The type of a value as a person would name it. */
export function typeName(value: Value): string {
  if (value === null) return "null";
  if (isNumber(value)) return "number";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (isList(value)) return "list";
  if (value.kind === "capsule") return value.type;
  return value.kind;
}

/** Whether two values are the same: of one type, and in all their parts. */
export function equals(a: Value, b: Value): boolean {
  spend();
  // A bigint is never within the safe whole numbers, so that equal ones are of one type.
  if (isList(a) || isList(b))
    return (
      isList(a) && isList(b) && a.length === b.length && a.every((item, at) => equals(item, b[at] ?? null))
    );
  if (!isCompound(a) || !isCompound(b)) return a === b;
  if (a.kind === "object" && b.kind === "object")
    return (
      a.fields.size === b.fields.size &&
      [...a.fields].every(([key, value]) => b.fields.has(key) && equals(value, b.fields.get(key) ?? null))
    );
  if (a.kind === "set" && b.kind === "set") return equals(a.items, b.items);
  if (a.kind === "reference" && b.kind === "reference") return equals(a.path, b.path);
  if (a.kind === "capsule" && b.kind === "capsule") return a.type === b.type && Object.is(a.data, b.data);
  return false;
}

/** The elements with their keys, in the order of loops; `undefined` for what has none. */
export function elements(value: Value): readonly (readonly [key: Value, item: Value])[] | undefined {
  if (isList(value)) return value.map((item, at) => [at, item]);
  if (isKind(value, "set")) return value.items.map((item) => [item, item]);
  if (isKind(value, "object")) return [...value.fields].toSorted(([a], [b]) => compareTexts(a, b));
  return undefined;
}

/** By code points, as UTF-8 sorts. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const one = Array.from(a);
  const two = Array.from(b);
  for (let at = 0; at < Math.min(one.length, two.length); at++) {
    const difference = (one[at]?.codePointAt(0) ?? 0) - (two[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - two.length;
}
