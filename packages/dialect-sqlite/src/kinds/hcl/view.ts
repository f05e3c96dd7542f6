import type { BlockCodec, BlockReader, PrintBlockContext, PrintedBlock, ReadBlockContext } from "@atlas/hcl";
import { withoutTerminator } from "@atlas/sql";
import { requiredName } from "../../hcl-expressions.ts";
import type { View } from "../view.ts";
import { printBody, printDependsOn, readUses } from "./texts.ts";

export const viewCodec: BlockCodec<View> = {
  types: ["view"],
  print: (view, context) => [printView(view, context)],
  read: readView,
};

function printView(
  { schema, name, columns, definition, uses }: View,
  context: PrintBlockContext,
): PrintedBlock {
  return {
    type: "view",
    labels: context.labels("view", schema, name),
    body: [
      { name: "schema", value: context.schemaReference(schema) },
      ...columns.map((column) => ({ type: "column", labels: [column], body: [] })),
      { name: "as", value: printBody(definition) },
      ...printDependsOn(uses, context),
    ],
  };
}

function readView(block: BlockReader, context: ReadBlockContext): View {
  const definition = withoutTerminator(block.expression("as") ?? "");
  if (!definition)
    throw block.error(
      `missing as of view ${JSON.stringify(block.name)}`,
      'Give its query: `as = "SELECT …"`.',
    );
  block.text("comment");
  return {
    kind: "view",
    schema: block.schema(),
    name: requiredName(block),
    columns: block.blocks("column").map(readColumn),
    definition,
    uses: readUses(block, definition, context),
  };
}

/** Only the name counts: SQLite takes types and whether it can be NULL from the query. */
function readColumn(block: BlockReader): string {
  block.typeExpression("type");
  block.bool("null");
  block.text("comment");
  return requiredName(block);
}
