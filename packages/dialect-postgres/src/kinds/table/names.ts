import type { TableName } from "./model.ts";

/** The longest name, in bytes of UTF-8. */
const maxBytes = 63;

const encoder = new TextEncoder();

/**
 * The name that the server gives to a thing of a column: `<table>_<column>_<label>`, the longer of the first
 * two cut until it fits.
 *
 * @see https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
 */
export function generatedName(table: string, column: string | undefined, label: string): string {
  const room = maxBytes - byteLength(label) - 1 - (column === undefined ? 0 : 1);
  let tableBytes = byteLength(table);
  let columnBytes = column === undefined ? 0 : byteLength(column);
  while (tableBytes + columnBytes > room) {
    if (tableBytes > columnBytes) tableBytes--;
    else columnBytes--;
  }
  const parts = [cut(table, tableBytes), ...(column === undefined ? [] : [cut(column, columnBytes)]), label];
  return parts.join("_");
}

/** The name of the sequence below a serial or identity column, if nothing else has it. */
export function sequenceName(table: string, column: string): string {
  return generatedName(table, column, "seq");
}

/** The name of an index of these columns that was not given one; `expr` stands for an expression. */
export function indexName(table: string, columns: readonly string[]): string {
  return generatedName(table, columns.join("_"), "idx");
}

/** The name of a primary key that was not given one. */
export function primaryKeyName(table: string): string {
  return generatedName(table, undefined, "pkey");
}

/** The name of a NOT NULL constraint that was not given one (PostgreSQL 18). */
export function notNullName(table: string, column: string): string {
  return generatedName(table, column, "not_null");
}

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The longest beginning that fits and does not split a character. */
function cut(text: string, bytes: number): string {
  let rest = text;
  while (byteLength(rest) > bytes) rest = Array.from(rest).slice(0, -1).join("");
  return rest;
}

/** `column "public.users.bio"`, as it is told to people. */
export function describeColumn(table: TableName, column: string): string {
  return `column "${[table.schema, table.name, column].filter((part) => part !== "").join(".")}"`;
}
