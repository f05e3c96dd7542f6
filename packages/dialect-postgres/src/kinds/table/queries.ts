import type { CatalogQuery } from "../../kind.ts";
import { columnCommentsQuery, columnsQuery, defaultsQuery, looksQuery } from "./column-queries.ts";
import { inScope } from "../catalog-text.ts";
import { formerExpressionsQuery } from "./former-expressions.ts";
import { routineName } from "../routine/names.ts";
import { parentsQuery, partitionsQuery } from "./partition-queries.ts";
import { comment, extension, tables } from "./query-text.ts";

/*
 * What a table is read from. Indexes and constraints are two result sets, joined in `read.ts`: joined by the
 * server they cost most of an inspection, as its planner misjudges their number.
 */

/** Every relation that may be a table: those we model are not typed. */
export interface TableRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: "r" | "p";
  readonly typed: boolean;
  /** The composite type of a typed table. */
  readonly of_schema: string | null;
  readonly of_name: string | null;
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
  t.reloftype <> 0 AS typed, oftn.nspname::text AS of_schema, oft.typname::text AS of_name, t.relpersistence::text AS persistence, am.amname::text AS access_method,
  t.reloptions AS options, toast.reloptions AS toast_options, t.relreplident::text AS replica_identity,
  t.relrowsecurity AS row_security, t.relforcerowsecurity AS force_row_security, d.description AS comment
FROM pg_catalog.pg_class t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace AND ${inScope}
    AND t.relkind IN ('r', 'p') AND t.relpersistence <> 't'
  LEFT JOIN pg_catalog.pg_am am ON am.oid = t.relam
  LEFT JOIN pg_catalog.pg_class toast ON toast.oid = t.reltoastrelid
  LEFT JOIN pg_catalog.pg_type oft ON t.reloftype <> 0 AND oft.oid = t.reloftype
  LEFT JOIN pg_catalog.pg_namespace oftn ON oftn.oid = oft.typnamespace
  ${comment("d", "pg_class", "t.oid")}
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.objid = t.oid AND e.deptype = 'e'
  AND e.classid = 'pg_catalog.pg_class'::regclass)
ORDER BY 2, 3`,
};

export interface ConstraintRow {
  readonly id: number;
  readonly table_id: number;
  readonly name: string;
  readonly kind: "p" | "u" | "x" | "c" | "f" | "n";
  /** Numbers of columns, `{1,2}`. */
  readonly columns: string | null;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly no_inherit: boolean;
  readonly local: boolean;
  /** Some parent has it, too. */
  readonly inherited: boolean;
  /** The constraint of the parent that this is a partition's copy of. */
  readonly parent_name: string | null;
  readonly period: boolean;
  readonly index_id: number | null;
  readonly index_name: string | null;
  readonly expression: string | null;
  readonly operators: readonly string[] | null;
  readonly operator_schemas: readonly string[] | null;
  readonly ref_schema: string | null;
  readonly ref_table: string | null;
  readonly ref_id: number | null;
  /** Numbers of columns of the table referred to, `{1,2}`. */
  readonly ref_columns: string | null;
  readonly on_update: string;
  readonly on_delete: string;
  readonly match: string;
  readonly set_columns: string | null;
  readonly comment: string | null;
}

/**
 * A constraint that a partition has from its parent names that one (`conparentid`). A foreign key that points to a
 * partitioned table has further rows on the same table, one for each partition.
 */
export const constraintsQuery: CatalogQuery = {
  name: "table constraints",
  sql: (version) => `
SELECT k.oid::int8::float8 AS id, k.conrelid::int8::float8 AS table_id, k.conname::text AS name, k.contype::text AS kind,
  k.conkey::text AS columns, k.condeferrable AS deferrable, k.condeferred AS deferred,
  k.convalidated AS validated, ${version >= 180000 ? "k.conenforced" : "true"} AS enforced,
  k.connoinherit AS no_inherit, k.conislocal AS local, k.coninhcount > 0 AS inherited, pk.conname::text AS parent_name,
  ${version >= 180000 ? "k.conperiod" : "false"} AS period,
  nullif(k.conindid, 0)::int8::float8 AS index_id, ix.relname::text AS index_name,
  CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END AS expression,
  CASE WHEN k.contype = 'x' THEN (SELECT pg_catalog.array_agg(o.oprname::text ORDER BY u.at)
    FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY u (id, at) JOIN pg_catalog.pg_operator o ON o.oid = u.id) END AS operators,
  CASE WHEN k.contype = 'x' THEN (SELECT pg_catalog.array_agg(s.nspname::text ORDER BY u.at)
    FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY u (id, at) JOIN pg_catalog.pg_operator o ON o.oid = u.id
    JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace) END AS operator_schemas,
  rn.nspname::text AS ref_schema, r.relname::text AS ref_table, r.oid::int8::float8 AS ref_id, k.confkey::text AS ref_columns,
  k.confupdtype::text AS on_update, k.confdeltype::text AS on_delete, k.confmatchtype::text AS match,
  ${version >= 150000 ? "k.confdelsetcols::text" : "NULL::text"} AS set_columns, d.description AS comment
