import { AtlasError, type CallOptions, type Ref, type TableSize } from "@atlas/core";
import { callContext, type Query, type Row, type Session } from "./session.ts";

/** How long measuring waits for a table that somebody has locked, in milliseconds. */
const patienceMs = 200;

const measured = "pg_catalog.pg_total_relation_size(c.oid)";

/**
 * The pages that VACUUM, ANALYZE or building an index last counted, in bytes. Unlike measuring, it takes no
 * lock. Nothing for a table that was never counted.
 */
const estimated = `CASE WHEN c.relpages > 0 THEN pg_catalog.current_setting('block_size')::bigint * (c.relpages
    + coalesce((SELECT pg_catalog.sum(x.relpages) FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid IN (c.oid, c.reltoastrelid)), 0)
    + coalesce((SELECT s.relpages FROM pg_catalog.pg_class s WHERE s.oid = c.reltoastrelid), 0)) END`;

/**
 * Present sizes, with indexes and TOAST, of those tables that exist. One round trip; a second one where
 * somebody has locked a table: then sizes are estimates, and a table without any is left out.
 */
export async function tableSizes(
  session: Session,
  tables: readonly Ref[],
  bound: string | null,
  options?: CallOptions,
): Promise<readonly TableSize[]> {
  if (tables.length === 0) return [];
  const values = [tables.map(({ schema }) => schema || (bound ?? "public")), tables.map(({ name }) => name)];
  const query = (size: string): Query => ({ sql: sizesSql(size), values });
  const rows =
    (await measure(session, query(measured), options)) ??
    (await session.query(query(estimated), callContext(options)));
  return rows.flatMap((row) => {
    const table = tables[Number(row["position"]) - 1];
    // A table dropped meanwhile has no size.
    if (!table || row["size"] === null) return [];
    return [
      { table, sizeBytes: Number(row["size"]), ...(row["rows"] !== null && { rows: Number(row["rows"]) }) },
    ];
  });
}

/** A partitioned table has no rows of its own: its size is that of its partitions, and of theirs. */
function sizesSql(size: string): string {
  return `WITH RECURSIVE part AS (
      SELECT t.position, c.oid
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (schema, name, position)
      JOIN pg_catalog.pg_namespace n ON n.nspname = t.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
        AND c.relkind IN ('r', 'p', 'm', 'f')
      UNION ALL
      SELECT p.position, i.inhrelid
      FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid AND c.relkind = 'p'
      JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid)
    SELECT p.position::int AS position, pg_catalog.sum(${size})::text AS size,
      -- Before version 14 a table that was never analyzed has 0 rows, as has an empty one.
      pg_catalog.sum(CASE WHEN c.relkind = 'p' OR c.reltuples < 0 OR c.reltuples = 0 AND c.relpages = 0
        THEN NULL ELSE c.reltuples END) AS rows
    FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid
    GROUP BY p.position ORDER BY p.position`;
}

/** `undefined`: somebody holds a lock, or a transaction is open that a failure would end. */
async function measure(
  session: Session,
  query: Query,
  options: CallOptions | undefined,
): Promise<readonly Row[] | undefined> {
  if (session.transaction !== "idle") return undefined;
  try {
    const [, , rows] = await session.pipeline(
      [
        { sql: "BEGIN READ ONLY" },
        { sql: `SET LOCAL lock_timeout = ${patienceMs}` },
        query,
        { sql: "COMMIT" },
      ],
      callContext(options),
    );
    return rows;
  } catch (error) {
    if (session.transaction !== "idle") await session.query({ sql: "ROLLBACK" });
    if (error instanceof AtlasError && error.code === "E_LOCK_TIMEOUT") return undefined;
    throw error;
  }
}
