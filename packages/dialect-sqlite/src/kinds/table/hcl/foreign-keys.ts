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
import type { StateNames } from "../../../hcl-names.ts";
import { fold } from "../../../text.ts";
import type { ForeignKey, Table } from "../model.ts";
import { inPlaces, labeller, nameOf } from "./labels.ts";
import { columnReference } from "./parts.ts";

const actions = ["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"] as const;
const actionWords = [...actions.map(wordOf), ...actions];
const usual = "NO ACTION";

/** A number stands for a key without a name: the id that SQLite gives to it. */
const isId = (label: string): boolean => /^\d+$/.test(label);

function wordOf(action: string): string {
  return action.replace(" ", "_");
}

/**
 * By label. SQLite numbers the keys of a table from the last one.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_foreign_key_list
 */
export function printForeignKeys(
  table: Table,
  names: StateNames,
  context: PrintBlockContext,
): readonly PrintedBlock[] {
  const label = labeller(isId);
  return table.foreignKeys
    .map((key, place) => {
      const id = String(table.foreignKeys.length - 1 - place);
      const called = key.name === undefined ? { labels: [id], name: [] } : label(key.name);
      return {
        type: "foreign_key",
        labels: called.labels,
        body: [
          ...called.name,
          { name: "columns", value: listOf(key.columns.map((column) => columnReference(table, column))) },
          ...printTarget(table, key, names, context),
          { name: "on_update", value: wordOf(key.onUpdate ?? usual) },
          { name: "on_delete", value: wordOf(key.onDelete ?? usual) },
          ...attribute("deferrable", key.deferred ? "INITIALLY_DEFERRED" : undefined),
          ...attribute("match", key.match === undefined ? undefined : quoted(key.match)),
        ],
      };
    })
    .toSorted((a, b) => ((a.labels[0] ?? "") < (b.labels[0] ?? "") ? -1 : 1));
}

/** A table that is not declared, columns it does not have, and a key that names no columns are told by name. */
function printTarget(
  table: Table,
  { refTable, refColumns }: ForeignKey,
  names: StateNames,
  context: PrintBlockContext,
): readonly PrintedAttribute[] {
  const isSelf = fold(refTable) === fold(table.name);
  const parent = isSelf ? table : names.table(refTable);
  const columns = parent && names.columns(parent, refColumns);
  if (!parent || !columns || columns.length === 0)
    return [
      { name: "ref_table_name", value: quoted(parent?.name ?? refTable) },
      ...attribute("ref_column_names", refColumns.length === 0 ? undefined : listOf(refColumns.map(quoted))),
    ];
  const references = columns.map((name) =>
    isSelf
      ? columnReference(table, name)
      : context.reference("table", "", parent.name, { type: "column", name }),
  );
  return [{ name: "ref_columns", value: listOf(references) }];
}

/** In the order in which SQLite gives each key without a name the number that is its label. */
export function readForeignKeys(blocks: readonly BlockReader[], table: string): readonly ForeignKey[] {
  const numbered = new Map<number, ForeignKey>();
  const others: ForeignKey[] = [];
  for (const block of blocks) {
    const key = readForeignKey(block, table);
    const id = key.name === undefined && block.labels.length > 0 ? Number(block.labels.at(-1)) : undefined;
    if (id === undefined) others.push(key);
    else numbered.set(id, key);
  }
  const last = blocks.length - 1;
  const placed = new Map([...numbered].map(([id, key]): [number, ForeignKey] => [last - id, key]));
  return inPlaces(placed, others);
}

function readForeignKey(block: BlockReader, table: string): ForeignKey {
  const called = nameOf(block);
  const name = called !== undefined && isId(called) && !block.has("name") ? undefined : called;
  const columns = readOwnColumns(block, "columns", table) ?? [];
  if (columns.length === 0)
    throw block.error(
      `missing columns of foreign_key ${JSON.stringify(block.name)}`,
      "Name one column at least: `columns = [column.id]`.",
    );
  const target = readTarget(block);
  if (target.refColumns.length > 0 && target.refColumns.length !== columns.length)
    throw block.error(
      `sqlspec: number of referencing and referenced columns do not match for foreign-key ${JSON.stringify(block.name)}`,
      `It has ${columns.length} in "columns" and ${target.refColumns.length} that they refer to.`,
      "ref_columns",
    );
  const onUpdate = readAction(block, "on_update");
  const onDelete = readAction(block, "on_delete");
  const match = block.word("match")?.toUpperCase();
  block.text("comment");
  return {
    ...(name !== undefined && { name }),
    columns,
    ...target,
    ...(onUpdate !== undefined && { onUpdate }),
    ...(onDelete !== undefined && { onDelete }),
    ...(match !== undefined && match !== "SIMPLE" && { match }),
    deferred:
      block.word("deferrable", ["INITIALLY_IMMEDIATE", "INITIALLY_DEFERRED"]) === "INITIALLY_DEFERRED",
  };
}

function readAction(block: BlockReader, name: string): string | undefined {
  const action = block.word(name, actionWords)?.replace("_", " ");
  return action === usual ? undefined : action;
}

function readTarget(block: BlockReader): Pick<ForeignKey, "refTable" | "refColumns"> {
  const references = block.references("ref_columns", ["column"]);
  const [first] = references ?? [];
  if (!references || !first) {
    const refTable = block.text("ref_table_name");
    if (refTable !== undefined) return { refTable, refColumns: block.texts("ref_column_names") ?? [] };
    throw block.error(
      `missing ref_columns of foreign_key ${JSON.stringify(block.name)}`,
      "Say what it refers to: `ref_columns = [table.users.column.id]`.",
    );
  }
  const other = references.find(({ name }) => name !== first.name);
  if (other)
    throw block.error(
      `sqlspec: more than 1 table was referenced for foreign-key ${JSON.stringify(block.name)}`,
      `Refer to columns of one table: ${first.name} or ${other.name}.`,
      "ref_columns",
    );
  return { refTable: first.name, refColumns: references.map(({ part, name }) => part?.name ?? name) };
}
