import { ConversionError } from "./conversion-error.ts";
import { isWhole, numberText, parseNumber } from "./number.ts";
import {
  compareTexts,
  equals,
  isKind,
  isList,
  isNumber,
  objectOf,
  type SetValue,
  typeName,
  type Value,
} from "./value.ts";
import { spend } from "./work.ts";

export { ConversionError };

/** A type as `variable` blocks declare it. `any` takes every value as it is. */
export type Type =
  | { readonly kind: "string" | "number" | "int" | "bool" | "any" }
  | { readonly kind: "list" | "set" | "map"; readonly of: Type }
  | { readonly kind: "tuple"; readonly items: readonly Type[] }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Type> };

/** The value as a type wants it. `null` and what is not known are of every type. */
export function convert(value: Value, type: Type): Value {
  spend();
  if (value === null || isKind(value, "unknown")) return value;
  switch (type.kind) {
    case "any":
      return value;
    case "string":
      return toText(value);
    case "number":
      return toNumber(value);
    case "int": {
      const number = toNumber(value);
      if (isWhole(number)) return number;
      throw new ConversionError(`a whole number is required, not ${numberText(number)}`);
    }
    case "bool":
      return toBool(value);
    case "list":
      return itemsOf(value, "list").map((item) => convert(item, type.of));
    case "set":
      return setOf(itemsOf(value, "set").map((item) => convert(item, type.of)));
    case "map":
      return objectOf(fieldsOf(value).map(([key, item]) => [key, convert(item, type.of)]));
    case "tuple": {
      const items = itemsOf(value, "tuple");
      if (items.length !== type.items.length)
        throw new ConversionError(`expected ${type.items.length} elements, found ${items.length}`);
      return items.map((item, at) => convert(item, type.items[at] ?? { kind: "any" }));
    }
    case "object": {
      const given = new Map(fieldsOf(value));
      return objectOf(
        [...type.fields].map(([key, fieldType]) => {
          const field = given.get(key);
          if (field === undefined) throw new ConversionError(`attribute ${JSON.stringify(key)} is required`);
          return [key, convert(field, fieldType)];
        }),
      );
    }
  }
}

/** The text of a text, number or boolean. */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (isNumber(value)) return numberText(value);
  if (typeof value === "boolean") return String(value);
  throw new ConversionError(`cannot convert ${typeName(value)} to string`);
}

export function toNumber(value: Value): number | bigint {
  if (isNumber(value)) return value;
  if (typeof value !== "string") throw new ConversionError(`cannot convert ${typeName(value)} to number`);
  const number = parseNumber(value);
  if (number !== undefined) return number;
  throw new ConversionError(
    `cannot convert ${quotedText(value)} to number; given string must be a decimal representation of a number`,
  );
}

export function toBool(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  if (typeof value !== "string") throw new ConversionError(`cannot convert ${typeName(value)} to bool`);
  throw new ConversionError(
    `cannot convert ${quotedText(value)} to bool; only the strings "true" or "false" are allowed`,
  );
}

/** A text as errors show it. A long one says nothing, and may be a key or a token. */
function quotedText(text: string): string {
  return text.length <= 40 ? JSON.stringify(text) : `a text of ${text.length} characters`;
}

function itemsOf(value: Value, wanted: string): readonly Value[] {
  if (isList(value)) return value;
  if (isKind(value, "set")) return value.items;
  throw new ConversionError(`cannot convert ${typeName(value)} to ${wanted}`);
}

function fieldsOf(value: Value): readonly (readonly [string, Value])[] {
  if (isKind(value, "object")) return [...value.fields];
  throw new ConversionError(`cannot convert ${typeName(value)} to map`);
}

/** Each value once, sorted: numbers, then texts, then what has no order of its own. */
export function setOf(items: readonly Value[]): SetValue {
  return { kind: "set", items: distinct(items).toSorted(compareValues) };
}

/** Each value once, at its first place. */
export function distinct(items: readonly Value[]): readonly Value[] {
  const scalars = new Set<Value>();
  const others: Value[] = [];
  return items.filter((item) => {
    if (item !== null && typeof item === "object") {
      if (others.some((other) => equals(other, item))) return false;
      others.push(item);
      return true;
    }
    if (scalars.has(item)) return false;
    scalars.add(item);
    return true;
  });
}

function compareValues(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  return rank(a) - rank(b);
}

function rank(value: Value): number {
  return isNumber(value) ? 0 : typeof value === "string" ? 1 : typeof value === "boolean" ? 2 : 3;
}
