import {
  attribute,
  type BlockReader,
  type BlockReference,
  listOf,
  type PrintBlockContext,
  type PrintedAttribute,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import { isSelfReference } from "../foreign-keys.ts";
import type { ForeignKey, ForeignKeyAction, Table } from "../model.ts";
import { type OfTable, printColumns, readColumns, readRequiredColumns } from "./column-lists.ts";
import { printDeferrable, readDeferrable } from "./keys.ts";
import { supportOf } from "./supports.ts";

const actions: readonly ForeignKeyAction[] = ["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"];
const actionWords = [...actions.map(wordOf), ...actions];

function wordOf(action: ForeignKeyAction): string {
  return action.replace(" ", "_");
}

export function printForeignKey(table: Table, key: ForeignKey, context: PrintBlockContext): PrintedBlock {
  const { onDeleteColumns, comment } = key;
  return {
    type: "foreign_key",
    labels: [key.name],
    body: [
      { name: "columns", value: printColumns(key.columns) },
      ...printTarget(table, key, context),
      { name: "on_update", value: wordOf(key.onUpdate) },
      { name: "on_delete", value: wordOf(key.onDelete) },
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ...printDeferrable(key.deferrable),
      ...attribute(
        "on_delete_columns",
        onDeleteColumns.length === 0 ? undefined : printColumns(onDeleteColumns),
      ),
      ...attribute("match", key.matchFull ? "FULL" : undefined),
      ...attribute("period", key.period ? "true" : undefined),
      ...attribute("enforced", key.notEnforced ? "false" : undefined),
      ...attribute("not_valid", key.notValid ? "true" : undefined),
    ],
  };
}

/** A table that the document does not declare is told by name. */
function printTarget(table: Table, key: ForeignKey, context: PrintBlockContext): readonly PrintedAttribute[] {
  const { schema, name, columns } = key.references;
  if (isSelfReference(table, key)) return [{ name: "ref_columns", value: printColumns(columns) }];
  if (context.isDeclared("table", schema, name)) {
    const references = columns.map((column) =>
      context.reference("table", schema, name, { type: "column", name: column }),
    );
    return [{ name: "ref_columns", value: listOf(references) }];
  }
  return [
    ...attribute("ref_table_schema", schema === "" ? undefined : quoted(schema)),
    { name: "ref_table_name", value: quoted(name) },
    { name: "ref_column_names", value: listOf(columns.map(quoted)) },
  ];
}

export function readForeignKey(block: BlockReader, table: OfTable, context: ReadBlockContext): ForeignKey {
  const name = requiredName(block);
  const columns = readRequiredColumns(block, "columns", table);
  const references = readTarget(block, name);
  if (references.columns.length !== columns.length)
    throw block.error(
      `sqlspec: number of referencing and referenced columns do not match for foreign-key ${JSON.stringify(name)}`,
      `It has ${columns.length} in "columns" and ${references.columns.length} that they refer to.`,
      "ref_columns",
    );
  const comment = block.text("comment");
  context.declare({ kind: "foreign_key", schema: table.schema, table: table.name, name }, block.place);
  return {
    kind: "foreign_key",
    name,
    columns,
    references,
    supportedBy: supportOf(references, context),
    onUpdate: readAction(block, "on_update"),
    onDelete: readAction(block, "on_delete"),
    onDeleteColumns: readColumns(block, "on_delete_columns", table) ?? [],
    matchFull: block.word("match", ["SIMPLE", "FULL"]) === "FULL",
    period: block.bool("period") ?? false,
    ...readDeferrable(block),
    notValid: block.bool("not_valid") ?? false,
    notEnforced: block.bool("enforced") === false,
    ...(comment && { comment }),
  };
}

function readAction(block: BlockReader, name: string): ForeignKeyAction {
  const word = block.word(name, actionWords)?.replace("_", " ");
  return actions.find((action) => action === word) ?? "NO ACTION";
}

function readTarget(block: BlockReader, key: string): ForeignKey["references"] {
  const references = block.references("ref_columns", ["column"]);
  if (!references) return readNamedTarget(block, key);
  const [first] = references;
  if (!first) throw missing(block, key);
  const other = references.find(({ schema, name }) => schema !== first.schema || name !== first.name);
  if (other)
    throw block.error(
      `sqlspec: more than 1 table was referenced for foreign-key ${JSON.stringify(key)}`,
      `Refer to columns of one table: ${first.name} or ${other.name}.`,
      "ref_columns",
    );
  return { schema: first.schema, name: first.name, columns: references.map(columnName) };
}

function columnName({ part, name }: BlockReference): string {
  return part?.name ?? name;
}

function readNamedTarget(block: BlockReader, key: string): ForeignKey["references"] {
  const name = block.text("ref_table_name");
  const columns = block.texts("ref_column_names");
  const schema = block.text("ref_table_schema") ?? "";
  if (name === undefined || !columns || columns.length === 0) throw missing(block, key);
  return { schema, name, columns };
}

function missing(block: BlockReader, key: string): Error {
  return block.error(
    `missing ref_columns of foreign_key ${JSON.stringify(key)}`,
    "Say what it refers to: `ref_columns = [table.users.column.id]`.",
  );
}
