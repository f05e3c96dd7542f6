import type { ModelAttributes, ModelValue } from "@atlas/core";
import type { Option } from "../kinds/table/model.ts";

/** Attributes without those that say nothing. */
export function known(values: Readonly<Record<string, ModelValue | undefined>>): ModelAttributes {
  const found: Record<string, ModelValue> = {};
  // Thousands of columns come by: no pair is made for each attribute.
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** A list as one text; empty: nothing to say. */
export function listText(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(", ");
}

const none: ModelAttributes = {};

/** Storage parameters under their own names: `fillfactor`, `toast.autovacuum_enabled`. */
export function storageParameters(options: readonly Option[]): ModelAttributes {
  if (options.length === 0) return none;
  return Object.fromEntries(options.map(({ name, value }) => [name, settingValue(value)]));
}

function settingValue(value: string): ModelValue {
  if (/^(?:true|on|yes)$/i.test(value)) return true;
  if (/^(?:false|off|no)$/i.test(value)) return false;
  return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}

/** A comment where there is one, to be spread. */
export function commentOf(object: { readonly comment?: string }): { readonly comment?: string } {
  return object.comment === undefined ? {} : { comment: object.comment };
}
