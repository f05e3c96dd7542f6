import type { UnmanagedObject } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "./kind.ts";
import { inScope, notOfExtension } from "./kinds/catalog-text.ts";

interface TraitRow {
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
}

/** `of schema.name`; in the bound schema only the name. */
const ofRelation = `'of ' || CASE WHEN $2 = '' THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' END
      || pg_catalog.quote_ident(c.relname)`;

/**
 * What managed relations may have and no model has a word for: a tablespace of their own, a security label (also on
 * something that lies in no schema), and a partition whose DETACH CONCURRENTLY was cut off.
 */
const traitsQuery: CatalogQuery = {
  name: "unmanaged traits",
  when: `(EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.reltablespace <> 0 AND c.oid >= 16384)
    OR EXISTS (SELECT FROM pg_catalog.pg_seclabel)
    OR EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE pg_catalog.to_jsonb(i) ->> 'inhdetachpending' = 'true'))`,
  sql: (version) => `SELECT 'tablespace' AS kind, n.nspname::text AS schema, ${ofRelation} AS name
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE c.reltablespace <> 0 AND ${notOfExtension("pg_class", "c.oid")}
    UNION ALL
    SELECT 'security label', '', 'of ' || pg_catalog.pg_describe_object(l.classoid, l.objoid, l.objsubid)
    FROM pg_catalog.pg_seclabel l WHERE $2 = ''${
      version < 140_000
        ? ""
        : `
    UNION ALL
    SELECT 'pending detachment', n.nspname::text, ${ofRelation}
    FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p', 'f')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE i.inhdetachpending`
    }
    ORDER BY 1, 2, 3`,
};

export const traitQueries: readonly CatalogQuery[] = [traitsQuery];

export function readTraits(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  return rowsOf<TraitRow>(rows, traitsQuery).map(({ kind, schema, name }) => ({
    kind,
    schema: context.schemaName(schema),
    name,
    isTrait: true,
  }));
}
