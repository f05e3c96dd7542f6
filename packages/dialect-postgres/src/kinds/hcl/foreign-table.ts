import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { printOptions, readOptions } from "../../hcl-settings.ts";
import type { ForeignTable } from "../foreign/table-model.ts";
import { asTable } from "../foreign/as-table.ts";
import type { Column } from "../table/model.ts";
import { printCheck, readCheck } from "../table/hcl/checks.ts";
import { printColumn, readColumn } from "../table/hcl/columns.ts";
import { printParents, readInherited, readParents } from "../table/hcl/family.ts";

/** `foreign_table "far_away" { schema = …  server = "elsewhere" … }`, with columns and checks as a table. */
export const foreignTableCodec: BlockCodec<ForeignTable> = {
  types: ["foreign_table"],

  print: (table, context) => [
    {
      type: "foreign_table",
      labels: context.labels("foreign_table", table.schema, table.name),
      body: [
        { name: "schema", value: context.schemaReference(table.schema) },
        { name: "server", value: quoted(table.server) },
        ...attribute("comment", table.comment === undefined ? undefined : quoted(table.comment)),
        ...table.columns.map((column) => printForeignColumn(table, column, context)),
        ...table.checks.map(printCheck),
        ...printOptions("options", table.options),
        ...printParents(asTable(table), context),
      ],
    },
  ],

  read: readForeignTable,
};

function printForeignColumn(table: ForeignTable, column: Column, context: PrintBlockContext): PrintedBlock {
  const own = table.columnOptions.find((options) => options.column === column.name);
  const printed = printColumn(asTable(table), column, context);
  return { ...printed, body: [...printed.body, ...printOptions("foreign_options", own?.options ?? [])] };
}

function readForeignTable(block: BlockReader, context: ReadBlockContext): ForeignTable {
  const table = { schema: block.schema(), name: block.name };
  const comment = block.text("comment");
  const parents = readParents(block);
  const columns = block.blocks("column");
  return {
    kind: "foreign_table",
    ...table,
    server: block.requiredText("server"),
    ...parents,
    ...(comment && { comment }),
    columnOptions: columns
      .map((column) => ({ column: column.name, options: readOptions(column, "foreign_options") }))
      .filter(({ options }) => options.length > 0),
    columns: columns.map((column) => readInherited(column, parents, readColumn(column, table, context))),
    checks: block.blocks("check").map((check) => readCheck(check, context)),
    options: readOptions(block, "options"),
  };
}
