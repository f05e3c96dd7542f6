import { attribute, type BlockReader, type PrintedBlock } from "@atlas/hcl";
import { printBare, readBare, requiredName } from "../../../hcl-expressions.ts";
import type { Index, Table, Unique } from "../model.ts";
import { rowidColumn } from "../rowid.ts";
import { printColumns, printParts, readKeyParts } from "./parts.ts";

/**
 * Indexes by name. UNIQUE without a name is written as the index that SQLite makes of it,
 * `sqlite_autoindex_users_1`.
 *
 * @see https://www.sqlite.org/fileformat2.html#intschema
 */
export function printIndexes(table: Table): readonly PrintedBlock[] {
  const first = firstAutoIndex(table);
  const unnamed = table.uniques.flatMap((key, place): readonly Index[] =>
    isAutoIndex(key)
      ? [{ name: autoIndexName(table.name, first + place), unique: true, parts: key.parts }]
      : [],
  );
  return [...table.indexes, ...unnamed]
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((index) => printIndex(table, index));
}

/** Whether a constraint has nothing that an index of SQLite's own does not have. */
export function isAutoIndex({ name, conflict }: Unique): boolean {
  return name === undefined && conflict === undefined;
}

function printIndex(table: Table, { name, unique, parts, where }: Index): PrintedBlock {
  return {
    type: "index",
    labels: [name],
    body: [
      ...attribute("unique", unique ? "true" : undefined),
      ...printColumns(table, parts),
      ...attribute("where", where === undefined ? undefined : printBare(where)),
      ...printParts(table, parts),
    ],
  };
}

/** The indexes of a table, and its constraints by the numbers of the indexes that SQLite makes of them. */
export interface ReadIndexes {
  readonly indexes: readonly Index[];
  readonly numbered: ReadonlyMap<number, Unique>;
}

export function readIndexes(blocks: readonly BlockReader[], table: string): ReadIndexes {
  const indexes: Index[] = [];
  const numbered = new Map<number, Unique>();
  for (const block of blocks) {
    const index = readIndex(block, table);
    const number = index.unique && index.where === undefined ? autoIndexNumber(table, index.name) : undefined;
    if (number === undefined) indexes.push(index);
    else numbered.set(number, { parts: index.parts });
  }
  return { indexes: indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1)), numbered };
}

function readIndex(block: BlockReader, table: string): Index {
  const name = requiredName(block);
  const where = readBare(block, "where");
  block.text("comment");
  return {
    name,
    unique: block.bool("unique") ?? false,
    parts: readKeyParts(block, table),
    ...(where !== undefined && { where }),
  };
}

/** The number of the first constraint: a primary key that is not the rowid has an index before it. */
export function firstAutoIndex(table: Table): number {
  return table.primaryKey && rowidColumn(table) === undefined ? 2 : 1;
}

function autoIndexName(table: string, number: number): string {
  return `sqlite_autoindex_${table}_${number}`;
}

function autoIndexNumber(table: string, name: string): number | undefined {
  const prefix = autoIndexName(table, 0).slice(0, -1);
  const number = name.startsWith(prefix) ? name.slice(prefix.length) : "";
  return /^[1-9]\d{0,8}$/.test(number) ? Number(number) : undefined;
}
