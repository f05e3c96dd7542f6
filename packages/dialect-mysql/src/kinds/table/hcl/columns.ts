import {
  attribute,
  type BlockReader,
  type PrintedAttribute,
  type PrintedBlock,
  quoted,
  rawSql,
  type ReadBlockContext,
} from "@atlas/hcl";
import { printDefault, readDefault } from "../../../hcl-defaults.ts";
import { printExpression, readExpression, requiredName } from "../../../hcl-expressions.ts";
import { printType, readType } from "../../../hcl-types.ts";
import { inParentheses } from "../../../expressions.ts";
import type { Column, Generated, Table } from "../model.ts";

export function printColumn(table: Table, column: Column): PrintedBlock {
  const { name, generated, default: value, comment, onUpdate } = column;
  const { type, unsigned, zerofill } = printType(column.type);
  return {
    type: "column",
    labels: [name],
    body: [
      { name: "null", value: String(column.nullable) },
      { name: "type", value: type },
      ...attribute("default", value && printDefault(value, column.type)),
      ...attribute("unsigned", unsigned ? "true" : undefined),
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ...printCharset(column, table),
      ...attribute("on_update", onUpdate === undefined ? undefined : rawSql(onUpdate)),
      ...attribute("auto_increment", column.autoIncrement ? "true" : undefined),
      ...attribute("zerofill", zerofill ? "true" : undefined),
      ...attribute("invisible", column.invisible ? "true" : undefined),
      ...attribute("srid", column.srid),
      ...attribute("row", column.rowPeriod),
      ...attribute("system_versioned", column.withoutSystemVersioning ? "false" : undefined),
      ...attribute("compressed", column.compressed === undefined ? undefined : "true"),
      ...(generated ? [printGenerated(generated)] : []),
    ],
  };
}

/** The character set and collation where they are not those of what it stands in. */
export function printCharset(
  of: { readonly charset?: string; readonly collation?: string },
  parent: { readonly charset?: string; readonly collation?: string } | undefined,
): readonly PrintedAttribute[] {
  const { charset, collation } = of;
  const isOther = (value: string | undefined, usual: string | undefined): boolean =>
    value !== undefined && value !== usual;
  return [
    ...attribute("charset", isOther(charset, parent?.charset) ? quoted(charset ?? "") : undefined),
    ...attribute("collate", isOther(collation, parent?.collation) ? quoted(collation ?? "") : undefined),
  ];
}

/** `collation` is another word for `collate`. */
export function readCharset(block: BlockReader): { readonly charset?: string; readonly collation?: string } {
  const charset = block.word("charset");
  const collation = block.word("collate") ?? block.word("collation");
  return { ...(charset !== undefined && { charset }), ...(collation !== undefined && { collation }) };
}

function printGenerated({ expression, stored }: Generated): PrintedBlock {
  return {
    type: "as",
    labels: [],
    body: [
      { name: "expr", value: printExpression(expression) },
      { name: "type", value: stored ? "STORED" : "VIRTUAL" },
    ],
  };
}

export function readColumn(block: BlockReader, context: ReadBlockContext): Column {
  const name = requiredName(block);
  const type = readType(block, "type");
  const value = readDefault(block, "default", type);
  const generated = readGenerated(block, name);
  const onUpdate = readOnUpdate(block);
  const comment = block.text("comment");
  const srid = block.int("srid");
  const rowPeriod = block.word("row", ["START", "END"]);
  return {
    name,
    type,
    ...readCharset(block),
    nullable: block.bool("null") ?? false,
    ...(value && { default: value }),
    ...(generated && { generated }),
    ...(onUpdate !== undefined && { onUpdate }),
    autoIncrement: block.bool("auto_increment") ?? false,
    invisible: block.bool("invisible") ?? false,
    ...(comment && { comment }),
    ...(srid !== undefined && { srid }),
    ...((rowPeriod === "START" || rowPeriod === "END") && { rowPeriod }),
    ...(block.bool("system_versioned") === false && { withoutSystemVersioning: true }),
    ...(block.bool("compressed") && { compressed: "COMPRESSED" }),
    uses:
      value && "sql" in value ? context.mentioned(value.sql).filter(({ kind }) => kind === "sequence") : [],
  };
}

function readOnUpdate(block: BlockReader): string | undefined {
  const value = block.sqlOrLiteral("on_update");
  if (value === undefined || "sql" in value) return value?.sql;
  throw block.error(
    `on_update of column ${JSON.stringify(block.name)} is no SQL`,
    'Write `on_update = sql("CURRENT_TIMESTAMP")`.',
    "on_update",
  );
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
  const type = long.word("type", ["VIRTUAL", "STORED", "PERSISTENT"]) ?? "VIRTUAL";
  return { expression: readExpression(long, "expr"), stored: type !== "VIRTUAL" };
}
