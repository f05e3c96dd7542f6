import type { Query, Row } from "./session.ts";

/*
 * One schema among many: the schema of one tenant of a thousand holds a small part of a large catalog. Its objects
 * are then looked up by their ids, through indexes, so that reading it takes the same time whatever else the
 * database holds. No catalog has an index by schema alone: the ids come from one pass over three of them.
 */

const catalogs = [
  ["pg_class", "rel"],
  ["pg_type", "typ"],
  ["pg_proc", "pro"],
] as const;

/**
 * The ids of what lies in the bound schema (`$1`), and how much all schemas hold, which no statistics are asked
 * for: they may be old.
 */
const objectsSql = `SELECT ARRAY(${catalogs
  .map(([catalog, prefix]) => `SELECT o.oid FROM pg_catalog.${catalog} o WHERE o.${prefix}namespace = n.oid`)
  .join(" UNION ALL ")})::text[] AS ids,
    (${catalogs.map(([catalog]) => `pg_catalog.pg_relation_size('pg_catalog.${catalog}'::pg_catalog.regclass)`).join(" + ")})::float8 AS bytes
  FROM pg_catalog.pg_namespace n WHERE n.nspname = $1`;

export function objectsQuery(schema: string, keepPlans: boolean): Query {
  return { sql: objectsSql, ...(keepPlans && { name: "atlas_start_objects" }), values: [schema] };
}

/** Beyond either, hashing whole catalogs costs less than looking up each object. */
const largest = { objects: 1_000, share: 0.1 };

/** A row of these catalogs with its share of the page, about. */
const rowBytes = 220;

/**
 * @param row - the answer to `objectsQuery`.
 * @returns ids of objects; `undefined` where the schema is a larger part of its database.
 */
export function narrowIds(row: Row | undefined): readonly string[] | undefined {
  const ids = (row?.["ids"] ?? []) as readonly string[]; // The query makes it a text[].
  const total = Number(row?.["bytes"] ?? 0) / rowBytes;
  return ids.length <= largest.objects && ids.length <= largest.share * total ? ids : undefined;
}

/** How every catalog query asks for objects of the schemas that are read (`inScope`). */
const scope =
  /n\.oid = (\w+)\.(?:rel|typ|pro)namespace AND n\.nspname = ANY \(\$1::text\[\]\) AND \$2::text IS NOT NULL/g;

/** The catalog query with the ids as `$3`; the same text: it asks for nothing that has an id among them. */
export function narrowSql(sql: string): string {
  return sql.replace(scope, "$& AND $1.oid = ANY ($$3::pg_catalog.oid[])");
}

/** Functions whose text leaves out the schemas of the search path. */
const textsByPath = /\bpg_get_(?!userbyid)|\bformat_type\b|\boidvectortypes\b|::(pg_catalog\.)?reg\w+::/;

/** Whether what a catalog query answers depends on the search path. */
export function dependsOnPath(sql: string): boolean {
  return textsByPath.test(sql);
}

/**
 * The query, with the search path set to the bound schema (`$2`) once it runs: a kept plan is made anew whenever the
 * path is another one than before, but that is looked at before. A condition without columns is seen to before
 * anything else.
 */
export function onPath(sql: string): string {
  return `SELECT q.* FROM (${sql}) q
    WHERE (SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident($2), true)) IS NOT NULL`;
}

/** Puts back the path that plans are kept for. */
export const emptyPath: Query = { sql: "SET LOCAL search_path = ''" };

/** Catalogs have indexes for all that is looked up; statistics that are old say otherwise. */
export const narrowSettings: readonly (readonly [name: string, value: string])[] = [
  ["enable_nestloop", "on"],
  ["enable_hashjoin", "off"],
  ["enable_mergejoin", "off"],
  ["enable_seqscan", "off"],
];
