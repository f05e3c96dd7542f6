import { inScope } from "../catalog-text.ts";

/** With materialized views and foreign tables, which are like tables in much. Typed tables are left out while reading. */
export const tables = `pg_catalog.pg_class t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace AND ${inScope}
    AND t.relkind IN ('r', 'p', 'm', 'f') AND t.relpersistence <> 't'`;

export const comment = (as: string, catalog: string, id: string, part = "0"): string =>
  `LEFT JOIN pg_catalog.pg_description ${as} ON ${as}.objoid = ${id}
    AND ${as}.classoid = 'pg_catalog.${catalog}'::regclass AND ${as}.objsubid = ${part}`;

export const extension = (as: string, catalog: string, id: string): string =>
  `LEFT JOIN pg_catalog.pg_depend ${as}d ON ${as}d.classid = ${catalog} AND ${as}d.objid = ${id} AND ${as}d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension ${as} ON ${as}.oid = ${as}d.refobjid AND ${as}d.refclassid = 'pg_catalog.pg_extension'::regclass`;
