import type { VariableInput } from "@atlas/core";
import { isKind, isList, isNumber, typeName, type Value } from "@atlas/hcl";
import type { SettingsBlock } from "./block.ts";

/** A value as plain data; `undefined` for what is none, such as raw SQL. Whole numbers beyond 2^53 are texts. */
export function plainOf(value: Value): VariableInput | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (isNumber(value)) return typeof value === "bigint" ? String(value) : value;
  if (isList(value) || isKind(value, "set")) {
    const items = (isList(value) ? value : value.items).map(plainOf);
    return items.some((item) => item === undefined) ? undefined : items.filter((item) => item !== undefined);
  }
  if (!isKind(value, "object")) return undefined;
  const fields: [string, VariableInput][] = [];
  for (const [key, field] of value.fields) {
    const plain = plainOf(field);
    if (plain === undefined) return undefined;
    fields.push([key, plain]);
  }
  return Object.fromEntries(fields);
}

/** @throws {AtlasError} `E_HCL` for a value that is no plain data. */
export function plainMap(
  values: ReadonlyMap<string, Value>,
  block: SettingsBlock,
  attribute?: string,
): Readonly<Record<string, VariableInput>> {
  return Object.fromEntries(
    [...values].map(([key, value]) => {
      const plain = plainOf(value);
      if (plain !== undefined) return [key, plain];
      throw block.problem(
        `${key} is no plain value but ${typeName(value)}`,
        "Give a text, a number, true or false, or a list or map of them.",
        attribute ?? key,
      );
    }),
  );
}
