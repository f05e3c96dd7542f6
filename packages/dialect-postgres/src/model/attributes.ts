import type { ModelAttributes, ModelValue } from "@atlas/core";
import type { Option } from "../kinds/table/model.ts";

/** Attributes without those that say nothing. */
export function known(values: Readonly<Record<string, ModelValue | undefined>>): ModelAttributes {
  return Object.fromEntries(
    // `undefined` is filtered out here and nowhere else.
    Object.entries(values).filter((entry): entry is [string, ModelValue] => entry[1] !== undefined),
  );
}

/** A list as one text; empty: nothing to say. */
export function listText(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(", ");
}

/** Storage parameters under their own names: `fillfactor`, `toast.autovacuum_enabled`. */
export function storageParameters(options: readonly Option[]): ModelAttributes {
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
