import type { SchemaLanguage } from "@atlas/core";
import { schemaLanguage } from "@atlas/hcl";
import type { PostgresKind } from "./kind.ts";
import { inCreationOrder } from "./kinds/table/creation-order.ts";

/** Types of blocks in the order in which a document has them; schemas come last. */
const order = [
  "table",
  "view",
  "materialized",
  "enum",
  "domain",
  "composite",
  "range",
  "sequence",
  "function",
  "procedure",
  "aggregate",
  "rule",
  "trigger",
  "policy",
  "event_trigger",
  "statistics",
  "collation",
  "text_search_parser",
  "text_search_template",
  "text_search_dictionary",
  "text_search_configuration",
  "foreign_table",
  "user_mapping",
  "foreign_server",
  "foreign_data_wrapper",
  "publication",
  "role",
  "default_privilege",
  "permission",
  "extension",
];

/** Schemas in HCL, as the kinds write and read their blocks. */
export function languageOf(kinds: readonly PostgresKind[]): SchemaLanguage {
  const language = schemaLanguage({
    codecs: Object.fromEntries(kinds.map(({ name, hcl }) => [name, hcl])),
    order,
  });
  // A text is the same for all that it makes.
  return { ...language, print: (state, ...rest) => language.print(inCreationOrder(state), ...rest) };
}
