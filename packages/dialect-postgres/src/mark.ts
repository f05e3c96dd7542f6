import type { CallOptions } from "@atlas/core";
import { hasSecret } from "./kinds/foreign/options.ts";
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
  "pg_foreign_data_wrapper",
  "pg_foreign_server",
  "pg_foreign_table",
  "pg_index",
  "pg_inherits",
  "pg_namespace",
  "pg_policy",
  "pg_proc",
  "pg_publication",
  "pg_publication_rel",
  "pg_range",
  "pg_rewrite",
  "pg_sequence",
  "pg_statistic_ext",
  "pg_trigger",
  "pg_ts_config",
  "pg_ts_config_map",
  "pg_ts_dict",
  "pg_ts_parser",
  "pg_ts_template",
  "pg_type",
];

/**
 * Published schemas, which are in a catalog of their own only since PostgreSQL 15, and user mappings, whose catalog
 * is for superusers: by what they depend on, the latter also by options without a secret.
 */
const beyondCatalogs = `(SELECT pg_catalog.concat(pg_catalog.count(*), '/', pg_catalog.sum(pg_catalog.hashtext(d.xmin::text)))
    FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_user_mapping'::pg_catalog.regclass
      OR d.classid = pg_catalog.to_regclass('pg_catalog.pg_publication_namespace')),
  (SELECT pg_catalog.sum(pg_catalog.hashtext(m.umoptions::text)) FROM pg_catalog.pg_user_mappings m
    WHERE NOT ${hasSecret("m.umoptions")})`;

const markQuery = `SELECT pg_catalog.concat_ws(' ', ${catalogs
  .map(
    (catalog) => `(SELECT pg_catalog.concat(pg_catalog.count(*), '/',
      pg_catalog.sum(pg_catalog.hashtext(t.xmin::text || t.ctid::text)),
      '/', pg_catalog.sum(t.xmin::text::bigint)) FROM pg_catalog.${catalog} t)`,
  )
  .join(",\n  ")},
  ${beyondCatalogs}) AS mark`;

/**
 * A text that differs whenever a row of the catalog was written meanwhile: every new version of a row
 * carries the transaction that wrote it, and lies in another place than the one that the same transaction wrote
 * before. One round trip and a pass over the catalog, far cheaper than reading a state; ANALYZE and autovacuum leave
 * it alone, as they write in place.
 *
 * @see https://www.postgresql.org/docs/18/ddl-system-columns.html
 */
export async function mark(session: Session, options?: CallOptions): Promise<string> {
  const [row] = await session.query({ sql: markQuery }, callContext(options));
  return String(row?.["mark"]);
}
