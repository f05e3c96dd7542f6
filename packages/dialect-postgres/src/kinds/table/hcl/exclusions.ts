import {
  attribute,
  type BlockReader,
  type PrintedBlock,
  quoted,
  rawSql,
  type ReadBlockContext,
} from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import { printOptions, readOptions } from "../../../hcl-settings.ts";
import type { Exclusion, ExclusionPart } from "../model.ts";
import { missingColumns, type OfTable, printColumns } from "./column-lists.ts";
import { printPart, readPart } from "./index-parts.ts";
import { printMethod, readMethod } from "./indexes.ts";
import {
  comments,
  constraintComment,
  printDeferrable,
  readComments,
  readDeferrable,
  readInclude,
} from "./keys.ts";

export function printExclusion(exclusion: Exclusion): PrintedBlock {
  const { where, include } = exclusion;
  return {
    type: "exclude",
    labels: [exclusion.name],
    body: [
      ...comments(exclusion),
      ...printMethod(exclusion.method),
      ...attribute("where", where === undefined ? undefined : quoted(where)),
      ...attribute("include", include.length === 0 ? undefined : printColumns(include)),
      ...printDeferrable(exclusion.deferrable),
      ...constraintComment(exclusion),
      ...exclusion.parts.map((part) => printPart(part, attribute("op", printOperator(part.operator)))),
      ...printOptions("storage_params", exclusion.options),
    ],
  };
}

/** An operator in a schema is SQL: `sql("OPERATOR(\"s\".=)")`. */
function printOperator(operator: string): string {
  return /^[^\w\s"(]+$/.test(operator) ? quoted(operator) : rawSql(operator);
}

export function readExclusion(block: BlockReader, table: OfTable, context: ReadBlockContext): Exclusion {
  const name = requiredName(block);
  const title = `exclude ${JSON.stringify(name)}`;
  const blocks = block.blocks("on");
  if (blocks.length === 0) throw missingColumns(block, "on");
  const parts = blocks.map((each, at) => {
    const of = `${title} at position ${at}`;
    const { part, uses } = readPart(each, table, context, of);
    const operator = each.expression("op");
    if (operator === undefined)
      throw each.error(`missing op of ${of}`, 'Say which operator excludes: `op = "&&"`.');
    const full: ExclusionPart = { ...part, operator };
    return { part: full, uses };
  });
  const where = block.expression("where");
  const include = readInclude(block, table);
  return {
    kind: "exclusion",
    name,
    method: readMethod(block),
    parts: parts.map(({ part }) => part),
    include,
    ...(where !== undefined && { where }),
    options: readOptions(block, "storage_params"),
    ...readDeferrable(block),
    ...readComments(block),
    uses: [...parts.flatMap(({ uses }) => uses), ...(where === undefined ? [] : context.mentioned(where))],
    reads: [...new Set([...parts.flatMap(({ part }) => part.column ?? []), ...include])].toSorted(),
  };
}
