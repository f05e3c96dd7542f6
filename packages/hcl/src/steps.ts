import { ConversionError, toNumber, toText } from "./convert.ts";
import { isKind, isList, typeName, type Value } from "./value.ts";

/** What `.name` takes out of a value. */
export function attributeOf(holder: Value, key: Value): Value {
  if (isKind(holder, "object")) return fieldOf(holder.fields, toText(key));
  if (holder === null) throw new ConversionError(`a null value has no attribute ${quoted(key)}`);
  throw new ConversionError(`a ${typeName(holder)} has no attribute ${quoted(key)}`);
}

/** What `[key]` takes out of a value. */
export function elementOf(holder: Value, key: Value): Value {
  if (key === null) throw new ConversionError("the index is null");
  if (isKind(holder, "object")) return fieldOf(holder.fields, toText(key));
  if (!isList(holder)) throw new ConversionError(`a ${typeName(holder)} has no elements to take by index`);
  const at = Number(toNumber(key));
  const item = Number.isInteger(at) ? holder[at] : undefined;
  if (item !== undefined) return item;
  throw new ConversionError(`there is no element ${quoted(key)} in a list of ${holder.length}`);
}

function fieldOf(fields: ReadonlyMap<string, Value>, name: string): Value {
  const value = fields.get(name);
  if (value !== undefined) return value;
  throw new ConversionError(`This object does not have an attribute named ${JSON.stringify(name)}`);
}

function quoted(key: Value): string {
  return typeof key === "string" ? JSON.stringify(key) : toText(key);
}
