import {
  attribute,
  type BlockReader,
  type BlockReference,
  listOf,
  type PrintBlockContext,
  type PrintedBlock,
  type PrintedEntry,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { bareExpression, printCollation, readCollation } from "../../../hcl-expressions.ts";
import type { Column, Index, PartitionKey, PartitionOf, PartitionPart, Table, TableName } from "../model.ts";
import { inParentheses } from "../parentheses.ts";
import { columnReference, type OfTable, printColumns, readColumn, readColumns } from "./column-lists.ts";
import { printClass, readClass } from "./index-parts.ts";

/** The key of a partitioned table, in its place among the blocks of the table. */
export function printPartition({ partitionKey: key }: Table): readonly PrintedBlock[] {
  if (!key) return [];
  const columns = key.parts.flatMap((part) =>
    isPlain(part) && part.column !== undefined ? [part.column] : [],
  );
  const isList = columns.length === key.parts.length;
  return [
    {
      type: "partition",
      labels: [],
      body: [
        { name: "type", value: key.strategy },
        ...(isList ? attribute("columns", printColumns(columns)) : key.parts.map(printBy)),
      ],
    },
  ];
}

function isPlain(part: PartitionPart): boolean {
  return part.collation === undefined && part.operatorClass === undefined;
}

function printBy({ column, expression, collation, operatorClass }: PartitionPart): PrintedBlock {
  return {
    type: "by",
    labels: [],
    body: [
      ...(column === undefined
        ? attribute("expr", quoted(bareExpression(expression ?? "")))
        : attribute("column", columnReference(column))),
      ...attribute("ops", operatorClass === undefined ? undefined : printClass(operatorClass)),
      ...attribute("collate", printCollation(collation)),
    ],
  };
}

/** An index of a partitioned table that some partitions have no part of is on that table only. */
export function withOnly(table: Table, index: Index, block: PrintedBlock): PrintedBlock {
  return table.partitionKey && index.invalid
    ? { ...block, body: [...block.body, { name: "only", value: "true" }] }
    : block;
}

/** What a table is a partition of, or inherits from: behind all else. */
export function printParents(table: Table, context: PrintBlockContext): readonly PrintedEntry[] {
  const { partitionOf, inherits } = table;
  return [
    ...(partitionOf
      ? [
          {
            type: "partition_of",
            labels: [],
            body: [
              ...(context.isDeclared("table", partitionOf.parent.schema, partitionOf.parent.name)
                ? [{ name: "table", value: printParent(partitionOf.parent, context) }]
                : [
                    ...attribute("table_schema", quoted(partitionOf.parent.schema)),
                    { name: "table_name", value: quoted(partitionOf.parent.name) },
                  ]),
              { name: "bound", value: quoted(partitionOf.bound) },
            ],
          },
        ]
      : []),
    ...attribute("inherits", inherits && listOf(inherits.map((parent) => printParent(parent, context)))),
  ];
}

function printParent({ schema, name, foreign }: TableName, context: PrintBlockContext): string {
  const type = foreign ? "foreign_table" : "table";
  return context.isDeclared(type, schema, name)
    ? context.reference(type, schema, name)
    : quoted(JSON.stringify([schema, name]));
}

/** Of a column that a parent has, too: whether it is declared there alone, and whose default it has. */
export function printInherited(table: Table, column: Column): readonly PrintedEntry[] {
  return [
    ...attribute("inherited", table.inherits && column.inherited === "only" ? "true" : undefined),
    ...attribute("inherits_default", column.inheritsDefault === false ? "false" : undefined),
  ];
}

export function readPartition(
  block: BlockReader,
  table: OfTable,
  context: ReadBlockContext,
): PartitionKey | undefined {
  const partition = block.block("partition");
  if (!partition) return undefined;
  const path = `${block.name}.partition`;
  const strategy = partition.word("type", ["RANGE", "LIST", "HASH"]);
  if (strategy === undefined)
    throw partition.error(`missing attribute ${path}.type`, "Write `type = RANGE`, `LIST` or `HASH`.");
  const columns = readColumns(partition, "columns", table);
  const by = partition.blocks("by");
  if (columns && by.length > 0)
    throw partition.error(
      `multiple definitions for ${path}, use "columns" or "by"`,
      "Keep one of them.",
      "columns",
    );
  if ((columns?.length ?? 0) === 0 && by.length === 0)
    throw partition.error(
      `missing columns or expressions for ${path}`,
      'Name what the rows are split by: `columns = [column.id]`, or a block `by { expr = "…" }` for each.',
    );
  const parts = columns ? columns.map((column) => ({ column })) : by.map((each) => readBy(each, table, path));
  return {
    // The words that it was read with are the only ones.
    strategy: strategy as PartitionKey["strategy"],
    parts,
    uses: parts.flatMap((part) =>
      "expression" in part && part.expression !== undefined ? context.mentioned(part.expression) : [],
    ),
  };
}

function readBy(block: BlockReader, table: OfTable, path: string): PartitionPart {
  const column = readColumn(block, "column", table);
  const expression = block.expression("expr");
  if ((column === undefined) === (expression === undefined))
    throw block.error(
      column === undefined
        ? `missing columns or expressions for ${path}`
        : `multiple definitions for ${path}.by, use "column" or "expr"`,
      "Give each `by` one of the attributes `column` and `expr`.",
    );
  const collation = readCollation(block, "collate");
  const operatorClass = readClass(block);
  return {
    ...(column === undefined ? { expression: inParentheses(expression ?? "") } : { column }),
    ...(collation !== undefined && { collation }),
    ...(operatorClass !== undefined && { operatorClass }),
  };
}

/** What a table is a partition of, or inherits from. */
export function readParents(block: BlockReader): Pick<Table, "partitionOf" | "inherits"> {
  const partition = block.block("partition_of");
  const inherits = block.references("inherits", ["table", "foreign_table"]);
  if (partition && inherits)
    throw block.error(
      `table ${JSON.stringify(block.name)} is a partition and inherits`,
      "A partition inherits from nothing else: keep one of them.",
      "inherits",
    );
  return {
    ...(partition && { partitionOf: readPartitionOf(partition) }),
    ...(inherits && inherits.length > 0 && { inherits: inherits.map(memberName) }),
  };
}

/** The table, or foreign table, that a reference names. */
export function memberName({ type, schema, name }: BlockReference): TableName {
  return { schema, name, ...(type === "foreign_table" && { foreign: true }) };
}

function readPartitionOf(block: BlockReader): PartitionOf {
  const table = block.reference("table", ["table"]);
  const name = block.text("table_name");
  const schema = block.text("table_schema");
  if (table === undefined && name === undefined)
    throw block.error(
      "missing table of partition_of",
      "Name what it is a partition of: `table = table.events`.",
    );
  return {
    parent: table ? { schema: table.schema, name: table.name } : { schema: schema ?? "", name: name ?? "" },
    bound: block.requiredText("bound"),
  };
}

/** Columns of a partition are those of its parent; so are the columns of an heir that say so. */
export function readInherited(
  block: BlockReader,
  parents: Pick<Table, "partitionOf" | "inherits">,
  column: Column,
): Column {
  const inherited = block.bool("inherited") ?? false;
  const inheritsDefault = block.bool("inherits_default") ?? true;
  const hasOwnValue = column.default !== undefined || column.serial || column.identity || column.generated;
  if (!parents.partitionOf && !(parents.inherits && inherited)) {
    const isWithout = parents.inherits !== undefined && !hasOwnValue && !inheritsDefault;
    return isWithout ? { ...column, inheritsDefault: false } : column;
  }
  return { ...column, inherited: "only", ...(!hasOwnValue && inheritsDefault && { inheritsDefault: true }) };
}
