import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintBlockContext,
  type PrintedBlock,
} from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import type { StateNames } from "../../../hcl-names.ts";
import type { KeyPart, PrimaryKey, Table } from "../model.ts";
import { printColumn, readColumn } from "./columns.ts";
import { printForeignKeys, readForeignKeys } from "./foreign-keys.ts";
import { firstAutoIndex, isAutoIndex, printIndexes, readIndexes } from "./indexes.ts";
import { printChecks, printPrimaryKey, printUniques, readCheck, readPrimaryKey, readUnique } from "./keys.ts";
import { inPlaces } from "./labels.ts";
import { columnOf } from "./parts.ts";

/** `table "users" { … }`: one file for each of its parts. */
export function tableCodec(names: StateNames): BlockCodec<Table> {
  return {
    types: ["table"],
    print: (table, context) => [printTable(table, names, context)],
    read: readTable,
  };
}

function printTable(whole: Table, names: StateNames, context: PrintBlockContext): PrintedBlock {
  const table = withoutHalves(whole);
  const { primaryKey } = table;
  return {
    type: "table",
    labels: context.labels("table", table.schema, table.name),
    body: [
      { name: "schema", value: context.schemaReference(table.schema) },
      ...table.columns.map((column) => printColumn(table, column)),
      ...(primaryKey ? [printPrimaryKey(table, primaryKey)] : []),
      ...printForeignKeys(table, names, context),
      ...printIndexes(table),
      ...printChecks(table.checks),
      ...printUniques(
        table,
        table.uniques.filter((key) => !isAutoIndex(key)),
      ),
      ...attribute("without_rowid", table.withoutRowid ? "true" : undefined),
      ...attribute("strict", table.strict ? "true" : undefined),
    ],
  };
}

/** Without what speaks of columns that are excluded: its references would lead nowhere. */
function withoutHalves(table: Table): Table {
  if (!table.excluded) return table;
  const has = (name: string | undefined): boolean =>
    name === undefined || columnOf(table, name) !== undefined;
  const isWhole = ({ parts }: { readonly parts: readonly KeyPart[] }): boolean =>
    parts.every(({ column }) => has(column));
  const { primaryKey, ...rest } = table;
  return {
    ...rest,
    ...(primaryKey && isWhole(primaryKey) && { primaryKey }),
    uniques: table.uniques.filter(isWhole),
    indexes: table.indexes.filter(isWhole),
    foreignKeys: table.foreignKeys.filter(({ columns }) => columns.every(has)),
  };
}

function readTable(block: BlockReader): Table {
  const name = requiredName(block);
  const schema = block.schema();
  // SQLite has no comments; files that are meant for several databases may.
  block.text("comment");
  const columns = block.blocks("column").map(readColumn);
  const primaryKey = readKey(
    block,
    name,
    columns.find(({ isAutoIncrement }) => isAutoIncrement)?.column.name,
  );
  const { indexes, numbered } = readIndexes(block.blocks("index"), name);
  const table: Table = {
    kind: "table",
    schema,
    name,
    columns: columns.map(({ column }) => column),
    ...(primaryKey && { primaryKey }),
    uniques: [],
    foreignKeys: readForeignKeys(block.blocks("foreign_key"), name),
    checks: block.blocks("check").map(readCheck),
    strict: block.bool("strict") ?? false,
    withoutRowid: block.bool("without_rowid") ?? false,
    indexes,
  };
  const first = firstAutoIndex(table);
  const uniques = inPlaces(
    new Map([...numbered].map(([number, key]) => [number - first, key])),
    block.blocks("unique").map((each) => readUnique(each, name)),
  );
  return { ...table, uniques };
}

/** A column that counts up by itself is the primary key, also where no block says so. */
function readKey(block: BlockReader, table: string, counting: string | undefined): PrimaryKey | undefined {
  const key = block.block("primary_key");
  if (key) return readPrimaryKey(key, table, counting !== undefined);
  if (counting === undefined) return undefined;
  return { parts: [{ column: counting, descending: false }], autoincrement: true, notRowid: false };
}
