import { type Ref, refKey } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../kind.ts";
import { inScope, isMade } from "./catalog-text.ts";
import { readUses, type UseRow } from "./uses.ts";

/** Kinds whose dependencies are asked for together. Their object ids may be the same: they lie in other catalogs. */
const numbers = { trigger: 1, rule: 2, policy: 3, event_trigger: 4 } as const;

/** One id for a row of one of the catalogs: above the 32 bits of the object id stands which of them. */
const idOf = (kind: keyof typeof numbers): string => `${numbers[kind]} * 4294967296 + o.oid::int8`;

const partSql = (kind: keyof typeof numbers, catalog: string, relation: string, condition = "true"): string =>
  `SELECT ${idOf(kind)}, o.tableoid, o.oid, c.tableoid, c.oid
    FROM pg_catalog.${catalog} o JOIN pg_catalog.pg_class c ON c.oid = o.${relation}
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE ${condition}`;

/**
 * What triggers, rules, policies and event triggers depend on, their own relation aside.
 *
 * @see https://www.postgresql.org/docs/18/catalog-pg-depend.html
 */
export const usesQuery: CatalogQuery = {
  name: "relation part uses",
  when: `(${isMade("pg_trigger", "NOT o.tgisinternal")} OR ${isMade("pg_rewrite", "o.rulename <> '_RETURN'")}
    OR ${isMade("pg_policy")} OR ${isMade("pg_event_trigger")})`,
  givesUses: true,
  sql: () => `${partSql("trigger", "pg_trigger", "tgrelid", "NOT o.tgisinternal")}
    UNION ALL ${partSql("rule", "pg_rewrite", "ev_class", "o.rulename <> '_RETURN'")}
    UNION ALL ${partSql("policy", "pg_policy", "polrelid")}
    UNION ALL SELECT ${idOf("event_trigger")}, o.tableoid, o.oid, o.tableoid, o.oid
    FROM pg_catalog.pg_event_trigger o WHERE $2 = ''`,
};

/** What each object of a kind depends on, by its object id. */
export function usesOf(
  rows: CatalogRows,
  context: ReadContext,
  kind: keyof typeof numbers,
): (id: number) => readonly Ref[] {
  const byId = Map.groupBy(rowsOf<UseRow>(rows, usesQuery), (row) => row.id);
  return (id) => readUses(byId.get(numbers[kind] * 4294967296 + id) ?? [], context);
}

export function distinctRefs(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}
