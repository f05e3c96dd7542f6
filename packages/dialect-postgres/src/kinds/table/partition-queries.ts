import type { CatalogQuery } from "../../kind.ts";
import { isMade } from "../catalog-text.ts";
import { tables } from "./query-text.ts";

export interface ParentRow {
  readonly table_id: number;
  readonly parent_id: number;
  readonly schema: string;
  readonly name: string;
  readonly foreign: boolean;
}

/** What tables inherit from, and what partitions are partitions of; in the order of the server. */
export const parentsQuery: CatalogQuery = {
  name: "table parents",
  when: "EXISTS (SELECT FROM pg_catalog.pg_inherits)",
  sql: () => `
SELECT i.inhrelid::int8::float8 AS table_id, i.inhparent::int8::float8 AS parent_id, pn.nspname::text AS schema,
  p.relname::text AS name, p.relkind = 'f' AS foreign
FROM ${tables}
  JOIN pg_catalog.pg_inherits i ON i.inhrelid = t.oid
  JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
  JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
ORDER BY i.inhrelid, i.inhseqno`,
};

export interface PartitionRow {
  readonly table_id: number;
  /** `RANGE (id, lower(name))`, of a partitioned table. */
  readonly key: string | null;
  /** Numbers of columns, `1 0`, 0 for an expression. */
  readonly columns: string | null;
  /** `FOR VALUES …` or `DEFAULT`, of a partition. */
  readonly bound: string | null;
}

export const partitionsQuery: CatalogQuery = {
  name: "partitions",
  when: isMade("pg_class", "o.relkind = 'p'"),
  sql: () => `
SELECT t.oid::int8::float8 AS table_id, pg_catalog.pg_get_partkeydef(p.partrelid) AS key, p.partattrs::text AS columns,
  pg_catalog.pg_get_expr(t.relpartbound, t.oid) AS bound
FROM ${tables}
  LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = t.oid
WHERE t.relkind = 'p' OR t.relispartition
ORDER BY 1`,
};
