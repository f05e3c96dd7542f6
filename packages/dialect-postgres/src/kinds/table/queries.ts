import type { CatalogQuery } from "../../kind.ts";

/**
 * What a table is read from. Indexes and constraints are two result sets, joined in `read.ts`: joined by the
 * server they cost most of an inspection, as its planner misjudges their number.
 *
 * `$2` is not needed here; each query mentions it, because all are given the same two parameters.
 */
const inScope = `n.nspname = ANY ($1::text[]) AND $2::text IS NOT NULL`;

/** Partitions are left out here, inherited and typed tables while reading. */
const tables = `pg_catalog.pg_class t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace AND ${inScope}
    AND t.relkind = 'r' AND NOT t.relispartition AND t.relpersistence <> 't'`;

const comment = (as: string, catalog: string, id: string, part = "0"): string =>
  `LEFT JOIN pg_catalog.pg_description ${as} ON ${as}.objoid = ${id}
    AND ${as}.classoid = 'pg_catalog.${catalog}'::regclass AND ${as}.objsubid = ${part}`;

const extension = (as: string, catalog: string, id: string): string =>
  `LEFT JOIN pg_catalog.pg_depend ${as}d ON ${as}d.classid = ${catalog} AND ${as}d.objid = ${id} AND ${as}d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension ${as} ON ${as}.oid = ${as}d.refobjid AND ${as}d.refclassid = 'pg_catalog.pg_extension'::regclass`;

/** Every relation that may be a table: those we model have `kind` `r` and none of the other marks. */
export interface TableRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: "r" | "p";
  readonly typed: boolean;
  readonly inherits: boolean;
  readonly persistence: "p" | "u";
  readonly access_method: string | null;
  readonly options: readonly string[] | null;
  readonly toast_options: readonly string[] | null;
  readonly replica_identity: "d" | "n" | "f" | "i";
  readonly row_security: boolean;
  readonly force_row_security: boolean;
  readonly comment: string | null;
}

export const tablesQuery: CatalogQuery = {
  name: "tables",
  sql: () => `
SELECT t.oid::int8::float8 AS id, n.nspname::text AS schema, t.relname::text AS name, t.relkind::text AS kind,
  t.reloftype <> 0 AS typed, t.relpersistence::text AS persistence, am.amname::text AS access_method,
  EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = t.oid) AS inherits,
  t.reloptions AS options, toast.reloptions AS toast_options, t.relreplident::text AS replica_identity,
  t.relrowsecurity AS row_security, t.relforcerowsecurity AS force_row_security, d.description AS comment
FROM pg_catalog.pg_class t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace AND ${inScope}
    AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relpersistence <> 't'
  LEFT JOIN pg_catalog.pg_am am ON am.oid = t.relam
  LEFT JOIN pg_catalog.pg_class toast ON toast.oid = t.reltoastrelid
  ${comment("d", "pg_class", "t.oid")}
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.objid = t.oid AND e.deptype = 'e'
  AND e.classid = 'pg_catalog.pg_class'::regclass)
ORDER BY 2, 3`,
};

export interface ColumnRow {
  readonly table_id: number;
  readonly number: number;
  readonly name: string;
  /** `format_type` of the column. */
  readonly type: string;
  readonly type_id: number;
  readonly collation_id: number;
  /** The type below an array, or the type itself. */
  readonly base_name: string;
  readonly base_schema: string;
  readonly base_kind: string;
  readonly base_extension: string | null;
  readonly array: boolean;
  readonly not_null: boolean;
  readonly default: string | null;
  readonly identity: "" | "a" | "d";
  readonly generated: "" | "s" | "v";
  readonly collation: string | null;
  readonly collation_schema: string | null;
  readonly storage: string | null;
  readonly compression: string;
  readonly statistics: number | null;
  readonly options: readonly string[] | null;
  readonly comment: string | null;
}

