import { type DraftStep, harmless, noDependencies, type Ref } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, rowsOf } from "../kind.ts";
import { ident } from "../text.ts";
import { inScope } from "./catalog-text.ts";

/**
 * Who may do what with a relation. Never compared: it is read only so that what is dropped and created again
 * comes back with it.
 */
export interface Grant {
  /** `SELECT`, `UPDATE`, … */
  readonly privilege: string;
  /** Of a relation only this column. */
  readonly column?: string;
  /** A role; absent: everybody (`PUBLIC`). */
  readonly grantee?: string;
  /** The grantee may pass it on. */
  readonly grantable: boolean;
}

/** What makes a new relation as accessible as the one before it. */
export interface Access {
  /** Absent: the user who is connected. */
  readonly owner?: string;
  /** What a new relation would allow and this one does not. */
  readonly revokes: readonly Grant[];
  readonly grants: readonly Grant[];
}

interface GrantRow {
  readonly relation_id: number;
  readonly is_grant: boolean;
  readonly privilege: string;
  readonly column: string | null;
  readonly grantee: string | null;
  readonly grantable: boolean;
}

/**
 * How the privileges of views differ from those that a new view would have: those of its owner and the default
 * privileges of who is connected.
 *
 * @see https://www.postgresql.org/docs/18/sql-alterdefaultprivileges.html
 */
export const viewPrivilegesQuery: CatalogQuery = {
  name: "view privileges",
  sql: () => `WITH me AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
    v AS (SELECT c.oid, c.relowner, c.relnamespace, c.relacl
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
      WHERE c.relkind = 'v'),
    has AS (SELECT v.oid, a.grantee, a.privilege_type, pg_catalog.bool_or(a.is_grantable) AS grantable
      FROM v, LATERAL pg_catalog.aclexplode(coalesce(v.relacl, pg_catalog.acldefault('r', v.relowner))) a
      GROUP BY 1, 2, 3),
    standard AS (SELECT me.oid, coalesce((SELECT d.defaclacl FROM pg_catalog.pg_default_acl d
        WHERE d.defaclrole = me.oid AND d.defaclobjtype = 'r' AND d.defaclnamespace = 0),
      pg_catalog.acldefault('r', me.oid)) AS acl FROM me),
    gets AS (SELECT v.oid, CASE a.grantee WHEN me.oid THEN v.relowner ELSE a.grantee END AS grantee, a.privilege_type,
        pg_catalog.bool_or(a.is_grantable) AS grantable
      FROM me, v, LATERAL (
        SELECT s.grantee, s.privilege_type, s.is_grantable FROM standard, LATERAL pg_catalog.aclexplode(standard.acl) s
        UNION ALL
        SELECT s.grantee, s.privilege_type, s.is_grantable
        FROM pg_catalog.pg_default_acl d, LATERAL pg_catalog.aclexplode(d.defaclacl) s
        WHERE d.defaclrole = me.oid AND d.defaclobjtype = 'r' AND d.defaclnamespace = v.relnamespace) a
      GROUP BY 1, 2, 3)
    SELECT p.oid::int8::float8 AS relation_id, p.is_grant, p.privilege_type AS privilege, NULL::text AS column,
      CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee)::text END AS grantee, p.grantable
    FROM (SELECT true AS is_grant, * FROM (TABLE has EXCEPT TABLE gets) more
      UNION ALL SELECT false, * FROM (TABLE gets EXCEPT TABLE has) less) p
    ORDER BY 1, 2, 5, 3`,
};

/** Privileges on single columns of tables and views. */
export const columnPrivilegesQuery: CatalogQuery = {
  name: "column privileges",
  sql: () => `SELECT c.oid::int8::float8 AS relation_id, true AS is_grant, p.privilege_type AS privilege, a.attname::text AS column,
      CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee)::text END AS grantee,
      pg_catalog.bool_or(p.is_grantable) AS grantable
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope},
    LATERAL pg_catalog.aclexplode(a.attacl) p
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
    GROUP BY 1, 3, 4, 5 ORDER BY 1, 4, 5, 3`,
};

/** Grants and revokes by the object id of their relation. */
export function readGrants(
  rows: CatalogRows,
  query: CatalogQuery,
): ReadonlyMap<number, { readonly revokes: readonly Grant[]; readonly grants: readonly Grant[] }> {
  const byRelation = Map.groupBy(rowsOf<GrantRow>(rows, query), (row) => row.relation_id);
  return new Map(
    [...byRelation].map(([id, list]) => [
      id,
      {
        revokes: list.filter((row) => !row.is_grant).map(readGrant),
        grants: list.filter((row) => row.is_grant).map(readGrant),
      },
    ]),
  );
}

function readGrant({ privilege, column, grantee, grantable }: GrantRow): Grant {
  return {
    privilege,
    ...(column !== null && { column }),
    ...(grantee !== null && { grantee }),
    grantable,
  };
}

/**
 * Statements that give a new relation the privileges of the one before it.
 *
 * @param relation - qualified, as GRANT names it.
 */
export function accessSql(access: Pick<Access, "grants" | "revokes">, relation: string): readonly string[] {
  return [
    ...byGrantee(access.revokes).map(({ to, list }) => `REVOKE ${list} ON ${relation} FROM ${to}`),
    ...byGrantee(access.grants).map(
      ({ to, list, grantable }) =>
        `GRANT ${list} ON ${relation} TO ${to}${grantable ? " WITH GRANT OPTION" : ""}`,
    ),
  ];
}

/** One statement for a grantee, and one more for what may be passed on. */
function byGrantee(
  grants: readonly Grant[],
): readonly { readonly to: string; readonly list: string; readonly grantable: boolean }[] {
  const groups = Map.groupBy(grants, ({ grantee, grantable }) =>
    JSON.stringify([grantee ?? null, grantable]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const list = group.map(({ privilege, column }) =>
      column === undefined ? privilege : `${privilege} (${ident(column)})`,
    );
    const to = first.grantee === undefined ? "PUBLIC" : ident(first.grantee);
    return [{ to, list: list.join(", "), grantable: first.grantable }];
  });
}

/** A statement about who may do what; the roles it names are not on a dev database. */
export function accessStep(
  sql: string,
  comment: string,
  source: DraftStep["sources"][number],
  needs: readonly Ref[],
): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql,
    comment,
    sources: [source],
    blocks: "ddl",
    needs,
    unprovable: true,
  };
}
