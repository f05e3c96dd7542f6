import { attribute, type BlockReader, type PrintedAttribute, type PrintedBlock, quoted } from "@atlas/hcl";
import { requiredName } from "../../../hcl-expressions.ts";
import { printOptions, readOptions } from "../../../hcl-settings.ts";
import type { Deferrable, Key, Table } from "../model.ts";
import { primaryKeyName } from "../names.ts";
import { printColumns, readColumns, readRequiredColumns, type OfTable } from "./column-lists.ts";

/** Label-less when the server would choose the name itself. */
export function printPrimaryKey(table: Table, key: Key): PrintedBlock {
  return {
    type: "primary_key",
    labels: key.name === primaryKeyName(table.name) ? [] : [key.name],
    body: keyBody(key),
  };
}

export function printUnique(key: Key): PrintedBlock {
  return { type: "unique", labels: [key.name], body: keyBody(key) };
}

function keyBody(key: Key): PrintedBlock["body"] {
  return [
    { name: "columns", value: printColumns(key.columns) },
    ...comments(key),
    ...attribute("nulls_distinct", key.nullsNotDistinct ? "false" : undefined),
    ...attribute("include", key.include.length === 0 ? undefined : printColumns(key.include)),
    ...printDeferrable(key.deferrable),
    ...attribute("without_overlaps", key.withoutOverlaps ? "true" : undefined),
    ...constraintComment(key),
    ...printOptions("storage_params", key.options),
  ];
}

/** As everywhere in HCL, the comment of what has an index is that of the index. */
export function comments({ indexComment }: { readonly indexComment?: string }): readonly PrintedAttribute[] {
  return attribute("comment", indexComment === undefined ? undefined : quoted(indexComment));
}

export function constraintComment({ comment }: { readonly comment?: string }): readonly PrintedAttribute[] {
  return attribute("constraint_comment", comment === undefined ? undefined : quoted(comment));
}

export function readComments(block: BlockReader): Pick<Key, "comment" | "indexComment"> {
  const indexComment = block.text("comment");
  const comment = block.text("constraint_comment");
  return { ...(comment && { comment }), ...(indexComment && { indexComment }) };
}

/** `deferrable = INITIALLY_DEFERRED`. */
export function printDeferrable(deferrable: Deferrable | undefined): readonly PrintedAttribute[] {
  return attribute("deferrable", deferrable?.replace(" ", "_"));
}

export function readDeferrable(block: BlockReader): { readonly deferrable?: Deferrable } {
  const word = block.word("deferrable", [
    "INITIALLY_IMMEDIATE",
    "INITIALLY_DEFERRED",
    "INITIALLY IMMEDIATE",
    "INITIALLY DEFERRED",
  ]);
  if (word === undefined) return {};
  return { deferrable: word.endsWith("IMMEDIATE") ? "INITIALLY IMMEDIATE" : "INITIALLY DEFERRED" };
}

export function readPrimaryKey(block: BlockReader, table: OfTable): Key {
  // Nothing else can be below a primary key, so it says nothing.
  block.word("type", ["BTREE", "GIST"]);
  return readKey(block, "primary_key", block.name === "" ? primaryKeyName(table.name) : block.name, table);
}

export function readUnique(block: BlockReader, table: OfTable): Key {
  block.word("type", ["BTREE", "GIST"]);
  return readKey(block, "unique", requiredName(block), table);
}

function readKey(block: BlockReader, kind: Key["kind"], name: string, table: OfTable): Key {
  return {
    kind,
    name,
    columns: readRequiredColumns(block, "columns", table),
    include: readInclude(block, table),
    nullsNotDistinct: block.bool("nulls_distinct") === false,
    withoutOverlaps: block.bool("without_overlaps") ?? false,
    ...readDeferrable(block),
    options: readOptions(block, "storage_params"),
    ...readComments(block),
  };
}

export function readInclude(block: BlockReader, table: OfTable): readonly string[] {
  const include = readColumns(block, "include", table);
  if (include?.length === 0)
    throw block.error(
      `unexpected empty INCLUDE in index ${JSON.stringify(block.name)} definition`,
      "Name columns, or take `include` away.",
      "include",
    );
  return include ?? [];
}
