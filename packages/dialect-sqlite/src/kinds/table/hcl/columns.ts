import { attribute, type BlockReader, type PrintedBlock, quoted } from "@atlas/hcl";
import { printDefault, readDefault } from "../../../hcl-defaults.ts";
import { printGroup, readGroup, requiredName } from "../../../hcl-expressions.ts";
import { printType, readType } from "../../../hcl-types.ts";
import { fold, inParentheses } from "../../../text.ts";
import type { Column, Generated, Table } from "../model.ts";
import { typeSql } from "../print.ts";
import { printConflict, readConflict } from "./parts.ts";

export function printColumn(table: Table, column: Column): PrintedBlock {
  const { name, type, generated, default: value, collation } = column;
  const { primaryKey } = table;
  const isAutoIncrement =
    primaryKey?.autoincrement === true && fold(primaryKey.parts[0]?.column ?? "") === fold(name);
  return {
    type: "column",
    labels: [name],
    body: [
      { name: "null", value: String(!column.notNull) },
      // Without a type SQLite stores what a blob column stores.
      { name: "type", value: type === "" ? "blob" : printType(typeSql(type)) },
      ...attribute("default", value === undefined ? undefined : printDefault(value, type)),
      ...attribute("collate", collation === undefined ? undefined : quoted(collation)),
      ...attribute("auto_increment", isAutoIncrement ? "true" : undefined),
      ...printConflict(column.notNullConflict),
      ...attribute("untyped", type === "" ? "true" : undefined),
      ...(generated ? [printGenerated(generated)] : []),
    ],
  };
}

function printGenerated({ expression, stored }: Generated): PrintedBlock {
  return {
    type: "as",
    labels: [],
    body: [
      { name: "expr", value: printGroup(expression) },
      { name: "type", value: stored ? "STORED" : "VIRTUAL" },
    ],
  };
}

/** A column, and whether it counts up by itself, which SQLite notes with the primary key. */
export interface ReadColumn {
  readonly column: Column;
  readonly isAutoIncrement: boolean;
}

export function readColumn(block: BlockReader): ReadColumn {
  const name = requiredName(block);
  const declared = readType(block, "type");
  const type = block.bool("untyped") ? "" : declared;
  const value = readDefault(block, "default", type);
  const collation = block.text("collate");
  const { conflict } = readConflict(block);
  const generated = readGenerated(block, name);
  // SQLite has no comments; files that are meant for several databases may.
  block.text("comment");
  return {
    column: {
      name,
      type,
      notNull: !(block.bool("null") ?? false),
      ...(conflict && { notNullConflict: conflict }),
      ...(value !== undefined && { default: value }),
      ...(collation !== undefined && { collation }),
      ...(generated && { generated }),
    },
    isAutoIncrement: block.bool("auto_increment") ?? false,
  };
}

/** `as = "…"`, or a block that also says how the value is kept. */
function readGenerated(block: BlockReader, name: string): Generated | undefined {
  const short = block.expression("as");
  const long = block.block("as");
  if (short !== undefined && long)
    throw block.error(
      `multiple as definitions for column ${JSON.stringify(name)}`,
      "Keep the attribute or the block.",
    );
  if (!long) return short === undefined ? undefined : { expression: inParentheses(short), stored: false };
  const expression = readGroup(long, "expr");
  return { expression, stored: long.word("type", ["VIRTUAL", "STORED"]) === "STORED" };
}
