import { any, define, defineRest, type HclFunction, list, object, some, texts, whole } from "../call.ts";
import { ConversionError, distinct, setOf, toText } from "../convert.ts";
import {
  compareTexts,
  elements,
  equals,
  isKind,
  isList,
  objectOf,
  type ObjectValue,
  typeName,
  type Value,
} from "../value.ts";
import { spend } from "../work.ts";
import { characters } from "./strings.ts";

/** How many elements `setproduct` makes at most. */
const maxProduct = 100_000;

export const collectionFunctions: Readonly<Record<string, HclFunction>> = {
  chunklist: define([list("list"), whole("size")], chunks),
  coalescelist: defineRest([list("vals")], list("vals"), (rest, first) => {
    const found = [first, ...rest].find((items) => items.length > 0);
    if (found) return found;
    throw new ConversionError("all lists are empty");
  }),
  compact: define([list("list")], (items) =>
    items.filter((item) => item !== null && toText(item) !== "").map(toText),
  ),
  concat: defineRest([], list("seqs"), (lists) => {
    for (const { length } of lists) spend(length);
    return lists.flat();
  }),
  contains: define([list("list"), any("value")], (items, value) => items.some((item) => equals(item, value))),
  distinct: define([list("list")], distinct),
  element: define([list("list"), whole("index")], (items, index) => {
    if (items.length === 0) throw new ConversionError("the list is empty");
    // Beyond the end it starts over; below zero it counts from the end.
    return items[((index % items.length) + items.length) % items.length] ?? null;
  }),
  empty: define([any("value")], (value) => value === null || value === "" || sizeOf(value) === 0),
  flatten: define([list("list")], flatten),
  index: define([list("list"), any("value")], (items, value) => {
    const at = items.findIndex((item) => equals(item, value));
    if (at >= 0) return at;
    throw new ConversionError("item not found");
  }),
  keys: define([object("map")], (map) => [...map.fields.keys()].toSorted(compareTexts)),
  length: define([some("value")], (value) => {
    const size = typeof value === "string" ? characters(value).length : sizeOf(value);
    if (size !== undefined) return size;
    throw new ConversionError(`a list, an object or a text is required, not ${typeName(value)}`);
  }),
  merge: defineRest([], any("maps"), (maps) =>
    objectOf(maps.filter((map) => map !== null).flatMap((map) => [...object("maps").read(map).fields])),
  ),
  reverse: define([list("list")], (items) => items.toReversed()),
  setintersection: defineRest([list("sets")], list("sets"), (rest, first) =>
    setOf(first.filter((item) => rest.every((other) => other.some((candidate) => equals(candidate, item))))),
  ),
  setproduct: defineRest([list("sets")], list("sets"), (rest, first) => product([first, ...rest])),
  setsubtract: define([list("a"), list("b")], (a, b) =>
    setOf(a.filter((item) => !b.some((other) => equals(item, other)))),
  ),
  setunion: defineRest([list("sets")], list("sets"), (rest, first) => setOf([first, ...rest].flat())),
  slice: define([list("list"), whole("start"), whole("end")], (items, start, end) => {
    if (start < 0 || end > items.length || start > end)
      throw new ConversionError(`${start} to ${end} is no part of a list of ${items.length}`);
    return items.slice(start, end);
  }),
  sort: define([texts("list")], (items) => items.toSorted(compareTexts)),
  values: define([object("mapping")], (map) => elements(map)?.map(([, item]) => item) ?? []),
  zipmap: define([texts("keys"), list("values")], zip),
};

function sizeOf(value: Value): number | undefined {
  if (isList(value)) return value.length;
  if (isKind(value, "set")) return value.items.length;
  return isKind(value, "object") ? value.fields.size : undefined;
}

function chunks(items: readonly Value[], size: number): Value {
  if (size < 0) throw new ConversionError("the size must not be negative");
  if (size === 0) return [items];
  return Array.from({ length: Math.ceil(items.length / size) }, (_none, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

function flatten(items: readonly Value[]): readonly Value[] {
  spend(items.length);
  return items.flatMap((item) =>
    isList(item) ? flatten(item) : isKind(item, "set") ? flatten(item.items) : [item],
  );
}

function product(sets: readonly (readonly Value[])[]): Value {
  if (sets.length < 2) throw new ConversionError("at least two sets are required");
  if (sets.reduce((count, { length }) => count * length, 1) > maxProduct)
    throw new ConversionError(`the product has more than ${maxProduct} elements`);
  return sets.reduce<readonly (readonly Value[])[]>(
    (rows, set) => rows.flatMap((row) => set.map((item) => [...row, item])),
    [[]],
  );
}

function zip(keys: readonly string[], values: readonly Value[]): ObjectValue {
  if (keys.length !== values.length)
    throw new ConversionError(`${keys.length} keys do not fit ${values.length} values`);
  return objectOf(keys.map((key, at) => [key, values[at] ?? null]));
}
