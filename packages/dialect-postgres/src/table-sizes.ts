import type { CallOptions, Ref, TableSize } from "@atlas/core";
import { callContext, type Session } from "./session.ts";

/** Present sizes, with indexes and TOAST, of those tables that exist. One round trip. */
export async function tableSizes(
  session: Session,
  tables: readonly Ref[],
  bound: string | null,
  options?: CallOptions,
): Promise<readonly TableSize[]> {
  if (tables.length === 0) return [];
  const sql = `SELECT t.position::int AS position, pg_catalog.pg_total_relation_size(c.oid)::text AS size,
      -- Before version 14 a table that was never analyzed has 0 rows, as has an empty one.
      CASE WHEN c.reltuples < 0 OR c.reltuples = 0 AND c.relpages = 0 THEN NULL ELSE c.reltuples END AS rows
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (schema, name, position)
    JOIN pg_catalog.pg_namespace n ON n.nspname = t.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
      AND c.relkind IN ('r', 'p', 'm', 'f')
    ORDER BY t.position`;
  const values = [tables.map(({ schema }) => schema || (bound ?? "public")), tables.map(({ name }) => name)];
  const rows = await session.query({ sql, values }, callContext(options));
  return rows.flatMap((row) => {
    const table = tables[Number(row["position"]) - 1];
    // A table dropped meanwhile has no size.
    if (!table || row["size"] === null) return [];
    return [
      { table, sizeBytes: Number(row["size"]), ...(row["rows"] !== null && { rows: Number(row["rows"]) }) },
    ];
  });
}
