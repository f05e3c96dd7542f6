import { type BlockReader, type PrintedAttribute, quoted, rawSql } from "@atlas/hcl";
import { literalValue } from "../../../literals.ts";
import { singleQuoted } from "../../../text.ts";
import type { TableOption } from "../model.ts";

/** Options of a table by their names in SQL; true: the value is a word. */
export const tableOptions: ReadonlyMap<string, boolean> = new Map([
  ["ROW_FORMAT", true],
  ["INSERT_METHOD", true],
  ...(
    "AUTOEXTEND_SIZE AVG_ROW_LENGTH CHECKSUM COMPRESSION DELAY_KEY_WRITE ENCRYPTED ENCRYPTION ENCRYPTION_KEY_ID " +
    "KEY_BLOCK_SIZE MAX_ROWS MIN_ROWS PACK_KEYS PAGE_CHECKSUM PAGE_COMPRESSED PAGE_COMPRESSION_LEVEL " +
    "STATS_AUTO_RECALC STATS_PERSISTENT STATS_SAMPLE_PAGES TRANSACTIONAL"
  )
    .split(" ")
    .map((name) => [name, false] as const),
]);

/** Options of an index. */
export const indexOptions: ReadonlyMap<string, boolean> = new Map([
  ["KEY_BLOCK_SIZE", false],
  ["M", false],
  ["DISTANCE", true],
]);

/** `row_format = COMPRESSED`, `key_block_size = 8`, `compression = "zlib"`. */
export function printOptions(
  options: readonly TableOption[],
  known: ReadonlyMap<string, boolean>,
): readonly PrintedAttribute[] {
  return options.map(({ name, value }) => ({
    name: name.toLowerCase(),
    value: printValue(value, known.get(name) ?? false),
  }));
}

function printValue(value: string, isWord: boolean): string {
  if (/^(?:0|[1-9]\d{0,14})$/.test(value) || (isWord && /^[A-Z_]+$/.test(value))) return value;
  return value.startsWith("'") ? quoted(literalValue(value)) : rawSql(value);
}

/** By name. */
export function readOptions(block: BlockReader, known: ReadonlyMap<string, boolean>): readonly TableOption[] {
  return [...known]
    .flatMap(([name, isWord]): readonly TableOption[] => {
      const value = readValue(block, name.toLowerCase(), isWord);
      return value === undefined ? [] : [{ name, value }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readValue(block: BlockReader, attribute: string, isWord: boolean): string | undefined {
  if (isWord) return block.wordOrSql(attribute)?.toUpperCase();
  const value = block.sqlOrLiteral(attribute);
  if (value === undefined) return undefined;
  if ("sql" in value) return value.sql;
  const { literal, text } = value;
  if (typeof literal === "string") return singleQuoted(literal);
  return typeof literal === "boolean" ? String(Number(literal)) : (text ?? String(literal));
}
