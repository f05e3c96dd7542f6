import type { CallOptions } from "@atlas/core";
import { callContext, type Session } from "./session.ts";

/** The catalogs that a state is read from. */
const catalogs = [
  "pg_attrdef",
  "pg_attribute",
  "pg_class",
  "pg_collation",
  "pg_constraint",
  "pg_description",
  "pg_enum",
  "pg_event_trigger",
  "pg_extension",
  "pg_index",
  "pg_inherits",
  "pg_namespace",
  "pg_policy",
  "pg_proc",
  "pg_range",
  "pg_rewrite",
  "pg_sequence",
  "pg_trigger",
  "pg_type",
];

const markQuery = `SELECT pg_catalog.concat_ws(' ', ${catalogs
  .map(
    (
      catalog,
    ) => `(SELECT pg_catalog.concat(pg_catalog.count(*), '/', pg_catalog.sum(pg_catalog.hashtext(t.xmin::text)),
      '/', pg_catalog.sum(t.xmin::text::bigint)) FROM pg_catalog.${catalog} t)`,
  )
  .join(",\n  ")}) AS mark`;

/**
 * A text that differs whenever a row of the catalog was written meanwhile: every new version of a row
 * carries the transaction that wrote it. One round trip and a pass over the catalog, far cheaper than
 * reading a state; ANALYZE and autovacuum leave it alone, as they write in place.
 *
 * @see https://www.postgresql.org/docs/18/ddl-system-columns.html
 */
export async function mark(session: Session, options?: CallOptions): Promise<string> {
  const [row] = await session.query({ sql: markQuery }, callContext(options));
  return String(row?.["mark"]);
}
