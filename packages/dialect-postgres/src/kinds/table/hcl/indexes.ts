import {
  attribute,
  type BlockReader,
  type PrintedAttribute,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import { byName, printOptions, readOptions } from "../../../hcl-settings.ts";
import type { Index, IndexPart, Option } from "../model.ts";
import { type OfTable, printColumns, readColumns } from "./column-lists.ts";
import { isPlain, printPart, type ReadPart, readPart } from "./index-parts.ts";
import { readInclude } from "./keys.ts";

const pages = "pages_per_range";
/** Access methods of the server, and spellings of old. */
const methods: Readonly<Record<string, string>> = {
  BTREE: "btree",
  BRIN: "brin",
  HASH: "hash",
  GIN: "gin",
  GIST: "gist",
  SPGIST: "spgist",
};

/** Of a table or a materialized view. */
export function printIndex(index: Index): PrintedBlock {
  const isPlainList = index.parts.every(isPlain) && index.statistics.length === 0;
  const target = (at: number): string | undefined => {
    const found = index.statistics.find(({ key }) => key === at + 1)?.target;
    return found === undefined ? undefined : String(found);
  };
  return {
    type: "index",
    labels: [index.name],
    body: [
      ...attribute("unique", index.unique ? "true" : undefined),
      ...attribute(
        "columns",
        isPlainList ? printColumns(index.parts.flatMap(({ column }) => column ?? [])) : undefined,
      ),
      ...attribute("comment", index.comment === undefined ? undefined : quoted(index.comment)),
      ...printMethod(index.method),
      ...attribute("where", index.where === undefined ? undefined : quoted(index.where)),
      ...attribute("nulls_distinct", index.nullsNotDistinct ? "false" : undefined),
      ...attribute("include", index.include.length === 0 ? undefined : printColumns(index.include)),
      ...attribute("page_per_range", index.options.find(({ name }) => name === pages)?.value),
      ...(isPlainList
        ? []
        : index.parts.map((part, at) => printPart(part, [], attribute("statistics", target(at))))),
      ...printOptions("storage_params", withoutPages(index.options)),
    ],
  };
}

function withoutPages(options: readonly Option[]): readonly Option[] {
  return options.filter(({ name }) => name !== pages);
}

/** Nothing for `btree`, a bare word for the server's own, text for others. */
export function printMethod(method: string): readonly PrintedAttribute[] {
  if (method === "btree") return [];
  const word = Object.keys(methods).find((each) => methods[each] === method);
  return attribute("type", word ?? quoted(method));
}

export function readMethod(block: BlockReader): string {
  const word = block.word("type");
  return word === undefined ? "btree" : (methods[word.toUpperCase()] ?? word);
}

export function readIndex(block: BlockReader, table: OfTable, context: ReadBlockContext): Index {
  const name = requiredName(block);
  const { parts, statistics } = readParts(block, table, context);
  const where = block.expression("where");
  const include = readInclude(block, table);
  const comment = block.text("comment");
  context.declare({ kind: "index", schema: table.schema, table: table.name, name }, block.place);
  return {
    kind: "index",
    name,
    unique: block.bool("unique") ?? false,
    method: readMethod(block),
    parts: parts.map(({ part }) => part),
    include,
    nullsNotDistinct: block.bool("nulls_distinct") === false,
    ...(where !== undefined && { where }),
    options: readIndexOptions(block),
    statistics,
    // Built on a partitioned table alone: not all partitions have their part of it.
    invalid: block.bool("only") ?? false,
    ...(comment && { comment }),
    uses: [...parts.flatMap(({ uses }) => uses), ...(where === undefined ? [] : context.mentioned(where))],
    reads: [...new Set([...parts.flatMap(({ part }) => part.column ?? []), ...include])].toSorted(),
  };
}

function readIndexOptions(block: BlockReader): readonly Option[] {
  const perRange = block.int("page_per_range");
  return byName([
    ...(perRange === undefined ? [] : [{ name: pages, value: perRange }]),
    ...readOptions(block, "storage_params"),
  ]);
}

function readParts(
  block: BlockReader,
  table: OfTable,
  context: ReadBlockContext,
): { readonly parts: readonly ReadPart[]; readonly statistics: Index["statistics"] } {
  const title = `index ${JSON.stringify(block.name)}`;
  const columns = readColumns(block, "columns", table);
  const blocks = block.blocks("on");
  if (columns && blocks.length > 0)
    throw block.error(`multiple definitions for ${title}, use "columns" or "on"`, "Keep one of them.");
  if (blocks.length === 0 && (columns ?? []).length === 0)
    throw block.error(
      `missing definition for ${title}`,
      "Name its columns: `columns = [column.id]`, or write blocks `on { … }`.",
    );
  if (columns)
    return { parts: columns.map((column) => ({ part: plainPart(column), uses: [] })), statistics: [] };
  return {
    parts: blocks.map((each, at) => readPart(each, table, context, `${title} at position ${at}`)),
    statistics: blocks.flatMap((each, at) => {
      const target = each.int("statistics");
      return target === undefined ? [] : [{ key: at + 1, target: Number(target) }];
    }),
  };
}

function plainPart(column: string): IndexPart {
  return { column, descending: false, nullsFirst: false };
}
