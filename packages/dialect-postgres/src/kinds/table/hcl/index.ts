import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { readDependsOn } from "../../../hcl-depends-on.ts";
import type { Column, Table } from "../model.ts";
import { printAttributes, readAttributes } from "./attributes.ts";
import { printCheck, readCheck } from "./checks.ts";
import { printColumn, readColumn } from "./columns.ts";
import { printExclusion, readExclusion } from "./exclusions.ts";
import {
  printParents,
  printPartition,
  withOnly,
  readInherited,
  readParents,
  readPartition,
} from "./family.ts";
import { printForeignKey, readForeignKey } from "./foreign-keys.ts";
import { printIndex, readIndex } from "./indexes.ts";
import { printPrimaryKey, printUnique, readPrimaryKey, readUnique } from "./keys.ts";

/** `table "users" { … }`: one file for each of its parts. */
export const tableCodec: BlockCodec<Table> = {
  types: ["table"],
  print: (table, context) => [printTable(table, context)],
  read: readTable,
};

function printTable(table: Table, context: PrintBlockContext): PrintedBlock {
  const { schema, name, comment, primaryKey } = table;
  return {
    type: "table",
    labels: context.labels("table", schema, name),
    body: [
      { name: "schema", value: context.schemaReference(schema) },
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ...table.columns.map((column) => printColumn(table, column, context)),
      ...(primaryKey ? [printPrimaryKey(table, primaryKey)] : []),
      ...table.foreignKeys.map((key) => printForeignKey(table, key, context)),
      ...table.indexes.map((index) => withOnly(table, index, printIndex(index))),
      ...table.checks.map(printCheck),
      ...[
        ...table.uniques.map((key) => ({ name: key.name, block: printUnique(key) })),
        ...table.exclusions.map((exclusion) => ({ name: exclusion.name, block: printExclusion(exclusion) })),
      ]
        .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
        .map(({ block }) => block),
      ...printPartition(table),
      ...printAttributes(table),
      ...printParents(table, context),
    ],
  };
}

function readTable(block: BlockReader, context: ReadBlockContext): Table {
  const table = { schema: block.schema(), name: block.name };
  const comment = block.text("comment");
  const parents = readParents(block);
  const columns = block
    .blocks("column")
    .map((each) => readInherited(each, parents, readColumn(each, table, context)));
  const partitionKey = readPartition(block, table, context);
  const primaryKey = block.block("primary_key");
  return {
    kind: "table",
    ...table,
    ...(partitionKey && { partitionKey }),
    ...parents,
    ...(comment && { comment }),
    columns: ordered(columns, readDependsOn(block)),
    ...(primaryKey && { primaryKey: readPrimaryKey(primaryKey, table) }),
    uniques: block.blocks("unique").map((each) => readUnique(each, table)),
    exclusions: block.blocks("exclude").map((each) => readExclusion(each, table, context)),
    checks: block.blocks("check").map((each) => readCheck(each, context)),
    foreignKeys: block.blocks("foreign_key").map((each) => readForeignKey(each, table, context)),
    indexes: block.blocks("index").map((each) => readIndex(each, table, context)),
    ...readAttributes(block),
  };
}

/** What a table is said to depend on comes before its first column, and so before it. */
function ordered(columns: readonly Column[], dependsOn: Column["uses"]): readonly Column[] {
  const [first, ...rest] = columns;
  return first && dependsOn.length > 0
    ? [{ ...first, uses: [...first.uses, ...dependsOn] }, ...rest]
    : columns;
}