export const columnsQuery: CatalogQuery = {
  name: "table columns",
  sql: (version) => `
SELECT a.attrelid::int8::float8 AS table_id, a.attnum::int4 AS number, a.attname::text AS name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.atttypid::int8::float8 AS type_id,
  a.attcollation::int8::float8 AS collation_id, b.typname::text AS base_name,
  bn.nspname::text AS base_schema, b.typtype::text AS base_kind, x.extname::text AS base_extension,
  e.oid IS NOT NULL AS array, a.attnotnull AS not_null,
  CASE WHEN a.atthasdef THEN pg_catalog.pg_get_expr(v.adbin, v.adrelid) END AS default,
  a.attidentity::text AS identity, a.attgenerated::text AS generated,
  CASE WHEN a.attcollation <> y.typcollation THEN c.collname::text END AS collation, cn.nspname::text AS collation_schema,
  CASE WHEN a.attstorage <> y.typstorage THEN a.attstorage::text END AS storage,
  ${version >= 140000 ? "a.attcompression::text" : "''"} AS compression,
  nullif(a.attstattarget, -1)::int4 AS statistics, a.attoptions AS options, d.description AS comment
FROM ${tables}
  JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem AND e.typarray = y.oid
  JOIN pg_catalog.pg_type b ON b.oid = coalesce(e.oid, y.oid)
  JOIN pg_catalog.pg_namespace bn ON bn.oid = b.typnamespace
  ${extension("x", "'pg_catalog.pg_type'::regclass", "b.oid")}
  LEFT JOIN pg_catalog.pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace
  ${comment("d", "pg_class", "t.oid", "a.attnum")}
ORDER BY 1, 2`,
};

export interface ConstraintRow {
  readonly id: number;
  readonly table_id: number;
  readonly name: string;
  readonly kind: "p" | "u" | "x" | "c" | "f" | "n";
  readonly columns: readonly number[] | null;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly no_inherit: boolean;
  readonly period: boolean;
  readonly index_id: number | null;
  readonly index_name: string | null;
  readonly expression: string | null;
  readonly operators: readonly string[] | null;
  readonly operator_schemas: readonly string[] | null;
  readonly ref_schema: string | null;
  readonly ref_table: string | null;
  readonly ref_columns: readonly string[] | null;
  readonly on_update: string;
  readonly on_delete: string;
  readonly match: string;
  readonly set_columns: readonly number[] | null;
  readonly comment: string | null;
}

/** A key that points to a partitioned table has further rows for each partition (`conparentid`). */
export const constraintsQuery: CatalogQuery = {
  name: "table constraints",
  sql: (version) => `
SELECT k.oid::int8::float8 AS id, k.conrelid::int8::float8 AS table_id, k.conname::text AS name, k.contype::text AS kind,
  k.conkey::int4[] AS columns, k.condeferrable AS deferrable, k.condeferred AS deferred,
  k.convalidated AS validated, ${version >= 180000 ? "k.conenforced" : "true"} AS enforced,
  k.connoinherit AS no_inherit, ${version >= 180000 ? "k.conperiod" : "false"} AS period,
  nullif(k.conindid, 0)::int8::float8 AS index_id, ix.relname::text AS index_name,
  CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END AS expression,
  CASE WHEN k.contype = 'x' THEN (SELECT pg_catalog.array_agg(o.oprname::text ORDER BY u.at)
    FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY u (id, at) JOIN pg_catalog.pg_operator o ON o.oid = u.id) END AS operators,
  CASE WHEN k.contype = 'x' THEN (SELECT pg_catalog.array_agg(s.nspname::text ORDER BY u.at)
    FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY u (id, at) JOIN pg_catalog.pg_operator o ON o.oid = u.id
    JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace) END AS operator_schemas,
  rn.nspname::text AS ref_schema, r.relname::text AS ref_table,
  CASE WHEN k.contype = 'f' THEN (SELECT pg_catalog.array_agg(a.attname::text ORDER BY u.at)
    FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u (number, at)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number) END AS ref_columns,
  k.confupdtype::text AS on_update, k.confdeltype::text AS on_delete, k.confmatchtype::text AS match,
  ${version >= 150000 ? "k.confdelsetcols::int4[]" : "NULL::int4[]"} AS set_columns, d.description AS comment
FROM ${tables}
  JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'x', 'c', 'f', 'n') AND k.conparentid = 0
  LEFT JOIN pg_catalog.pg_class ix ON ix.oid = k.conindid
  LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid AND k.contype = 'f'
  LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  ${comment("d", "pg_constraint", "k.oid")}
ORDER BY 2, 3`,
};

export interface IndexRow {
  readonly id: number;
  readonly table_id: number;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly key_count: number;
  /** Attribute numbers, 0 for an expression; those after `key_count` are included columns. */
  readonly columns: readonly number[];
  /** By key; an entry for a plain column is `null`. */
  readonly expressions: readonly (string | null)[] | null;
  /** Bits for each key: 1 descending, 2 nulls first. */
  readonly flags: readonly number[];
  readonly operator_classes: readonly number[];
  readonly collations: readonly number[];
  readonly where: string | null;
  readonly nulls_not_distinct: boolean;
  readonly options: readonly string[] | null;
  readonly valid: boolean;
  readonly replica_identity: boolean;
  readonly comment: string | null;
}