FROM ${tables}
  JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'x', 'c', 'f', 'n')
  LEFT JOIN pg_catalog.pg_constraint pk ON pk.oid = k.conparentid
  LEFT JOIN pg_catalog.pg_class ix ON ix.oid = k.conindid
  LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid AND k.contype = 'f'
  LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  ${comment("d", "pg_constraint", "k.oid")}
WHERE pk.oid IS NULL OR pk.conrelid <> k.conrelid AND pk.confrelid = k.confrelid
ORDER BY 2, 3`,
};

export interface ReferencedColumnRow {
  readonly table_id: number;
  readonly number: number;
  readonly name: string;
}

/** Columns of tables that are not read themselves, where a foreign key refers to one. */
export const referencedColumnsQuery: CatalogQuery = {
  name: "referenced columns",
  sql: () => `
WITH referenced AS (SELECT DISTINCT k.confrelid FROM ${tables}
  JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f' AND k.conparentid = 0)
SELECT a.attrelid::int8::float8 AS table_id, a.attnum::int4 AS number, a.attname::text AS name
FROM referenced f
  JOIN pg_catalog.pg_class r ON r.oid = f.confrelid
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
    AND (rn.nspname <> ALL ($1::text[]) OR r.relkind NOT IN ('r', 'p'))
  JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum`,
};

export interface IndexRow {
  readonly id: number;
  readonly table_id: number;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly key_count: number;
  /** Attribute numbers, `1 0 3`, 0 for an expression; those after `key_count` are included columns. */
  readonly columns: string;
  /** By key; an entry for a plain column is `null`. */
  readonly expressions: readonly (string | null)[] | null;
  /** Bits for each key: 1 descending, 2 nulls first. */
  readonly flags: string;
  readonly operator_classes: string;
  readonly collations: string;
  readonly where: string | null;
  readonly nulls_not_distinct: boolean;
  readonly options: readonly string[] | null;
  readonly valid: boolean;
  readonly replica_identity: boolean;
  readonly clustered: boolean;
  /** The index of the parent that this is a partition's part of. */
  readonly parent_name: string | null;
  readonly comment: string | null;
}

export const indexesQuery: CatalogQuery = {
  name: "table indexes",
  sql: (version) => `
SELECT x.oid::int8::float8 AS id, i.indrelid::int8::float8 AS table_id, x.relname::text AS name, i.indisunique AS unique,
  am.amname::text AS method, i.indnkeyatts::int4 AS key_count, i.indkey::text AS columns,
  CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
    SELECT CASE WHEN i.indkey[n - 1] = 0 THEN pg_catalog.pg_get_indexdef(x.oid, n, false) END
    FROM pg_catalog.generate_series(1, i.indnkeyatts::int4) n ORDER BY n) END AS expressions,
  i.indoption::text AS flags, i.indclass::text AS operator_classes, i.indcollation::text AS collations,
  CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS where,
  ${version >= 150000 ? "i.indnullsnotdistinct" : "false"} AS nulls_not_distinct, x.reloptions AS options,
  i.indisvalid AND i.indisready AS valid, i.indisreplident AS replica_identity, i.indisclustered AS clustered,
  px.relname::text AS parent_name, d.description AS comment
FROM ${tables}
  JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_am am ON am.oid = x.relam
  LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = x.oid
  LEFT JOIN pg_catalog.pg_class px ON px.oid = h.inhparent
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
  when: `EXISTS (SELECT FROM pg_catalog.pg_attribute o WHERE o.attrelid >= 16384 AND o.attnum > 0
    AND (o.attoptions IS NOT NULL OR o.attstattarget >= 0))`,
  sql: () => `
SELECT a.attrelid::int8::float8 AS index_id, a.attnum::int4 AS number, a.attoptions AS options,
  coalesce(a.attstattarget, -1)::int4 AS statistics
FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class x ON x.oid = a.attrelid AND x.relkind IN ('i', 'I')
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
  /**
   * `d`: a default or generation expression, `part_id` is the column number; `i` an index, `c` a check or exclusion,
   * `k` what the table is partitioned by.
   */
  readonly part: "d" | "i" | "c" | "k";
  readonly part_id: number;
  readonly ref_id: number;
  /** The column of the same table that is read. */
  readonly ref_column: number;
  readonly ref_kind: "function" | "type" | "relation" | "text_search_configuration" | "collation" | "other";
  readonly ref_schema: string | null;
  readonly ref_name: string | null;
  /** `typtype` or `relkind`. */
  readonly ref_detail: string | null;
  readonly ref_extension: string | null;
}

/**
 * What expressions in tables depend on, without the plain columns of an index. A generated column depends on what it reads by itself before
 * PostgreSQL 15, and through its `pg_attrdef` row since then.
 */
export const dependenciesQuery: CatalogQuery = {
  name: "table dependencies",
  sql: () => `
