import {
  attribute,
  type BlockReader,
  type PrintBlockContext,
  type PrintedBlock,
  type PrintedEntry,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { printDefault, readDefault } from "../../../hcl-defaults.ts";
import { printCollation, readCollation, requiredName } from "../../../hcl-expressions.ts";
import { printOwned, printSequence, readOwned } from "../../../hcl-sequence.ts";
import { printOptions, readOptions } from "../../../hcl-settings.ts";
import { printSerial, printType, readRequiredType, type ReadType } from "../../../hcl-types.ts";
import type { Column, Generated, Identity, OwnedSequence, Table } from "../model.ts";
import { sequenceName } from "../names.ts";
import { defaultSequence } from "../sequences.ts";
import type { OfTable } from "./column-lists.ts";
import { printInherited } from "./family.ts";

const storages = ["PLAIN", "EXTERNAL", "EXTENDED", "MAIN"] as const;

export function printColumn(table: Table, column: Column, context: PrintBlockContext): PrintedBlock {
  const isSerial = column.serial !== undefined && column.notNull;
  const { name, identity, generated } = column;
  const body: PrintedEntry[] = [
    { name: "null", value: column.notNull ? "false" : "true" },
    { name: "type", value: isSerial ? printSerial(column.type) : printType(column, context) },
  ];
  // Columns are by far the most blocks of a document: nothing is made for what they do not say.
  const add = (attributeName: string, value: string | undefined): void => {
    if (value !== undefined) body.push({ name: attributeName, value });
  };
  if (column.default !== undefined) add("default", printDefault(column.default, column));
  if (column.comment !== undefined) add("comment", quoted(column.comment));
  add("collate", printCollation(column.collation));
  add("storage", column.storage);
  add("compression", column.compression);
  if (column.statistics !== undefined) add("statistics", String(column.statistics));
  if (identity) body.push(printIdentity(table, column, identity));
  if (generated) body.push(printGenerated(generated));
  if (column.serial) body.push(...printSerialSequence(table, column, column.serial));
  body.push(...printNotNull(column), ...printOptions("options", column.options));
  body.push(...printInherited(table, column));
  return { type: "column", labels: [name], body };
}

function usualSequence(table: OfTable, column: string, type: string): OwnedSequence {
  return defaultSequence(sequenceName(table.name, column), type);
}

function printIdentity(table: Table, column: Column, identity: Identity): PrintedBlock {
  const { start, increment } = identity;
  const settings = printSequence(identity.type, identity);
  const said = settings.some(({ name }) => name === "start");
  return {
    type: "identity",
    labels: [],
    body: [
      { name: "generated", value: identity.generation === "ALWAYS" ? "ALWAYS" : "BY_DEFAULT" },
      // Said whenever it is not 1, also where it follows from a bound.
      ...attribute("start", said || start !== "1" ? start : undefined),
      ...attribute("increment", increment === "1" ? undefined : increment),
      ...settings.filter(({ name }) => name !== "start" && name !== "increment"),
      ...printOwned(identity, usualSequence(table, column.name, column.type)),
    ],
  };
}

function printGenerated({ expression, kind }: Generated): PrintedBlock {
  return {
    type: "as",
    labels: [],
    body: [
      { name: "expr", value: quoted(expression) },
      { name: "type", value: kind === "stored" ? "STORED" : "VIRTUAL" },
    ],
  };
}

/** Of a column that may be NULL always, as its type then does not say that it has a sequence. */
function printSerialSequence(table: Table, column: Column, serial: OwnedSequence): readonly PrintedBlock[] {
  const body = [
    ...printSequence(serial.type, serial),
    ...printOwned(serial, usualSequence(table, column.name, column.type)),
  ];
  return body.length === 0 && column.notNull ? [] : [{ type: "sequence", labels: [], body }];
}

function printNotNull({ notNullName, notNullNoInherit, notNullNotValid }: Column): readonly PrintedBlock[] {
  if (notNullName === undefined && !notNullNoInherit && !notNullNotValid) return [];
  return [
    {
      type: "not_null",
      labels: notNullName === undefined ? [] : [notNullName],
      body: [
        ...attribute("no_inherit", notNullNoInherit ? "true" : undefined),
        ...attribute("not_valid", notNullNotValid ? "true" : undefined),
      ],
    },
  ];
}

export function readColumn(block: BlockReader, table: OfTable, context: ReadBlockContext): Column {
  const name = requiredName(block);
  const type = readRequiredType(block, "type", context);
  const mayBeNull = block.bool("null") ?? false;
  const sequence = block.block("sequence");
  const identity = block.block("identity");
  const generated = readGenerated(block, name);
  const value = readDefault(block, "default", type);
  const collation = readCollation(block, "collate");
  const comment = block.text("comment");
  const storage = block.word("storage", storages);
  const compression = block.word("compression", ["pglz", "lz4"]);
  const statistics = block.int("statistics");
  if (type.isSerial && mayBeNull)
    throw block.error(
      `NOT NULL constraint is required for serial column ${JSON.stringify(name)}`,
      "Take `null = true` away, or use an integer type.",
      "null",
    );
  const column: Column = {
    name,
    type: type.type,
    ...(type.typeRef && { typeRef: type.typeRef }),
    notNull: !mayBeNull,
    ...readNotNull(block),
    ...(value !== undefined && { default: value }),
    ...((type.isSerial || sequence) && { serial: readSerial(sequence, table, name, type) }),
    ...(identity && { identity: readIdentity(identity, table, name, type) }),
    ...(generated && { generated }),
    ...(collation !== undefined && { collation }),
    ...(comment !== undefined && comment !== "" && { comment }),
    ...(storage !== undefined && { storage }),
    ...(compression !== undefined && { compression }),
    ...(statistics !== undefined && { statistics: Number(statistics) }),
    options: readOptions(block, "options"),
    uses: [
      ...(value === undefined ? [] : context.mentioned(value)),
      ...(generated ? context.mentioned(generated.expression) : []),
    ],
    reads: [],
  };
  context.declare({ kind: "column", schema: table.schema, table: table.name, name }, block.place);
  return column;
}

function readSerial(
  block: BlockReader | undefined,
  table: OfTable,
  column: string,
  { type, isSerial }: ReadType,
): OwnedSequence {
  if (block && !isSerial && !["smallint", "integer", "bigint"].includes(type))
    throw block.error(
      `column ${JSON.stringify(column)} of type ${type} cannot draw from a sequence`,
      "Use smallint, integer or bigint.",
    );
  return readOwned(block, usualSequence(table, column, type));
}

function readIdentity(block: BlockReader, table: OfTable, column: string, { type }: ReadType): Identity {
  const generation = block.word("generated", ["ALWAYS", "BY_DEFAULT"]) ?? "BY_DEFAULT";
  return {
    generation: generation === "ALWAYS" ? "ALWAYS" : "BY DEFAULT",
    ...readOwned(block, usualSequence(table, column, type)),
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
  if (!long) return short === undefined ? undefined : { expression: short, kind: "stored" };
  const expression = long.expression("expr");
  if (expression === undefined)
    throw long.error(
      `missing expr of the generated column ${JSON.stringify(name)}`,
      'Say how it is computed: `expr = "…"`.',
    );
  const kind = long.word("type", ["STORED", "VIRTUAL"]) === "VIRTUAL" ? "virtual" : "stored";
  return { expression, kind };
}

function readNotNull(block: BlockReader): Partial<Column> {
  const inside = block.block("not_null");
  if (!inside) return {};
  return {
    ...(inside.name !== "" && { notNullName: inside.name }),
    ...(inside.bool("no_inherit") && { notNullNoInherit: true }),
    ...(inside.bool("not_valid") && { notNullNotValid: true }),
  };
}
