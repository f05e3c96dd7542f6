import type { CatalogQuery } from "../../kind.ts";
import { extension, tables } from "./query-text.ts";

export interface ColumnRow {
  readonly table_id: number;
  readonly number: number;
  readonly name: string;
  /** With the next two the key of a `LookRow`. */
  readonly type_id: number;
  readonly modifier: number;
  readonly collation_id: number;
  readonly not_null: boolean;
  readonly local: boolean;
  /** Some parent has it, too. */
  readonly inherited: boolean;
  readonly identity: "" | "a" | "d";
  readonly generated: "" | "s" | "v";
  readonly storage: string;
  readonly compression: string;
  readonly statistics: number | null;
  readonly options: readonly string[] | null;
}

/** Nothing is joined to the columns, by far the most rows: what many of them share is read once, apart. */
export const columnsQuery: CatalogQuery = {
  name: "table columns",
  sql: (version) => `
SELECT a.attrelid::int8::float8 AS table_id, a.attnum::int4 AS number, a.attname::text AS name,
  a.atttypid::int8::float8 AS type_id, a.atttypmod AS modifier, a.attcollation::int8::float8 AS collation_id,
  a.attnotnull AS not_null, a.attislocal AS local, a.attinhcount > 0 AS inherited, a.attidentity::text AS identity,
  ${version >= 120000 ? "a.attgenerated::text" : "''"} AS generated, a.attstorage::text AS storage,
  ${version >= 140000 ? "a.attcompression::text" : "''"} AS compression,
  nullif(a.attstattarget, -1)::int4 AS statistics, a.attoptions AS options
FROM ${tables}
  JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum`,
};

/** What columns of one type, modifier and collation share. */
export interface LookRow {
  readonly type_id: number;
  readonly modifier: number;
  readonly collation_id: number;
  /** `format_type` of the column. */
  readonly type: string;
  /** The type below an array, or the type itself. */
  readonly base_name: string;
  readonly base_schema: string;
  readonly base_kind: string;
  /** `relkind` of what the type is the row of; `c`: a composite type. */
  readonly base_relation: string | null;
  /** Of a multirange the range that it belongs to. */
  readonly base_range: string | null;
  readonly base_extension: string | null;
  readonly array: boolean;
  /** Absent: that of the type. */
  readonly collation: string | null;
  readonly collation_schema: string | null;
  /** What the type stores its values as. */
  readonly storage: string;
}

export const looksQuery: CatalogQuery = {
  name: "column types",
  sql: (version) => `
WITH look AS (SELECT DISTINCT a.atttypid, a.atttypmod, a.attcollation
  FROM ${tables}
  JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped)
SELECT l.atttypid::int8::float8 AS type_id, l.atttypmod AS modifier, l.attcollation::int8::float8 AS collation_id,
  pg_catalog.format_type(l.atttypid, l.atttypmod) AS type, b.typname::text AS base_name,
  bn.nspname::text AS base_schema, b.typtype::text AS base_kind, br.relkind::text AS base_relation,
  ${version >= 140000 ? "(SELECT rt.typname::text FROM pg_catalog.pg_range rm JOIN pg_catalog.pg_type rt ON rt.oid = rm.rngtypid WHERE rm.rngmultitypid = b.oid)" : "NULL::text"} AS base_range, x.extname::text AS base_extension,
  e.oid IS NOT NULL AS array, CASE WHEN l.attcollation <> y.typcollation THEN c.collname::text END AS collation,
  cn.nspname::text AS collation_schema, y.typstorage::text AS storage
FROM look l
  JOIN pg_catalog.pg_type y ON y.oid = l.atttypid
  LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem AND e.typarray = y.oid
  JOIN pg_catalog.pg_type b ON b.oid = coalesce(e.oid, y.oid)
  JOIN pg_catalog.pg_namespace bn ON bn.oid = b.typnamespace
  LEFT JOIN pg_catalog.pg_class br ON br.oid = b.typrelid
  ${extension("x", "'pg_catalog.pg_type'::regclass", "b.oid")}
  LEFT JOIN pg_catalog.pg_collation c ON c.oid = l.attcollation
  LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace
ORDER BY 1, 2, 3`,
};

export interface DefaultRow {
  readonly table_id: number;
  readonly number: number;
  /** A default, or what a generated column is computed with. */
  readonly expression: string;
}

/**
 * Only what a generated column is computed with names columns. Given the table, the server's deparser locks
 * it, and would wait for everybody who changes it.
 */
export const defaultsQuery: CatalogQuery = {
  name: "column defaults",
  sql: (version) => `
SELECT v.adrelid::int8::float8 AS table_id, v.adnum::int4 AS number,
  pg_catalog.pg_get_expr(v.adbin, ${version >= 120000 ? "CASE WHEN a.attgenerated <> '' THEN v.adrelid ELSE 0 END" : "0"}) AS expression
FROM ${tables}
  JOIN pg_catalog.pg_attrdef v ON v.adrelid = t.oid
  JOIN pg_catalog.pg_attribute a ON a.attrelid = v.adrelid AND a.attnum = v.adnum
ORDER BY v.adrelid, v.adnum`,
};

export interface ColumnCommentRow {
  readonly table_id: number;
  readonly number: number;
  readonly comment: string;
}

export const columnCommentsQuery: CatalogQuery = {
  name: "column comments",
  sql: () => `
SELECT d.objoid::int8::float8 AS table_id, d.objsubid AS number, d.description AS comment
FROM ${tables}
  JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid > 0
ORDER BY d.objoid, d.objsubid`,
};
