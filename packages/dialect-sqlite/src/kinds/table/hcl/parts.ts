import {
  attribute,
  type BlockReader,
  listOf,
  type PrintedBlock,
  type PrintedEntry,
  quoted,
  readPartColumn,
  readParts,
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

export function readKeyParts(block: BlockReader, table: string): readonly KeyPart[] {
  return readParts(block, table, (part, title) => readPart(part, table, title));
}

function readPart(block: BlockReader, table: string, title: string): KeyPart {
  const expression = readBare(block, "expr");
  const column = readPartColumn(block, table, expression, title);
  const collation = block.text("collate");
  return {
    ...(column === undefined ? { expression: expression ?? "" } : { column }),
    ...(collation !== undefined && { collation }),
    descending: block.bool("desc") ?? false,
  };
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
