import type { UnmanagedObject } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../kind.ts";
import { inScope, isMade, notOfExtension } from "./catalog-text.ts";

interface StateRow {
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
}

const onRelation = (name: string): string =>
  `pg_catalog.quote_ident(${name}) || ' on ' || CASE WHEN $2 = '' THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' END
      || pg_catalog.quote_ident(c.relname)`;

/**
 * What the model of a trigger has no word for: a key whose triggers somebody switched off, and triggers that go with
 * an extension.
 *
 * @see https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER
 */
export const triggerStatesQuery: CatalogQuery = {
  name: "trigger states",
  when: `(${isMade("pg_trigger", "o.tgenabled <> 'O'")} OR EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.deptype = 'x'))`,
  sql: (version) => `SELECT DISTINCT 'trigger state' AS kind, n.nspname::text AS schema,
      'of ' || ${onRelation("k.conname")} AS name
    FROM pg_catalog.pg_trigger o JOIN pg_catalog.pg_class c ON c.oid = o.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_constraint k ON k.oid = o.tgconstraint AND k.contype <> 't'
    ${version >= 130_000 ? "LEFT JOIN pg_catalog.pg_trigger p ON p.oid = o.tgparentid" : ""}
    WHERE (o.tgisinternal${version >= 130_000 ? " OR o.tgparentid <> 0" : ""})
      AND o.tgenabled <> ${version >= 130_000 ? "coalesce(p.tgenabled, 'O')" : "'O'"} AND ${notOfExtension("pg_class", "c.oid")}
    UNION ALL
    SELECT DISTINCT 'extension dependency', n.nspname::text, 'of trigger ' || ${onRelation("o.tgname")}
    FROM pg_catalog.pg_trigger o JOIN pg_catalog.pg_class c ON c.oid = o.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = o.oid AND d.deptype = 'x'
    ORDER BY 1, 2, 3`,
};

export function readTriggerStates(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  return rowsOf<StateRow>(rows, triggerStatesQuery).map(({ kind, schema, name }) => ({
    kind,
    schema: context.schemaName(schema),
    name,
    isTrait: true,
  }));
}
