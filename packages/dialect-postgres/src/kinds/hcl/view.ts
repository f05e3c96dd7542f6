import {
  attribute,
  type BlockCodec,
  type BlockReader,
  heredocOrQuoted,
  listOf,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import type { Ref } from "@atlas/core";
import { withoutTerminator } from "@atlas/sql";
import { printDefault, readDefault } from "../../hcl-defaults.ts";
import { readDependsOn } from "../../hcl-depends-on.ts";
import { requiredName } from "../../hcl-expressions.ts";
import { printOptions, readOptions } from "../../hcl-settings.ts";
import { printType, readRequiredType } from "../../hcl-types.ts";
import { options } from "../table/options.ts";
import type { View, ViewColumn } from "../view.ts";

const invoker = "security_invoker=true";
const barrier = "security_barrier=true";

export const viewCodec: BlockCodec<View> = {
  types: ["view"],
  print: (view, context) => [printView(view, context)],
  read: readView,
};

function printView(view: View, context: PrintBlockContext): PrintedBlock {
  const { comment, checkOption } = view;
  const others = view.options.filter((option) => option !== invoker && option !== barrier);
  return {
    type: "view",
    labels: context.labels("view", view.schema, view.name),
    body: [
      { name: "schema", value: context.schemaReference(view.schema) },
      ...view.columns.map((column) => printViewColumn(column, context)),
      { name: "as", value: heredocOrQuoted(view.definition) },
      ...printDependsOn(view.uses, context),
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ...attribute("check_option", checkOption),
      ...attribute("security", view.options.includes(invoker) ? "INVOKER" : undefined),
      ...attribute("security_barrier", view.options.includes(barrier) ? "true" : undefined),
      ...printOptions("options", options(others)),
    ],
  };
}

function printViewColumn(column: ViewColumn, context: PrintBlockContext): PrintedBlock {
  const { name, default: value, comment } = column;
  return {
    type: "column",
    labels: [name],
    body: [
      // The server takes no view to have columns that are never NULL.
      { name: "null", value: "true" },
      { name: "type", value: printType(column, context) },
      ...attribute("default", value === undefined ? undefined : printDefault(value, column)),
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
    ],
  };
}

/** What a query reads as a whole. */
const readable: ReadonlySet<string> = new Set(["table", "view", "materialized"]);

/** `depends_on = [table.users]`: the tables and views that a query reads, by their text. Also of materialized views. */
export function printDependsOn(uses: readonly Ref[], context: PrintBlockContext): PrintedBlock["body"] {
  const references = uses.flatMap(({ kind, schema, table, name }) => {
    const isWritten = table === undefined && readable.has(kind) && context.isDeclared(kind, schema, name);
    return isWritten ? [context.reference(kind, schema, name)] : [];
  });
  return attribute(
    "depends_on",
    references.length === 0 ? undefined : listOf([...new Set(references)].toSorted()),
  );
}

function readView(block: BlockReader, context: ReadBlockContext): View {
  const definition = readQuery(block);
  const comment = block.text("comment");
  const checkOption = block.word("check_option", ["LOCAL", "CASCADED"]);
  const settings = [
    ...(block.word("security", ["INVOKER", "DEFINER"]) === "INVOKER" ? [invoker] : []),
    ...(block.bool("security_barrier") ? [barrier] : []),
    ...readOptions(block, "options").map(({ name, value }) => `${name}=${value}`),
  ];
  return {
    kind: "view",
    schema: block.schema(),
    name: block.name,
    columns: block.blocks("column").map((column) => readViewColumn(column, context)),
    definition,
    options: settings.toSorted(),
    ...(checkOption !== undefined && { checkOption: checkOption === "LOCAL" ? "LOCAL" : "CASCADED" }),
    ...(comment && { comment }),
    uses: [...context.mentioned(definition), ...readDependsOn(block)],
  };
}

/** A query without the semicolon behind it. */
export function readQuery(block: BlockReader): string {
  const text = withoutTerminator(block.expression("as") ?? "");
  if (text) return text;
  throw block.error(
    `missing as of ${block.type} ${JSON.stringify(block.name)}`,
    'Give its query: `as = "SELECT …"`.',
  );
}

function readViewColumn(block: BlockReader, context: ReadBlockContext): ViewColumn {
  const name = requiredName(block);
  const { type, typeRef } = readRequiredType(block, "type", context);
  // Nothing of the view depends on it.
  block.bool("null");
  const value = readDefault(block, "default", { type, ...(typeRef && { typeRef }) });
  const comment = block.text("comment");
  return { name, type, ...(value !== undefined && { default: value }), ...(comment && { comment }) };
}
