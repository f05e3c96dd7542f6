import type { CatalogQuery } from "../kind.ts";
import { inScope, isMade, notOfExtension, typeColumns, typeJoins, type TypeRow } from "./catalog-text.ts";

export interface DomainRow extends TypeRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly default: string | null;
  readonly not_null: boolean;
  readonly collation: string | null;
  readonly collation_schema: string | null;
  readonly comment: string | null;
}

export const domainsQuery: CatalogQuery = {
  name: "domains",
  when: isMade("pg_type", "o.typtype = 'd'"),
  sql: () => `SELECT t.oid::int8::float8 AS id, n.nspname::text AS schema, t.typname::text AS name,
      ${typeColumns("t.typbasetype", "t.typtypmod")}, t.typnotnull AS not_null,
      pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default,
      CASE WHEN t.typcollation <> y.typcollation THEN c.collname::text END AS collation,
      cn.nspname::text AS collation_schema, pg_catalog.obj_description(t.oid, 'pg_type') AS comment
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    ${typeJoins("t.typbasetype")}
    LEFT JOIN pg_catalog.pg_collation c ON c.oid = t.typcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace
    WHERE t.typtype = 'd' AND ${notOfExtension("pg_type", "t.oid")}
    ORDER BY 2, 3`,
};

export interface DomainCheckRow {
  readonly id: number;
  readonly domain_id: number;
  readonly name: string;
  readonly expression: string;
  readonly validated: boolean;
  readonly comment: string | null;
}

export const domainChecksQuery: CatalogQuery = {
  name: "domain checks",
  when: isMade("pg_type", "o.typtype = 'd'"),
  sql: () => `SELECT k.oid::int8::float8 AS id, k.contypid::int8::float8 AS domain_id, k.conname::text AS name,
      pg_catalog.pg_get_expr(k.conbin, 0) AS expression, k.convalidated AS validated,
      pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_type t ON t.oid = k.contypid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    WHERE k.contype = 'c' AND k.contypid <> 0
    ORDER BY 2, 3`,
};

/** By the object id of the domain or of the check. */
export const domainUsesQuery: CatalogQuery = {
  name: "domain uses",
  when: isMade("pg_type", "o.typtype = 'd'"),
  givesUses: true,
  sql: () => `SELECT part.oid, part.class, part.oid, t.tableoid, t.oid
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    JOIN (SELECT o.tableoid AS class, o.oid, o.oid AS domain FROM pg_catalog.pg_type o
      UNION ALL SELECT k.tableoid, k.oid, k.contypid FROM pg_catalog.pg_constraint k WHERE k.contypid <> 0) part
      ON part.domain = t.oid
    WHERE t.typtype = 'd'`,
};
