import { attribute, type BlockReader, type PrintedAttribute, type PrintedBlock, quoted } from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import type { Index, IndexType, PrimaryKey } from "../model.ts";
import { indexOptions, printOptions, readOptions } from "./options.ts";
import { printColumns, printParts, readIndexParts } from "./parts.ts";

const types: readonly IndexType[] = ["BTREE", "HASH", "RTREE", "FULLTEXT", "SPATIAL", "VECTOR"];
/** Parsers that have a word of their own. */
const parsers = new Set(["ngram", "mecab"]);

export function printPrimaryKey(key: PrimaryKey, engine: string | undefined): PrintedBlock {
  return {
    type: "primary_key",
    labels: [],
    body: [
      ...printColumns(key.parts),
      ...printCommentAndType(key, engine),
      ...attribute("without_overlaps", quotedOr(key.withoutOverlaps)),
      ...printParts(key.parts),
    ],
  };
}

export function printIndex(index: Index, engine: string | undefined): PrintedBlock {
  const { name, unique, parts, parser } = index;
  return {
    type: "index",
    labels: [name],
    body: [
      ...attribute("unique", unique ? "true" : undefined),
      ...printColumns(parts),
      ...printCommentAndType(index, engine),
      ...attribute("parser", parser === undefined || parsers.has(parser) ? parser : quoted(parser)),
      ...attribute("invisible", index.invisible ? "true" : undefined),
      ...attribute("without_overlaps", quotedOr(index.withoutOverlaps)),
      ...printOptions(index.options, indexOptions),
      ...printParts(parts),
    ],
  };
}

function printCommentAndType(
  { comment, type }: Pick<Index, "comment" | "type">,
  engine: string | undefined,
): readonly PrintedAttribute[] {
  return [
    ...attribute("comment", quotedOr(comment)),
    ...attribute("type", type === usualType(engine) ? undefined : type),
  ];
}

function quotedOr(text: string | undefined): string | undefined {
  return text === undefined ? undefined : quoted(text);
}

export function readPrimaryKey(block: BlockReader, table: string, engine: string | undefined): PrimaryKey {
  const parts = readIndexParts(block, table);
  if (parts.some(({ expression }) => expression !== undefined))
    throw block.error(
      `primary key ${JSON.stringify(block.name)} cannot have functional part`,
      "Take columns alone, or a unique index for the expression.",
    );
  const comment = block.text("comment");
  const withoutOverlaps = block.text("without_overlaps");
  return {
    parts,
    type: readIndexType(block, engine),
    ...(comment && { comment }),
    ...(withoutOverlaps !== undefined && { withoutOverlaps }),
  };
}

export function readIndex(block: BlockReader, table: string, engine: string | undefined): Index {
  const name = requiredName(block);
  const parser = block.word("parser");
  const comment = block.text("comment");
  const withoutOverlaps = block.text("without_overlaps");
  const ignored = block.bool("ignored");
  return {
    name,
    unique: block.bool("unique") ?? false,
    type: readIndexType(block, engine),
    ...(parser !== undefined && { parser }),
    parts: readIndexParts(block, table),
    ...(comment && { comment }),
    invisible: block.bool("invisible") ?? ignored ?? false,
    ...(withoutOverlaps !== undefined && { withoutOverlaps }),
    options: readOptions(block, indexOptions),
  };
}

function readIndexType(block: BlockReader, engine: string | undefined): IndexType {
  const word = block.word("type", types);
  return types.find((type) => type === word) ?? usualType(engine);
}

/** What an index is that does not say its type. */
function usualType(engine: string | undefined): IndexType {
  return engine === "MEMORY" ? "HASH" : "BTREE";
}
