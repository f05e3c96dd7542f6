import { type Assignment, assignmentsOf, is, type Piece, piecesOf } from "./create-text.ts";
import type { TableOption } from "./model.ts";

/** Options that the model holds as they are; of others only the name is told. */
const managed: ReadonlySet<string> = new Set(
  (
    "ROW_FORMAT KEY_BLOCK_SIZE COMPRESSION ENCRYPTION STATS_PERSISTENT STATS_AUTO_RECALC STATS_SAMPLE_PAGES " +
    "MIN_ROWS MAX_ROWS AVG_ROW_LENGTH PACK_KEYS CHECKSUM DELAY_KEY_WRITE TRANSACTIONAL PAGE_CHECKSUM " +
    "AUTOEXTEND_SIZE PAGE_COMPRESSED PAGE_COMPRESSION_LEVEL ENCRYPTED ENCRYPTION_KEY_ID INSERT_METHOD"
  ).split(" "),
);

/** Options that the model holds in fields of their own. */
const own: ReadonlySet<string> = new Set(
  "ENGINE AUTO_INCREMENT CHARSET COLLATE COMMENT SET DEFAULT".split(" "),
);

export interface TableOptions {
  /** By name. */
  readonly options: readonly TableOption[];
  /** Names of what is not modelled; values may hold secrets. */
  readonly unmanaged: readonly string[];
  readonly isPartitioned: boolean;
}

/**
 * The options of a table.
 *
 * @param text - `CREATE_OPTIONS` of the catalog: `row_format=COMPRESSED KEY_BLOCK_SIZE=8 partitioned`.
 * @param written - those that `SHOW CREATE TABLE` writes, which the catalog leaves out in part.
 */
export function readOptions(text: string, written: readonly Piece[] = []): TableOptions {
  const pieces = piecesOf(text);
  const found = new Map<string, Assignment>();
  for (const option of [...assignmentsOf(pieces), ...assignmentsOf(written)])
    if (!own.has(option.name) && !found.has(option.name)) found.set(option.name, option);
  // The only ones that MySQL writes without a sign between.
  for (const name of ["TABLESPACE", "STORAGE"])
    if (written.some((piece) => is(piece, name))) found.set(name, { name, value: "" });
  const sorted = [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    options: sorted.filter(({ name }) => managed.has(name)),
    unmanaged: sorted.map(({ name }) => name).filter((name) => !managed.has(name)),
    isPartitioned: pieces.some((piece, at) => is(piece, "PARTITIONED") && pieces[at + 1]?.text !== "="),
  };
}