WITH t AS (SELECT t.oid FROM ${tables}), part AS (
  SELECT t.oid AS table_id, 'd' AS part, v.adnum::int8 AS part_id, 'pg_catalog.pg_attrdef'::regclass AS class, v.oid AS id, 0 AS sub,
    false AS has_keys_only
  FROM t JOIN pg_catalog.pg_attrdef v ON v.adrelid = t.oid
  UNION ALL
  SELECT t.oid, 'd', a.attnum, 'pg_catalog.pg_class'::regclass, t.oid, a.attnum, false
  FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attgenerated <> '' AND a.attnum > 0
  UNION ALL
  SELECT t.oid, 'i', i.indexrelid::int8, 'pg_catalog.pg_class'::regclass, i.indexrelid, 0, i.indexprs IS NULL AND i.indpred IS NULL
  FROM t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
  UNION ALL
  SELECT t.oid, 'c', k.oid::int8, 'pg_catalog.pg_constraint'::regclass, k.oid, 0, false
  FROM t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('c', 'x')
  UNION ALL
  SELECT t.oid, 'k', 0, 'pg_catalog.pg_class'::regclass, t.oid, 0, false
  FROM t JOIN pg_catalog.pg_partitioned_table g ON g.partrelid = t.oid
)
SELECT DISTINCT p.table_id::int8::float8 AS table_id, p.part, p.part_id::float8 AS part_id,
  d.refobjid::int8::float8 AS ref_id, d.refobjsubid AS ref_column,
  CASE WHEN f.oid IS NOT NULL THEN 'function' WHEN y.oid IS NOT NULL THEN 'type' WHEN r.oid IS NOT NULL THEN 'relation'
    WHEN s.oid IS NOT NULL THEN 'text_search_configuration' WHEN o.oid IS NOT NULL THEN 'collation' ELSE 'other' END AS ref_kind,
  n.nspname::text AS ref_schema,
  CASE WHEN f.oid IS NOT NULL THEN ${routineName("f")}
    WHEN y.oid IS NOT NULL THEN coalesce(ye.typname, y.typname)::text ELSE coalesce(r.relname, s.cfgname, o.collname)::text END AS ref_name,
  coalesce(ye.typtype, y.typtype, r.relkind)::text AS ref_detail, x.extname::text AS ref_extension
FROM part p
  JOIN pg_catalog.pg_depend d ON d.classid = p.class AND d.objid = p.id AND d.objsubid = p.sub
    AND d.deptype IN ('n', 'a') AND NOT (d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = p.table_id
      AND (d.refobjsubid = 0 OR p.has_keys_only OR p.part = 'd' AND d.refobjsubid = p.part_id))
    AND (p.part <> 'k' OR d.refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_type'::regclass, 'pg_catalog.pg_collation'::regclass))
    AND NOT (p.class = 'pg_catalog.pg_class'::regclass AND p.sub > 0 AND d.refclassid IN ('pg_catalog.pg_type'::regclass, 'pg_catalog.pg_collation'::regclass))
  LEFT JOIN pg_catalog.pg_proc f ON d.refclassid = 'pg_catalog.pg_proc'::regclass AND f.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_type y ON d.refclassid = 'pg_catalog.pg_type'::regclass AND y.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_type ye ON ye.oid = y.typelem AND ye.typarray = y.oid
  LEFT JOIN pg_catalog.pg_class r ON d.refclassid = 'pg_catalog.pg_class'::regclass AND r.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_ts_config s ON d.refclassid = 'pg_catalog.pg_ts_config'::regclass AND s.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_collation o ON d.refclassid = 'pg_catalog.pg_collation'::regclass AND o.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_namespace n
    ON n.oid = coalesce(f.pronamespace, y.typnamespace, r.relnamespace, s.cfgnamespace, o.collnamespace)
  ${extension("x", "d.refclassid", "d.refobjid")}
ORDER BY 1, 2, 3, 4, 5`,
};

/** All that a table is read from. */
export const tableCatalog: readonly CatalogQuery[] = [
  tablesQuery,
  columnsQuery,
  looksQuery,
  defaultsQuery,
  columnCommentsQuery,
  constraintsQuery,
  referencedColumnsQuery,
  indexesQuery,
  indexOptionsQuery,
  operatorClassesQuery,
  collationsQuery,
  ownedSequencesQuery,
  dependenciesQuery,
  parentsQuery,
  partitionsQuery,
  formerExpressionsQuery,
];