export const indexesQuery: CatalogQuery = {
  name: "table indexes",
  sql: (version) => `
SELECT x.oid::int8::float8 AS id, i.indrelid::int8::float8 AS table_id, x.relname::text AS name, i.indisunique AS unique,
  am.amname::text AS method, i.indnkeyatts::int4 AS key_count, i.indkey::int2[]::int4[] AS columns,
  CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
    SELECT CASE WHEN i.indkey[n - 1] = 0 THEN pg_catalog.pg_get_indexdef(x.oid, n, false) END
    FROM pg_catalog.generate_series(1, i.indnkeyatts::int4) n ORDER BY n) END AS expressions,
  i.indoption::int2[]::int4[] AS flags, i.indclass::oid[]::int8[]::float8[] AS operator_classes,
  i.indcollation::oid[]::int8[]::float8[] AS collations,
  CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS where,
  ${version >= 150000 ? "i.indnullsnotdistinct" : "false"} AS nulls_not_distinct, x.reloptions AS options,
  i.indisvalid AND i.indisready AS valid, i.indisreplident AS replica_identity, d.description AS comment
FROM ${tables}
  JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_am am ON am.oid = x.relam
  ${comment("d", "pg_class", "x.oid")}
ORDER BY 2, 3`,
};

export interface IndexOptionRow {
  readonly index_id: number;
  readonly number: number;
  readonly options: readonly string[] | null;
  /** Negative: the default. */
  readonly statistics: number;
}

/** Parameters of operator classes, such as `siglen`, and statistics targets of expressions. */
export const indexOptionsQuery: CatalogQuery = {
  name: "index column options",
  sql: () => `
SELECT a.attrelid::int8::float8 AS index_id, a.attnum::int4 AS number, a.attoptions AS options,
  coalesce(a.attstattarget, -1)::int4 AS statistics
FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class x ON x.oid = a.attrelid AND x.relkind = 'i'
  JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace AND ${inScope}
WHERE (a.attoptions IS NOT NULL OR a.attstattarget >= 0) AND a.attnum > 0
ORDER BY 1, 2`,
};

export interface OperatorClassRow {
  readonly id: number;
  readonly name: string;
  readonly schema: string;
  readonly method: string;
  readonly is_default: boolean;
  readonly type_id: number;
}

export const operatorClassesQuery: CatalogQuery = {
  name: "operator classes",
  sql: () => `
SELECT o.oid::int8::float8 AS id, o.opcname::text AS name, n.nspname::text AS schema, am.amname::text AS method,
  o.opcdefault AS is_default, o.opcintype::int8::float8 AS type_id
FROM pg_catalog.pg_opclass o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
  JOIN pg_catalog.pg_am am ON am.oid = o.opcmethod
WHERE $1::text[] IS NOT NULL AND $2::text IS NOT NULL
ORDER BY 1`,
};

export interface CollationRow {
  readonly id: number;
  readonly name: string;
  readonly schema: string;
}

/** The collations that some index column has. */
export const collationsQuery: CatalogQuery = {
  name: "index collations",
  sql: () => `
SELECT c.oid::int8::float8 AS id, c.collname::text AS name, s.nspname::text AS schema
FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace s ON s.oid = c.collnamespace
WHERE c.oid IN (SELECT pg_catalog.unnest(i.indcollation::oid[]) FROM ${tables} JOIN pg_catalog.pg_index i ON i.indrelid = t.oid)
ORDER BY 1`,
};

