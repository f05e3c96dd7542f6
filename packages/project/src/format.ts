import type { SettingsBlock } from "./block.ts";
import { type FormatKey, formatKeys, type FormatSettings } from "./settings.ts";

/** Reads a `format` block; single templates that it lacks are those of the whole file. */
export function readFormat(block: SettingsBlock | undefined, inherited: FormatSettings): FormatSettings {
  if (!block) return inherited;
  const found: Partial<Record<FormatKey, string>> = { ...inherited };
  const read = (group: keyof typeof formatKeys): void => {
    const inner = block.block(group);
    for (const name of formatKeys[group]) {
      const text = inner?.text(name);
      // The table of names is what the type of keys is made of.
      if (text !== undefined) found[`${group}.${name}` as FormatKey] = text;
    }
    inner?.done();
  };
  read("migrate");
  read("schema");
  block.done();
  return found;
}
