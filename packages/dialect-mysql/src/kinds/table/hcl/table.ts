import {
  attribute,
  type BlockCodec,
  type BlockReader,
  listOf,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
  readOwnColumns,
} from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import { partRef, type Period, type Table } from "../model.ts";
import { printChecks, readCheck } from "./checks.ts";
import { printCharset, printColumn, readCharset, readColumn } from "./columns.ts";
import { printForeignKey, readForeignKey } from "./foreign-keys.ts";
import { printIndex, printPrimaryKey, readIndex, readPrimaryKey } from "./indexes.ts";
import { printOptions, readOptions, tableOptions } from "./options.ts";
import { columnReference } from "./parts.ts";
import { printPartitioning, readPartitioning } from "./partitions.ts";

/** `table "users" { … }`: one file for each of its parts. */
export const tableCodec: BlockCodec<Table> = {
  types: ["table"],
  print: (table, context) => [printTable(table, context)],
  read: readTable,
};

/** Words for engines, by the names that servers give them. */
const engineWords: ReadonlyMap<string, string> = new Map([
  ["InnoDB", "InnoDB"],
  ["MyISAM", "MyISAM"],
  ["MEMORY", "Memory"],
  ["CSV", "CSV"],
  ["ndbcluster", "NDB"],
]);

function printTable(table: Table, context: PrintBlockContext): PrintedBlock {
  const { engine, primaryKey, partitioning } = table;
  // The schema kind of this dialect has both of them, where they are known.
  const parent = context.schemaObject(table.schema) as
    | { readonly charset?: string; readonly collation?: string }
    | undefined;
  return {
    type: "table",
    labels: context.labels("table", table.schema, table.name),
    body: [
      { name: "schema", value: context.schemaReference(table.schema) },
      ...attribute("comment", table.comment === undefined ? undefined : quoted(table.comment)),
      ...printCharset(table, parent),
      ...attribute("engine", engine === undefined ? undefined : (engineWords.get(engine) ?? quoted(engine))),
      ...table.columns.map((column) => printColumn(table, column)),
      ...(primaryKey ? [printPrimaryKey(primaryKey, engine)] : []),
      ...table.foreignKeys.map((key) => printForeignKey(table, key, context)),
      ...table.indexes.map((index) => printIndex(index, engine)),
      ...printChecks(table.checks),
      ...(partitioning ? [printPartitioning(partitioning)] : []),
      ...table.periods.map(printPeriod),
      ...attribute("system_versioned", table.systemVersioned ? "true" : undefined),
      ...printOptions(table.options, tableOptions),
    ],
  };
}

function printPeriod({ name, from, to }: Period): PrintedBlock {
  return {
    type: "period",
    labels: [name],
    body: [{ name: "columns", value: listOf([from, to].map(columnReference)) }],
  };
}

function readTable(block: BlockReader, context: ReadBlockContext): Table {
  const name = requiredName(block);
  const schema = block.schema();
  const comment = block.text("comment");
  const word = block.wordOrSql("engine");
  const engine = word === undefined ? undefined : engineOf(word);
  const autoIncrement = block.int("auto_increment");
  const key = block.block("primary_key");
  const partition = block.block("partition");
  const table: Table = {
    kind: "table",
    schema,
    name,
    columns: block.blocks("column").map((each) => readColumn(each, context)),
    ...(key && { primaryKey: readPrimaryKey(key, name, engine) }),
    indexes: block
      .blocks("index")
      .map((each) => readIndex(each, name, engine))
      .toSorted(byName),
    foreignKeys: block
      .blocks("foreign_key")
      .map((each) => readForeignKey(each, name, schema))
      .toSorted(byName),
    checks: block
      .blocks("check")
      .map((each, at) => readCheck(each, name, `${name}_chk_${at + 1}`))
      .toSorted(byName),
    ...(engine !== undefined && { engine }),
    ...readTableCharset(block, schema, context),
    ...(comment && { comment }),
    ...(autoIncrement !== undefined && BigInt(autoIncrement) > 1n && { autoIncrement }),
    options: readOptions(block, tableOptions),
    ...(partition && { partitioning: readPartitioning(partition, name) }),
    systemVersioned: block.bool("system_versioned") ?? false,
    periods: block.blocks("period").map((each) => readPeriod(each, name)),
  };
  declareParts(block, table, context);
  return table;
}

/** Of the table, or that of its schema: a dev database may have another one. */
function readTableCharset(
  block: BlockReader,
  schema: string,
  context: ReadBlockContext,
): ReturnType<typeof readCharset> {
  const own = readCharset(block);
  if (own.charset !== undefined || own.collation !== undefined) return own;
  const parent = context.blocksOf("schema").find(({ name }) => context.bound || name === schema);
  return parent ? readCharset(parent) : {};
}

/** The server's name for an engine, in whatever case it is written. */
function engineOf(word: string): string {
  const folded = word.toLowerCase();
  for (const [name, known] of engineWords)
    if (known.toLowerCase() === folded || name.toLowerCase() === folded) return name;
  return word;
}

function readPeriod(block: BlockReader, table: string): Period {
  const name = requiredName(block);
  const [from, to, ...more] = readOwnColumns(block, "columns", table) ?? [];
  if (from !== undefined && to !== undefined && more.length === 0) return { name, from, to };
  throw block.error(
    `period ${JSON.stringify(name)} of table ${JSON.stringify(table)} needs two columns`,
    "Name its start and its end: `columns = [column.starts, column.ends]`.",
  );
}

/** Where the parts stand, for errors of the server. */
function declareParts(block: BlockReader, table: Table, context: ReadBlockContext): void {
  for (const type of ["column", "index", "foreign_key", "check"] as const)
    for (const each of block.blocks(type)) context.declare(partRef(table, type, each.name), each.place);
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
