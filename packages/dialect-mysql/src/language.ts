import type { SchemaLanguage } from "@atlas/core";
import { schemaLanguage } from "@atlas/hcl";
import type { MysqlKind } from "./kind.ts";

/** Types of blocks in the order in which a document has them; schemas come last. */
const order = ["table", "view", "sequence", "function", "procedure", "trigger", "event"];

/** Schemas in HCL, as the kinds write and read their blocks. */
export function languageOf(kinds: readonly MysqlKind[]): SchemaLanguage {
  return schemaLanguage({ codecs: Object.fromEntries(kinds.map(({ name, hcl }) => [name, hcl])), order });
}
