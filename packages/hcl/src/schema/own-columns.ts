import type { BlockReader, BlockReference } from "./reading.ts";

/** The names of columns of the block's own table; `undefined`: the attribute is not there. */
export function readOwnColumns(
  block: BlockReader,
  attribute: string,
  table: string,
): readonly string[] | undefined {
  return block
    .references(attribute, ["column"])
    ?.map((reference) => ownColumn(block, attribute, table, reference));
}

/** @throws {AtlasError} `E_HCL` for a column of another table. */
export function ownColumn(
  block: BlockReader,
  attribute: string,
  table: string,
  { name, part }: BlockReference,
): string {
  if (part && name === table) return part.name;
  throw block.error(
    `column ${JSON.stringify(part?.name ?? name)} was not found in table ${table}`,
    "Name columns of the table itself: `column.id`.",
    attribute,
  );
}

/** What one part of a key or index is built on. */
export interface PlainPart {
  readonly column: string;
  readonly descending: false;
}

/**
 * The parts of a key or index, which are plain `columns`, or a block `on` each.
 *
 * @param readPart - reads such a block; `title` names it in errors.
 * @throws {AtlasError} `E_HCL` without columns, or when they are said twice.
 */
export function readParts<Part>(
  block: BlockReader,
  table: string,
  readPart: (block: BlockReader, title: string) => Part,
): readonly (Part | PlainPart)[] {
  const title = `${block.type}${block.name === "" ? "" : ` ${JSON.stringify(block.name)}`}`;
  const columns = readOwnColumns(block, "columns", table);
  const blocks = block.blocks("on");
  if (columns && blocks.length > 0)
    throw block.error(
      `multiple definitions for ${title}, use "columns" or "on"`,
      "Keep one of them.",
      "columns",
    );
  if (columns) return columns.map((column) => ({ column, descending: false }));
  if (blocks.length === 0)
    throw block.error(
      `missing definition for ${title}`,
      "Name one column at least: `columns = [column.id]`.",
    );
  return blocks.map((each, at) => readPart(each, `${title} at position ${at}`));
}

/**
 * A part is built on a column of the table or on an expression, and on one of them only.
 *
 * @param expression - as the block has it.
 * @throws {AtlasError} `E_HCL` for neither and for both.
 */
export function readPartColumn(
  block: BlockReader,
  table: string,
  expression: string | undefined,
  title: string,
): string | undefined {
  const reference = block.reference("column", ["column"]);
  const column = reference && ownColumn(block, "column", table, reference);
  if (column === undefined && expression === undefined)
    throw block.error(`"column" or "expr" are required for ${title}`, "Say what it is built on.");
  if (column !== undefined && expression !== undefined)
    throw block.error(`cannot use both "column" and "expr" in ${title}`, "Keep one of them.", "expr");
  return column;
}
