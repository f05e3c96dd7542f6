import {
  attribute,
  type BlockReader,
  listOf,
  type PrintedAttribute,
  type PrintedBlock,
  quoted,
  readPartColumn,
  readParts,
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

export function readIndexParts(block: BlockReader, table: string): readonly IndexPart[] {
  return readParts(block, table, (part, title) => readPart(part, table, title));
}

function readPart(block: BlockReader, table: string, title: string): IndexPart {
  const expression = block.expression("expr");
  const column = readPartColumn(block, table, expression, title);
  const prefix = block.int("prefix");
  if (expression !== undefined && prefix !== undefined)
    throw block.error(
      "attribute 'on.prefix' cannot be used in functional part",
      "Take the part of the text in the expression, such as `left(name, 8)`.",
      "prefix",
    );
  return {
    ...(column === undefined ? { expression: inParentheses(expression ?? "") } : { column }),
    ...(prefix !== undefined && { prefix: Number(prefix) }),
    descending: block.bool("desc") ?? false,
  };
}
