import type { DatabaseSync } from "node:sqlite";
import type { QueryRows, QueryValue } from "@atlas/core";

/** Runs one query of the user's own. */
export function runQuery(database: DatabaseSync, sql: string, args: readonly QueryValue[]): QueryRows {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  const columns = statement.columns().map(({ name }) => name);
  statement.setReturnArrays(true);
  // Rows are arrays because of the line above; the types of Node tell only of objects.
  const rows = statement.all(...args.map(argumentOf)) as unknown as readonly (readonly unknown[])[];
  return { columns, rows: rows.map((row) => row.map(valueOf)) };
}

/** SQLite has no booleans. */
function argumentOf(value: QueryValue): string | number | bigint | null {
  return typeof value === "boolean" ? Number(value) : value;
}

function valueOf(value: unknown): QueryValue {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === "string" || typeof value === "number") return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : null;
}