export interface OwnedSequenceRow {
  readonly id: number;
  readonly table_id: number;
  readonly column: number;
  /** `a`: OWNED BY; `i`: of an identity column. */
  readonly owned: "a" | "i";
  readonly name: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

export const ownedSequencesQuery: CatalogQuery = {
  name: "column sequences",
  sql: () => `
SELECT s.oid::int8::float8 AS id, d.refobjid::int8::float8 AS table_id, d.refobjsubid::int4 AS column, d.deptype::text AS owned,
  s.relname::text AS name, pg_catalog.format_type(q.seqtypid, NULL) AS type, q.seqstart::text AS start,
  q.seqincrement::text AS increment, q.seqmin::text AS min, q.seqmax::text AS max, q.seqcache::text AS cache, q.seqcycle AS cycle
FROM ${tables}
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = t.oid AND d.refobjsubid > 0
    AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0 AND d.deptype IN ('a', 'i')
  JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid
ORDER BY 2, 3, 5`,
};

export interface DependencyRow {
  readonly table_id: number;
  /** `d`: a default or generation expression, `part_id` is the column number; `i` an index, `c` a check or exclusion. */
  readonly part: "d" | "i" | "c";
  readonly part_id: number;
  readonly ref_id: number;
  /** The column of the same table that is read. */
  readonly ref_column: number;
  readonly ref_kind: "function" | "type" | "relation" | "other";
  readonly ref_schema: string | null;
  readonly ref_name: string | null;
  /** `typtype` or `relkind`. */
  readonly ref_detail: string | null;
  readonly ref_extension: string | null;
}

/**
 * What expressions in tables depend on. A generated column depends on what it reads by itself before
 * PostgreSQL 15, and through its `pg_attrdef` row since then.
 */
export const dependenciesQuery: CatalogQuery = {
  name: "table dependencies",
  sql: () => `
WITH t AS (SELECT t.oid FROM ${tables}), part AS (
  SELECT t.oid AS table_id, 'd' AS part, v.adnum::int8 AS part_id, 'pg_catalog.pg_attrdef'::regclass AS class, v.oid AS id, 0 AS sub
  FROM t JOIN pg_catalog.pg_attrdef v ON v.adrelid = t.oid
  UNION ALL
  SELECT t.oid, 'd', a.attnum, 'pg_catalog.pg_class'::regclass, t.oid, a.attnum
  FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attgenerated <> '' AND a.attnum > 0
  UNION ALL
  SELECT t.oid, 'i', i.indexrelid::int8, 'pg_catalog.pg_class'::regclass, i.indexrelid, 0
  FROM t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
  UNION ALL
  SELECT t.oid, 'c', k.oid::int8, 'pg_catalog.pg_constraint'::regclass, k.oid, 0
  FROM t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('c', 'x')
)
SELECT DISTINCT p.table_id::int8::float8 AS table_id, p.part, p.part_id::float8 AS part_id,
  d.refobjid::int8::float8 AS ref_id, d.refobjsubid AS ref_column,
  CASE WHEN f.oid IS NOT NULL THEN 'function' WHEN y.oid IS NOT NULL THEN 'type' WHEN r.oid IS NOT NULL THEN 'relation' ELSE 'other' END AS ref_kind,
  n.nspname::text AS ref_schema,
  CASE WHEN f.oid IS NOT NULL THEN f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')'
    WHEN y.oid IS NOT NULL THEN coalesce(ye.typname, y.typname)::text ELSE r.relname::text END AS ref_name,
  coalesce(ye.typtype, y.typtype, r.relkind)::text AS ref_detail, x.extname::text AS ref_extension
FROM part p
  JOIN pg_catalog.pg_depend d ON d.classid = p.class AND d.objid = p.id AND d.objsubid = p.sub
    AND d.deptype IN ('n', 'a') AND NOT (d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = p.table_id
      AND (d.refobjsubid = 0 OR p.part = 'd' AND d.refobjsubid = p.part_id))
    AND NOT (p.class = 'pg_catalog.pg_class'::regclass AND p.sub > 0 AND d.refclassid IN ('pg_catalog.pg_type'::regclass, 'pg_catalog.pg_collation'::regclass))
  LEFT JOIN pg_catalog.pg_proc f ON d.refclassid = 'pg_catalog.pg_proc'::regclass AND f.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_type y ON d.refclassid = 'pg_catalog.pg_type'::regclass AND y.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_type ye ON ye.oid = y.typelem AND ye.typarray = y.oid
  LEFT JOIN pg_catalog.pg_class r ON d.refclassid = 'pg_catalog.pg_class'::regclass AND r.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = coalesce(f.pronamespace, y.typnamespace, r.relnamespace)
  ${extension("x", "d.refclassid", "d.refobjid")}
ORDER BY 1, 2, 3, 4, 5`,
};

/** All that a table is read from. */
export const tableCatalog: readonly CatalogQuery[] = [
  tablesQuery,
  columnsQuery,
  constraintsQuery,
  indexesQuery,
  indexOptionsQuery,
  operatorClassesQuery,
  collationsQuery,
  ownedSequencesQuery,
  dependenciesQuery,
];
