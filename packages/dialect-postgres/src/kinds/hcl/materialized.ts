import {
  attribute,
  type BlockCodec,
  type BlockReader,
  heredocOrQuoted,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { readDependsOn } from "../../hcl-depends-on.ts";
import { printOptions, readOptions } from "../../hcl-settings.ts";
import { asTable } from "../materialized/as-table.ts";
import type { Materialized } from "../materialized/model.ts";
import { printColumn, readColumn } from "../table/hcl/columns.ts";
import { printIndex, readIndex } from "../table/hcl/indexes.ts";
import { printDependsOn, readQuery } from "./view.ts";

/** `materialized "totals" { … }`, with columns and indexes as a table. */
export const materializedCodec: BlockCodec<Materialized> = {
  types: ["materialized"],
  print: (view, context) => [printMaterialized(view, context)],
  read: readMaterialized,
};

function printMaterialized(view: Materialized, context: PrintBlockContext): PrintedBlock {
  const { comment, clusterOn, accessMethod } = view;
  return {
    type: "materialized",
    labels: context.labels("materialized", view.schema, view.name),
    body: [
      { name: "schema", value: context.schemaReference(view.schema) },
      ...view.columns.map((column) => printColumn(asTable(view), column, context)),
      ...view.indexes.map(printIndex),
      { name: "as", value: heredocOrQuoted(view.definition) },
      ...printDependsOn(view.uses, context),
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ...attribute("with_no_data", view.populated ? undefined : "true"),
      ...attribute("cluster_on", clusterOn === undefined ? undefined : quoted(clusterOn)),
      ...attribute("access_method", accessMethod === undefined ? undefined : quoted(accessMethod)),
      ...printOptions("options", view.options),
    ],
  };
}

function readMaterialized(block: BlockReader, context: ReadBlockContext): Materialized {
  const view = { schema: block.schema(), name: block.name };
  const definition = readQuery(block);
  const comment = block.text("comment");
  const clusterOn = block.text("cluster_on");
  const accessMethod = block.text("access_method");
  return {
    kind: "materialized",
    ...view,
    columns: block.blocks("column").map((column) => readColumn(column, view, context)),
    definition,
    populated: !(block.bool("with_no_data") ?? false),
    indexes: block.blocks("index").map((index) => readIndex(index, view, context)),
    ...(clusterOn !== undefined && { clusterOn }),
    ...(accessMethod !== undefined && { accessMethod }),
    options: readOptions(block, "options"),
    ...(comment && { comment }),
    uses: [...context.mentioned(definition), ...readDependsOn(block)],
  };
}
