import type { SchemaLanguage, SchemaObject, State } from "@atlas/core";
import { type BlockCodec, schemaLanguage } from "@atlas/hcl";
import { StateNames } from "./hcl-names.ts";
import { triggerCodec } from "./kinds/hcl/trigger.ts";
import { viewCodec } from "./kinds/hcl/view.ts";
import { tableCodec } from "./kinds/table/hcl/table.ts";

/** Types of blocks in the order in which a document has them; schemas come last. */
const order = ["table", "view", "trigger"];

const nothing: State = {
  dialect: "sqlite",
  version: "",
  scope: { bound: null, schemas: [] },
  objects: [],
  unmanaged: [],
};

/** Reading needs no names: references say what they refer to. */
const reading = languageFor(nothing);

/** SQLite's schemas in HCL. Names are written as they are declared, in whatever case of letters they are used. */
export const language: SchemaLanguage = {
  print: (state, boundName) => languageFor(state).print(state, boundName),
  read: (texts, options) => reading.read(texts, options),
};

function languageFor(state: State): SchemaLanguage {
  const names = new StateNames(state);
  // The language hands each codec the objects of its own kind.
  const codecs = {
    table: tableCodec(names),
    view: viewCodec,
    trigger: triggerCodec(names),
  } as unknown as Readonly<Record<string, BlockCodec<SchemaObject>>>;
  return schemaLanguage({ codecs, order });
}
