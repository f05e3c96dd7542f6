import { attribute, type BlockCodec, type BlockReader, type PrintedBlock } from "@atlas/hcl";
import { printOrigin, readDeclaredOrigin } from "../origin.ts";
import { printType, readType } from "../type-text.ts";
import type { View, ViewColumn } from "../view.ts";
import { printBody, printDependsOn, readCode, readDependsOn } from "./texts.ts";

export const viewCodec: BlockCodec<View> = {
  types: ["view"],

  print: (view, context) => [
    {
      type: "view",
      labels: context.labels("view", view.schema, view.name),
      body: [
        { name: "schema", value: context.schemaReference(view.schema) },
        ...view.columns.map(printColumn),
        { name: "as", value: printBody(view.definition) },
        ...printDependsOn(view.uses, context),
        ...attribute("check_option", view.checkOption),
        ...attribute("security", view.security === "DEFINER" ? undefined : view.security),
        ...attribute("algorithm", view.algorithm === "UNDEFINED" ? undefined : view.algorithm),
        ...printOrigin(view.origin),
      ],
    },
  ],

  read(block, context) {
    const definition = readCode(block, "SELECT …");
    // This family knows no comments on views.
    block.text("comment");
    const checkOption = block.word("check_option", ["LOCAL", "CASCADED"]);
    const algorithm = block.word("algorithm", ["UNDEFINED", "MERGE", "TEMPTABLE"]);
    return {
      kind: "view",
      schema: block.schema(),
      name: block.name,
      columns: block.blocks("column").map(readColumn),
      definition,
      algorithm: algorithm === "MERGE" || algorithm === "TEMPTABLE" ? algorithm : "UNDEFINED",
      security: block.word("security", ["DEFINER", "INVOKER"]) === "INVOKER" ? "INVOKER" : "DEFINER",
      ...(checkOption !== undefined && { checkOption: checkOption === "LOCAL" ? "LOCAL" : "CASCADED" }),
      origin: readDeclaredOrigin(block),
      uses: [...context.mentioned(definition), ...readDependsOn(block)],
      usedColumns: [],
    };
  },
};

function printColumn({ name, type, nullable }: ViewColumn): PrintedBlock {
  return {
    type: "column",
    labels: [name],
    body: [
      ...attribute("null", nullable === undefined ? undefined : String(nullable)),
      ...attribute("type", type === undefined ? undefined : printType(type)),
    ],
  };
}

function readColumn(block: BlockReader): ViewColumn {
  const type = readType(block, "type");
  const nullable = block.bool("null");
  return {
    name: block.name,
    ...(type !== undefined && { type }),
    ...(nullable !== undefined && { nullable }),
  };
}
