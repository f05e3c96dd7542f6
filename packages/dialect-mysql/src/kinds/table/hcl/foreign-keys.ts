import {
  attribute,
  type BlockReader,
  listOf,
  type PrintBlockContext,
  type PrintedAttribute,
  type PrintedBlock,
  quoted,
  readOwnColumns,
} from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import type { ForeignKey, ForeignKeyAction, Table } from "../model.ts";
import { columnReference } from "./parts.ts";

const actions: readonly ForeignKeyAction[] = ["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"];
const actionWords = [...actions.map(wordOf), ...actions];

function wordOf(action: string): string {
  return action.replace(" ", "_");
}

export function printForeignKey(table: Table, key: ForeignKey, context: PrintBlockContext): PrintedBlock {
  return {
    type: "foreign_key",
    labels: [key.name],
    body: [
      { name: "columns", value: listOf(key.columns.map(columnReference)) },
      ...printTarget(table, key, context),
      { name: "on_update", value: wordOf(key.onUpdate) },
      { name: "on_delete", value: wordOf(key.onDelete) },
    ],
  };
}

/** A table that is not declared is told by name. */
function printTarget(
  table: Table,
  { references: { schema, name, columns } }: ForeignKey,
  context: PrintBlockContext,
): readonly PrintedAttribute[] {
  if (schema === table.schema && name === table.name)
    return attribute("ref_columns", listOf(columns.map(columnReference)));
  if (context.isDeclared("table", schema, name)) {
    const references = columns.map((column) =>
      context.reference("table", schema, name, { type: "column", name: column }),
    );
    return attribute("ref_columns", listOf(references));
  }
  return [
    ...attribute("ref_schema_name", schema === table.schema ? undefined : quoted(schema)),
    { name: "ref_table_name", value: quoted(name) },
    { name: "ref_column_names", value: listOf(columns.map(quoted)) },
  ];
}

export function readForeignKey(block: BlockReader, table: string, schema: string): ForeignKey {
  const name = requiredName(block);
  const columns = readOwnColumns(block, "columns", table) ?? [];
  if (columns.length === 0)
    throw block.error(
      `missing columns of foreign_key ${JSON.stringify(name)}`,
      "Name one column at least: `columns = [column.id]`.",
    );
  const references = readTarget(block, schema);
  if (references.columns.length !== columns.length)
    throw block.error(
      `sqlspec: number of referencing and referenced columns do not match for foreign-key ${JSON.stringify(name)}`,
      `It has ${columns.length} in "columns" and ${references.columns.length} that they refer to.`,
      "ref_columns",
    );
  block.text("comment");
  return {
    name,
    columns,
    references,
    onUpdate: readAction(block, "on_update"),
    onDelete: readAction(block, "on_delete"),
  };
}

function readAction(block: BlockReader, name: string): ForeignKeyAction {
  const word = block.word(name, actionWords)?.replace("_", " ");
  return actions.find((action) => action === word) ?? "NO ACTION";
}

function readTarget(block: BlockReader, schema: string): ForeignKey["references"] {
  const references = block.references("ref_columns", ["column"]);
  const [first] = references ?? [];
  if (!references || !first) {
    const name = block.text("ref_table_name");
    if (name !== undefined)
      return {
        schema: block.text("ref_schema_name") ?? schema,
        name,
        columns: block.texts("ref_column_names") ?? [],
      };
    throw block.error(
      `missing ref_columns of foreign_key ${JSON.stringify(block.name)}`,
      "Say what it refers to: `ref_columns = [table.users.column.id]`.",
    );
  }
  const other = references.find((each) => each.name !== first.name || each.schema !== first.schema);
  if (other)
    throw block.error(
      `sqlspec: more than 1 table was referenced for foreign-key ${JSON.stringify(block.name)}`,
      `Refer to columns of one table: ${first.name} or ${other.name}.`,
      "ref_columns",
    );
  return {
    schema: first.schema,
    name: first.name,
    columns: references.map(({ part, name }) => part?.name ?? name),
  };
}
