import {
  attribute,
  type BlockReader,
  type BlockReference,
  listOf,
  type PrintedAttribute,
  type PrintedBlock,
  quoted,
  referenceTo,
} from "@atlas/hcl";
import { inParentheses, withoutParentheses } from "../../../expressions.ts";
import type { IndexPart } from "../model.ts";

export function columnReference(name: string): string {
  return referenceTo(["column", name]);
}

/** `columns = […]` where each part is a column and nothing more. */
export function printColumns(parts: readonly IndexPart[]): readonly PrintedAttribute[] {
  const isPlain = parts.every(
    ({ column, prefix, descending }) => column !== undefined && prefix === undefined && !descending,
  );
  return attribute(
    "columns",
    isPlain ? listOf(parts.map(({ column = "" }) => columnReference(column))) : undefined,
  );
}

/** One block for each part, where `printColumns` is not enough. */
export function printParts(parts: readonly IndexPart[]): readonly PrintedBlock[] {
  if (printColumns(parts).length > 0) return [];
  return parts.map(({ column, expression, prefix, descending }) => ({
    type: "on",
    labels: [],
    body: [
      ...attribute("desc", descending ? "true" : undefined),
      ...(column === undefined
        ? attribute("expr", quoted(withoutParentheses(expression ?? "")))
        : attribute("column", columnReference(column))),
      ...attribute("prefix", prefix === undefined ? undefined : String(prefix)),
    ],
  }));
}

/** @throws {AtlasError} `E_HCL` without columns, or when they are said twice. */
export function readParts(block: BlockReader, table: string): readonly IndexPart[] {
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

function readPart(block: BlockReader, table: string, of: string): IndexPart {
  const reference = block.reference("column", ["column"]);
  const column = reference && ownColumn(block, "column", table, reference);
  const expression = block.expression("expr");
  const prefix = block.int("prefix");
  const descending = block.bool("desc") ?? false;
  if (column === undefined && expression === undefined)
    throw block.error(`"column" or "expr" are required for ${of}`, "Say what it is built on.");
  if (column !== undefined && expression !== undefined)
    throw block.error(`cannot use both "column" and "expr" in ${of}`, "Keep one of them.", "expr");
  if (expression !== undefined && prefix !== undefined)
    throw block.error(
      "attribute 'on.prefix' cannot be used in functional part",
      "Take the part of the text in the expression, such as `left(name, 8)`.",
      "prefix",
    );
  return {
    ...(column === undefined ? { expression: inParentheses(expression ?? "") } : { column }),
    ...(prefix !== undefined && { prefix: Number(prefix) }),
    descending,
  };
}

/** The names of columns of the block's own table; `undefined`: the attribute is not there. */
export function readColumns(block: BlockReader, name: string, table: string): readonly string[] | undefined {
  return block.references(name, ["column"])?.map((reference) => ownColumn(block, name, table, reference));
}

export function ownColumn(
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
