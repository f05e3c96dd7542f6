import { isEqualToAny, isLess } from "./compare.ts";
import { CallError } from "./errors.ts";
import { escapeHtml, escapeJs, escapeQuery } from "./escape.ts";
import { sprint, sprintf, sprintln } from "./fmt.ts";
import { byteAt, byteSlice } from "./fmt-value.ts";
import {
  bytesOf,
  isInt,
  isList,
  isTrue,
  kindOf,
  mapMember,
  sizeOfMap,
  type TemplateFunction,
  typeName,
} from "./values.ts";

/** The functions that every template has. `and` and `or` are run by the evaluator, as they stop early. */
export const builtins: Readonly<Record<string, TemplateFunction>> = {
  and: { parameters: ["any"], rest: "any", call: (first) => first },
  or: { parameters: ["any"], rest: "any", call: (first) => first },
  not: { parameters: ["any"], call: (value) => !isTrue(value) },
  len: { parameters: ["any"], call: lengthOf },
  index: { parameters: ["any"], rest: "any", call: indexInto },
  slice: { parameters: ["any"], rest: "any", call: sliceOf },
  print: { parameters: [], rest: "any", call: (...values) => sprint(values) },
  printf: {
    parameters: ["string"],
    rest: "any",
    weight: 8,
    call: (format, ...values) => sprintf(String(format), values),
  },
  println: { parameters: [], rest: "any", call: (...values) => sprintln(values) },
  html: { parameters: [], rest: "any", weight: 8, call: (...values) => escapeHtml(shown(values)) },
  js: { parameters: [], rest: "any", weight: 8, call: (...values) => escapeJs(shown(values)) },
  urlquery: { parameters: [], rest: "any", weight: 8, call: (...values) => escapeQuery(shown(values)) },
  call: { parameters: ["any"], rest: "any", call: callValue },
  eq: { parameters: ["any"], rest: "any", call: (first, ...others) => isEqualToAny(first, others) },
  ne: { parameters: ["any", "any"], call: (a, b) => !isEqualToAny(a, [b]) },
  lt: { parameters: ["any", "any"], call: isLess },
  le: { parameters: ["any", "any"], call: (a, b) => isLess(a, b) || isEqualToAny(a, [b]) },
  gt: { parameters: ["any", "any"], call: (a, b) => !isLess(a, b) && !isEqualToAny(a, [b]) },
  ge: { parameters: ["any", "any"], call: (a, b) => !isLess(a, b) },
};

/** As an action prints them. */
function shown(values: readonly unknown[]): string {
  return sprint(values.map((value) => value ?? "<no value>"));
}

function lengthOf(value: unknown): number {
  switch (kindOf(value)) {
    case "string":
      return bytesOf(String(value)).length;
    case "slice":
      return isList(value) ? value.length : 0;
    case "map":
      return sizeOfMap(value);
    case "nil":
      throw new CallError("len of nil pointer");
    default:
      throw new CallError(`len of type ${typeName(value)}`);
  }
}

function indexInto(collection: unknown, ...keys: readonly unknown[]): unknown {
  let value = collection;
  if (value === null || value === undefined) throw new CallError("index of untyped nil");
  for (const key of keys) {
    switch (kindOf(value)) {
      case "slice":
        value = isList(value) ? value[position(key, value.length - 1)] : undefined;
        break;
      case "string": {
        const text = String(value);
        value = byteAt(text, position(key, bytesOf(text).length - 1));
        break;
      }
      case "map":
        if (!(value instanceof Map) && typeof key !== "string")
          throw new CallError(
            key === null || key === undefined
              ? "value is nil; should be of type string"
              : `value has type ${typeName(key)}; should be string`,
          );
        value = mapMember(value, key);
        break;
      case "nil":
        throw new CallError("index of nil pointer");
      default:
        throw new CallError(`can't index item of type ${typeName(value)}`);
    }
  }
  return value;
}

/** A key as a place from 0 to `last`. */
function position(key: unknown, last: number): number {
  if (key === null || key === undefined) throw new CallError("cannot index slice/array with nil");
  if (!isInt(key)) throw new CallError(`cannot index slice/array with type ${typeName(key)}`);
  if (key < 0 || key > last) throw new CallError(`index out of range: ${key}`);
  return Number(key);
}

function sliceOf(value: unknown, ...keys: readonly unknown[]): unknown {
  if (value === null || value === undefined) throw new CallError("slice of untyped nil");
  if (keys.length > 3) throw new CallError(`too many slice indexes: ${keys.length}`);
  const isText = typeof value === "string";
  if (!isText && !isList(value)) throw new CallError(`can't slice item of type ${typeName(value)}`);
  if (isText && keys.length === 3) throw new CallError("cannot 3-index slice a string");
  const size = isText ? bytesOf(value).length : value.length;
  const [from = 0, to = size, capacity = size] = keys.map((key) => position(key, size));
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`);
  if (to > capacity) throw new CallError(`invalid slice index: ${to} > ${capacity}`);
  return isText ? byteSlice(value, from, to) : value.slice(from, to);
}

function callValue(value: unknown, ...values: readonly unknown[]): unknown {
  if (value === null || value === undefined) throw new CallError("call of nil");
  if (typeof value !== "function") throw new CallError(`non-function of type ${typeName(value)}`);
  const result: unknown = Reflect.apply(value, undefined, values);
  return result;
}
