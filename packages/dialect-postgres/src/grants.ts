import type { UnmanagedObject } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "./kind.ts";
import { inScope, notOfExtension } from "./kinds/catalog-text.ts";
import { routineKind } from "./kinds/routine/names.ts";

interface GrantRow {
  readonly schema: string;
  /** `table`, `column`, `schema`, … */
  readonly what: string;
  readonly name: string;
}

/** Whether an access list says more than what every object of its kind has by itself. */
const isGranted = (acl: string, type: string, owner: string): string =>
  `${acl} IS NOT NULL AND ${acl}::text <> pg_catalog.acldefault(${type}, ${owner})::text`;

const qualified = (name: string): string =>
  `CASE WHEN $2 = '' THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' END || pg_catalog.quote_ident(${name})`;

/**
 * What somebody was granted on objects that are managed.
 * @see https://www.postgresql.org/docs/18/ddl-priv.html
 */
export const grantsQuery: CatalogQuery = {
  name: "grants",
  sql: (version) => `SELECT n.nspname::text AS schema,
      CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence' ELSE 'table' END AS what,
      ${qualified("c.relname")} AS name
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND ${isGranted("c.relacl", `(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char"`, "c.relowner")}
      AND ${notOfExtension("pg_class", "c.oid")}
    UNION ALL SELECT n.nspname::text, 'column',
      ${qualified("c.relname")} || '.' || pg_catalog.quote_ident(a.attname)
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE a.attacl IS NOT NULL AND a.attacl::text <> '{}' AND a.attnum > 0 AND NOT a.attisdropped
      AND ${notOfExtension("pg_class", "c.oid")}
    UNION ALL SELECT n.nspname::text, 'schema', pg_catalog.quote_ident(n.nspname)
    FROM pg_catalog.pg_namespace n
    WHERE ${inScope} AND $2 = '' AND ${isGranted("n.nspacl", `'n'::"char"`, "n.nspowner")}
      -- Every database begins with a public schema that everybody may use.
      AND (n.nspname <> 'public' OR EXISTS (SELECT FROM pg_catalog.aclexplode(n.nspacl) e
        WHERE e.grantee NOT IN (0, n.nspowner)))
    UNION ALL SELECT n.nspname::text, 'type', ${qualified("t.typname")}
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    WHERE ${isGranted("t.typacl", `'T'::"char"`, "t.typowner")} AND ${notOfExtension("pg_type", "t.oid")}
    UNION ALL SELECT n.nspname::text, ${routineKind("p", version)},
      ${qualified("p.proname")} || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')'
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND ${inScope}
    WHERE ${isGranted("p.proacl", `'f'::"char"`, "p.proowner")} AND ${notOfExtension("pg_proc", "p.oid")}
    ORDER BY 1, 2, 3`,
};

/** Grants by the object that they are on: they are neither compared nor changed. */
export function readGrants(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  return rowsOf<GrantRow>(rows, grantsQuery).map(({ schema, what, name }) => ({
    kind: "grants",
    schema: context.schemaName(schema),
    name: `on ${what} ${name}`,
    isTrait: true,
  }));
}
