import {
  attribute,
  type BlockReader,
  type PrintedBlock,
  quoted,
  rawSql,
  type ReadBlockContext,
} from "@atlas/hcl";
import type { Ref } from "@atlas/core";
import { bareExpression, printCollation, readCollation } from "../../../hcl-expressions.ts";
import { withoutNeedlessQuotes } from "../../../hcl-raw-type.ts";
import type { IndexPart } from "../model.ts";
import { inParentheses } from "../parentheses.ts";
import { columnReference, type OfTable, readColumn } from "./column-lists.ts";
import { isOperatorClassWord } from "./operator-classes.ts";

/** An index names its columns in a list when each of them is plain and ascending. */
export function isPlain(part: IndexPart): boolean {
  return (
    part.column !== undefined &&
    part.collation === undefined &&
    part.operatorClass === undefined &&
    !part.descending &&
    !part.nullsFirst
  );
}

/** @param more - behind the column or expression: of an exclusion its operator. */
export function printPart(
  part: IndexPart,
  more: PrintedBlock["body"] = [],
  last: PrintedBlock["body"] = [],
): PrintedBlock {
  const { column, expression, descending, nullsFirst } = part;
  return {
    type: "on",
    labels: [],
    body: [
      ...attribute("desc", descending ? "true" : undefined),
      ...(column === undefined
        ? attribute("expr", quoted(bareExpression(expression ?? "")))
        : attribute("column", columnReference(column))),
      ...more,
      ...attribute("ops", part.operatorClass === undefined ? undefined : printClass(part.operatorClass)),
      ...attribute("nulls_last", descending && !nullsFirst ? "true" : undefined),
      ...attribute("nulls_first", nullsFirst && !descending ? "true" : undefined),
      ...attribute("collate", printCollation(part.collation)),
      ...last,
    ],
  };
}

/** A class of the server as a bare word, another as text; with parameters as SQL. */
export function printClass(operatorClass: string): string {
  const [, name = "", parameters] = /^(.*?)(?: \((.*)\))?$/s.exec(operatorClass) ?? [];
  const bare = withoutNeedlessQuotes(name);
  if (parameters !== undefined)
    return rawSql(`${bare}(${parameters.replaceAll(" = ", "=").replaceAll(", ", ",")})`);
  return isOperatorClassWord(bare) ? bare : quoted(bare);
}

/** A part with what its expression mentions. */
export interface ReadPart {
  readonly part: IndexPart;
  readonly uses: readonly Ref[];
}

/** @param of - what the part belongs to, as errors name it: `index "i" at position 0`. */
export function readPart(
  block: BlockReader,
  table: OfTable,
  context: ReadBlockContext,
  of: string,
): ReadPart {
  const column = readColumn(block, "column", table);
  const expression = block.expression("expr");
  if (column === undefined && expression === undefined)
    throw block.error(`"column" or "expr" are required for ${of}`, "Say what it is built on.");
  if (column !== undefined && expression !== undefined)
    throw block.error(`cannot use both "column" and "expr" in ${of}`, "Keep one of them.", "expr");
  const descending = block.bool("desc") ?? false;
  const first = block.bool("nulls_first");
  const last = block.bool("nulls_last");
  if (first && last)
    throw block.error(`cannot use both "nulls_first" and "nulls_last" in ${of}`, "Keep one of them.");
  const collation = readCollation(block, "collate");
  const operatorClass = readClass(block);
  const part: IndexPart = {
    ...(column === undefined ? { expression: inParentheses(expression ?? "") } : { column }),
    ...(collation !== undefined && { collation }),
    ...(operatorClass !== undefined && { operatorClass }),
    descending,
    nullsFirst: first ?? (last ? false : descending),
  };
  return { part, uses: expression === undefined ? [] : context.mentioned(expression) };
}

/** A name, bare or as text, or SQL: said as types are. */
export function readClass(block: BlockReader): string | undefined {
  const said = block.typeExpression("ops");
  if (said === undefined) return undefined;
  if ("sql" in said) return said.sql;
  if ("name" in said && said.args.length === 0) return said.name;
  throw block.error(
    "an operator class with parameters has to be SQL",
    'Write `ops = sql("gist_trgm_ops(siglen=32)")`.',
    "ops",
  );
}
