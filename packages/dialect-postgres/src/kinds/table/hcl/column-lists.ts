import type { BlockReader, BlockReference } from "@atlas/hcl";
import { listOf, referenceTo } from "@atlas/hcl";

/** The table whose parts are read, as a state names it. */
export interface OfTable {
  readonly schema: string;
  readonly name: string;
}

/** `column.id`. */
export function columnReference(column: string): string {
  return referenceTo(["column", column]);
}

/** `[column.a, column.b]`. */
export function printColumns(columns: readonly string[]): string {
  return listOf(columns.map(columnReference));
}

/** The names of columns of the block's own table; `undefined` without the attribute. */
export function readColumns(
  block: BlockReader,
  attribute: string,
  table: OfTable,
): readonly string[] | undefined {
  return block
    .references(attribute, ["column"])
    ?.map((reference) => ownColumn(block, attribute, table, reference));
}

export function readColumn(block: BlockReader, attribute: string, table: OfTable): string | undefined {
  const reference = block.reference(attribute, ["column"]);
  return reference && ownColumn(block, attribute, table, reference);
}

/** @throws {AtlasError} `E_HCL` without the attribute, or when it names no column. */
export function readRequiredColumns(
  block: BlockReader,
  attribute: string,
  table: OfTable,
): readonly string[] {
  const columns = readColumns(block, attribute, table);
  if (columns && columns.length > 0) return columns;
  throw missingColumns(block, attribute);
}

export function missingColumns(block: BlockReader, attribute: string): Error {
  return block.error(
    `missing ${attribute} of ${block.type}${block.name === "" ? "" : ` ${JSON.stringify(block.name)}`}`,
    `Name one column at least: \`${attribute} = [column.id]\`.`,
  );
}

function ownColumn(
  block: BlockReader,
  attribute: string,
  table: OfTable,
  { schema, name, part }: BlockReference,
): string {
  if (part && schema === table.schema && name === table.name) return part.name;
  throw block.error(
    `column ${JSON.stringify(part?.name ?? name)} was not found in table ${table.name}`,
    `Name columns of the table itself: \`${columnReference("id")}\`.`,
    attribute,
  );
}
