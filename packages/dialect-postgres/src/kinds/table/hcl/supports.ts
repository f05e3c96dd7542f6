import type { BlockReader, ReadBlockContext } from "@atlas/hcl";
import type { ForeignKey } from "../model.ts";

/** Tables with unique indexes, by schema and name: of each index the columns. */
type UniqueIndexes = ReadonlyMap<string, readonly { readonly name: string; readonly columns: string }[]>;

/** By the tables of a document. */
const cache = new WeakMap<readonly BlockReader[], UniqueIndexes>();

/**
 * The unique index that a foreign key stands on, so that it is made first. Empty where it is a constraint:
 * these are made together with their table.
 */
export function supportOf(
  { schema, name, columns }: ForeignKey["references"],
  context: ReadBlockContext,
): string {
  const tables = context.blocksOf("table");
  let indexes = cache.get(tables);
  if (!indexes) cache.set(tables, (indexes = readUniqueIndexes(tables)));
  const wanted = columnsKey(columns);
  return indexes.get(tableKey(schema, name))?.find((index) => index.columns === wanted)?.name ?? "";
}

function readUniqueIndexes(tables: readonly BlockReader[]): UniqueIndexes {
  const indexes = new Map<string, { readonly name: string; readonly columns: string }[]>();
  for (const table of tables) {
    const found = table.blocks("index").filter((index) => index.bool("unique"));
    if (found.length === 0) continue;
    indexes.set(
      tableKey(table.schema(), table.name),
      found.map((index) => ({ name: index.name, columns: columnsKey(columnsOf(index)) })),
    );
  }
  return indexes;
}

function columnsOf(index: BlockReader): readonly string[] {
  const columns = index.references("columns", ["column"]);
  const parts = columns ?? index.blocks("on").flatMap((on) => on.reference("column", ["column"]) ?? []);
  return parts.flatMap(({ part }) => part?.name ?? []);
}

/** In any order: a key may name them in another one. */
function columnsKey(columns: readonly string[]): string {
  return JSON.stringify(columns.toSorted());
}

function tableKey(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}
