import {
  attribute,
  type BlockReader,
  type BlockReference,
  listOf,
  type PrintedBlock,
  type PrintedEntry,
  quoted,
  referenceTo,
} from "@atlas/hcl";
import { printBare, readBare } from "../../../hcl-expressions.ts";
import { fold } from "../../../text.ts";
import type { Conflict, KeyPart, Table } from "../model.ts";

/** `column.id`, spelled as the column is. */
export function columnReference(table: Table, name: string): string {
  return referenceTo(["column", columnOf(table, name) ?? name]);
}

/** The column that SQLite takes a name for, in either case of letters. */
export function columnOf(table: Table, name: string): string | undefined {
  const folded = fold(name);
  return table.columns.find((column) => fold(column.name) === folded)?.name;
}

/** `columns = […]` where each part is a column and nothing more. */
export function printColumns(table: Table, parts: readonly KeyPart[]): readonly PrintedEntry[] {
  const isPlain = parts.every(
    ({ column, collation, descending }) => column !== undefined && collation === undefined && !descending,
  );
  if (!isPlain) return [];
  return attribute("columns", listOf(parts.map(({ column = "" }) => columnReference(table, column))));
}

/** One block for each part, where `printColumns` is not enough. */
export function printParts(table: Table, parts: readonly KeyPart[]): readonly PrintedBlock[] {
  if (printColumns(table, parts).length > 0) return [];
  return parts.map(({ column, expression, collation, descending }) => ({
    type: "on",
    labels: [],
    body: [
      ...attribute("desc", descending ? "true" : undefined),
      ...(column === undefined
        ? attribute("expr", printBare(expression ?? ""))
        : attribute("column", columnReference(table, column))),
      ...attribute("collate", collation === undefined ? undefined : quoted(collation)),
    ],
  }));
}

/** @throws {AtlasError} `E_HCL` without columns, or when they are said twice. */
export function readParts(block: BlockReader, table: string): readonly KeyPart[] {
  const title = `${block.type}${block.name === "" ? "" : ` ${JSON.stringify(block.name)}`}`;
  const columns = readColumns(block, "columns", table);
  const blocks = block.blocks("on");
  if (columns && blocks.length > 0)
    throw block.error(
      `multiple definitions for ${title}, use "columns" or "on"`,
      "Keep one of them.",
      "columns",
    );
  if (columns) return columns.map((column) => ({ column, descending: false }));
  if (blocks.length === 0)
    throw block.error(
      `missing definition for ${title}`,
      "Name one column at least: `columns = [column.id]`.",
    );
  return blocks.map((each, at) => readPart(each, table, `${title} at position ${at}`));
}

function readPart(block: BlockReader, table: string, of: string): KeyPart {
  const reference = block.reference("column", ["column"]);
  const column = reference && ownColumn(block, "column", table, reference);
  const expression = readBare(block, "expr");
  if (column === undefined && expression === undefined)
    throw block.error(`"column" or "expr" are required for ${of}`, "Say what it is built on.");
  if (column !== undefined && expression !== undefined)
    throw block.error(`cannot use both "column" and "expr" in ${of}`, "Keep one of them.", "expr");
  const collation = block.text("collate");
  return {
    ...(column === undefined ? { expression: expression ?? "" } : { column }),
    ...(collation !== undefined && { collation }),
    descending: block.bool("desc") ?? false,
  };
}

/** The names of columns of the block's own table; `undefined`: the attribute is not there. */
export function readColumns(block: BlockReader, name: string, table: string): readonly string[] | undefined {
  return block.references(name, ["column"])?.map((reference) => ownColumn(block, name, table, reference));
}

function ownColumn(
  block: BlockReader,
  attributeName: string,
  table: string,
  { name, part }: BlockReference,
): string {
  if (part && name === table) return part.name;
  throw block.error(
    `column ${JSON.stringify(part?.name ?? name)} was not found in table ${table}`,
    "Name columns of the table itself: `column.id`.",
    attributeName,
  );
}

const conflicts: readonly Conflict[] = ["ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"];

/** What SQLite does with a row that breaks the constraint; ABORT is what it does anyway. */
export function readConflict(block: BlockReader): { readonly conflict?: Conflict } {
  const word = block.word("on_conflict", conflicts);
  const conflict = conflicts.find((candidate) => candidate === word);
  return conflict === undefined || conflict === "ABORT" ? {} : { conflict };
}

export function printConflict(conflict: Conflict | undefined): readonly PrintedEntry[] {
  return attribute("on_conflict", conflict);
}
