import {
  attribute,
  type BlockReader,
  listOf,
  ownColumn,
  type PrintedAttribute,
  type PrintedBlock,
  type PrintedEntry,
  quoted,
  readOwnColumns,
} from "@atlas/hcl";
import { withoutParentheses } from "../../../expressions.ts";
import { piecesOf, splitAtCommas, sqlOf } from "../create-text.ts";
import type { Partition, Partitioning, PartitionMethod } from "../model.ts";
import { columnReference } from "./parts.ts";
import { requiredName } from "../../../hcl-expressions.ts";

const methods: readonly PartitionMethod["method"][] = [
  "RANGE",
  "RANGE COLUMNS",
  "LIST",
  "LIST COLUMNS",
  "HASH",
  "LINEAR HASH",
  "KEY",
  "LINEAR KEY",
  "SYSTEM_TIME",
];
const methodWords = [...methods.map(wordOf), ...methods];

function wordOf(method: string): string {
  return method.replace(" ", "_");
}

export function printPartitioning({ by, subpartitionBy, partitions }: Partitioning): PrintedBlock {
  const isCounted = partitions.every(
    ({ name, values, comment, subpartitions }, at) =>
      name === `p${at}` && values === undefined && comment === undefined && subpartitions === undefined,
  );
  return {
    type: "partition",
    labels: [],
    body: [
      { name: "type", value: wordOf(by.method) },
      ...attribute("partitions", isCounted ? String(partitions.length) : undefined),
      ...printMethod(by),
      ...(subpartitionBy ? [printSubpartitionBy(subpartitionBy)] : []),
      ...(isCounted ? [] : partitions.map(printPartition)),
    ],
  };
}

function printMethod({ columns, expression }: PartitionMethod): readonly PrintedEntry[] {
  const by = (entry: PrintedAttribute): PrintedBlock => ({ type: "by", labels: [], body: [entry] });
  if (expression !== undefined) return [by({ name: "expr", value: quoted(expression) })];
  return (columns ?? []).map((column) => by({ name: "column", value: columnReference(column) }));
}

function printSubpartitionBy(method: PartitionMethod): PrintedBlock {
  return {
    type: "subpartition",
    labels: [],
    body: [
      { name: "type", value: wordOf(method.method) },
      ...attribute("count", method.count === undefined ? undefined : String(method.count)),
      ...printMethod(method),
    ],
  };
}

function printPartition({ name, values, comment, subpartitions = [] }: Partition): PrintedBlock {
  const isUsual = subpartitions.every((each, at) => each === `${name}sp${at}`);
  return {
    type: "partition",
    labels: [name],
    body: [
      ...printValues(values),
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ...attribute("subpartitions", isUsual ? undefined : listOf(subpartitions.map(quoted))),
    ],
  };
}

function printValues(values: string | undefined): readonly PrintedAttribute[] {
  if (values === undefined) return [];
  const [, word, list] = /^(LESS THAN|IN) (.*)$/s.exec(values) ?? [];
  if (word === undefined || list === undefined) return [{ name: "values", value: values }];
  const inner = list.startsWith("(") ? list.slice(1, -1) : list;
  const texts = splitAtCommas(piecesOf(inner)).map((pieces) => quoted(sqlOf(pieces)));
  return [{ name: word === "IN" ? "values_in" : "values_less_than", value: listOf(texts) }];
}

export function readPartitioning(block: BlockReader, table: string): Partitioning {
  const by = readMethod(block, table);
  const sub = block.block("subpartition");
  const count = sub?.int("count");
  const subpartitionBy = sub && {
    ...readMethod(sub, table),
    ...(count !== undefined && { count: Number(count) }),
  };
  const blocks = block.blocks("partition");
  const number = block.int("partitions") ?? "1";
  const partitions =
    blocks.length > 0
      ? blocks.map((each) => readPartition(each, by))
      : Array.from({ length: Number(number) }, (_, at) => ({ name: `p${at}` }));
  return {
    by,
    ...(subpartitionBy && { subpartitionBy }),
    partitions: subpartitionBy
      ? partitions.map((each) => withSubpartitions(each, subpartitionBy.count ?? 1))
      : partitions,
  };
}

function withSubpartitions(partition: Partition, count: number): Partition {
  const { name, subpartitions } = partition;
  return {
    ...partition,
    subpartitions: subpartitions ?? Array.from({ length: count }, (_, at) => `${name}sp${at}`),
  };
}

function readMethod(block: BlockReader, table: string): PartitionMethod {
  const word = block.word("type", methodWords);
  const method = methods.find((each) => each === word || wordOf(each) === word);
  if (!method)
    throw block.error(
      `missing attribute ${table}.partition.type`,
      "Say how rows are divided: `type = RANGE`.",
    );
  const columns = readOwnColumns(block, "columns", table);
  const parts = block.blocks("by");
  if (columns && parts.length > 0)
    throw block.error(
      `multiple definitions for ${table}.partition, use "columns" or "by"`,
      "Keep one of them.",
      "columns",
    );
  const expression = parts[0]?.expression("expr");
  if (expression !== undefined) return { method, expression: withoutParentheses(expression) };
  const named = parts.map((part) => {
    const reference = part.reference("column", ["column"]);
    if (reference) return ownColumn(part, "column", table, reference);
    throw part.error(
      `"column" or "expr" are required for by of ${table}.partition`,
      "Say what rows are divided by.",
    );
  });
  const all = columns ?? named;
  if (all.length === 0 && !method.endsWith("KEY") && method !== "SYSTEM_TIME")
    throw block.error(
      `missing columns or expressions for ${table}.partition`,
      'Say what rows are divided by: `by { expr = "…" }`.',
    );
  return withColumns(method, all);
}

/** Where columns take an expression's place: a method that takes expressions takes the name of a column, too. */
function withColumns(method: PartitionMethod["method"], columns: readonly string[]): PartitionMethod {
  if (method === "SYSTEM_TIME") return { method };
  if (method.endsWith("COLUMNS") || method.endsWith("KEY")) return { method, columns };
  return { method, expression: columns.map((name) => `\`${name.replaceAll("`", "``")}\``).join(", ") };
}

function readPartition(block: BlockReader, { method }: PartitionMethod): Partition {
  const name = requiredName(block);
  const comment = block.text("comment");
  const subpartitions = block.texts("subpartitions");
  const values = readValues(block, method.endsWith("COLUMNS"));
  return {
    name,
    ...(values !== undefined && { values }),
    ...(comment && { comment }),
    ...(subpartitions && { subpartitions }),
  };
}

function readValues(block: BlockReader, ofColumns: boolean): string | undefined {
  const below = block.texts("values_less_than");
  const among = block.texts("values_in");
  const word = block.word("values", ["HISTORY", "CURRENT", "DEFAULT"]);
  if (below) {
    const isMost = !ofColumns && below.length === 1 && below[0]?.toUpperCase() === "MAXVALUE";
    return isMost ? "LESS THAN MAXVALUE" : `LESS THAN (${below.join(",")})`;
  }
  return among ? `IN (${among.join(",")})` : word;
}
