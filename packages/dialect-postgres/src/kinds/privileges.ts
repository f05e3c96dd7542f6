import { type DraftStep, harmless, noDependencies, type Ref } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, rowsOf } from "../kind.ts";
import { ident } from "../text.ts";
import { inScope, isMade } from "./catalog-text.ts";

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
  /** `false`: a new one would have it, and this one does not. */
  readonly is_grant: boolean;
  readonly privilege: string;
  readonly column: string | null;
  readonly grantee: string | null;
  readonly grantable: boolean;
}

/**
 * How the privileges of objects differ from those that a new one would have: those of its owner and the default
 * privileges of who is connected.
 *
 * @param objects - a query of `oid`, `owner`, `namespace` and `acl`.
 * @param letter - of the sort of object, for `acldefault` and `pg_default_acl`.
 * @see https://www.postgresql.org/docs/18/sql-alterdefaultprivileges.html
 */
function differences(objects: string, letter: "r" | "T" | "f"): string {
  return `me AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
    o AS (${objects}),
    has AS (SELECT o.oid, a.grantee, a.privilege_type, pg_catalog.bool_or(a.is_grantable) AS grantable
      FROM o, LATERAL pg_catalog.aclexplode(coalesce(o.acl, pg_catalog.acldefault('${letter}', o.owner))) a
      GROUP BY 1, 2, 3),
    standard AS (SELECT me.oid, coalesce((SELECT d.defaclacl FROM pg_catalog.pg_default_acl d
        WHERE d.defaclrole = me.oid AND d.defaclobjtype = '${letter}' AND d.defaclnamespace = 0),
      pg_catalog.acldefault('${letter}', me.oid)) AS acl FROM me),
    gets AS (SELECT o.oid, CASE a.grantee WHEN me.oid THEN o.owner ELSE a.grantee END AS grantee, a.privilege_type,
        pg_catalog.bool_or(a.is_grantable) AS grantable
      FROM me, o, LATERAL (
        SELECT s.grantee, s.privilege_type, s.is_grantable FROM standard, LATERAL pg_catalog.aclexplode(standard.acl) s
        UNION ALL
        SELECT s.grantee, s.privilege_type, s.is_grantable
        FROM pg_catalog.pg_default_acl d, LATERAL pg_catalog.aclexplode(d.defaclacl) s
        WHERE d.defaclrole = me.oid AND d.defaclobjtype = '${letter}' AND d.defaclnamespace = o.namespace) a
      GROUP BY 1, 2, 3),
    p AS (SELECT true AS is_grant, * FROM (TABLE has EXCEPT TABLE gets) more
      UNION ALL SELECT false, * FROM (TABLE gets EXCEPT TABLE has) less)`;
}

const granteeName =
  "CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee)::text END AS grantee";

export const viewPrivilegesQuery: CatalogQuery = {
  name: "view privileges",
  when: isMade("pg_class", "o.relkind IN ('v', 'm', 'f')"),
  sql: () => `WITH ${differences(
    `SELECT c.oid, c.relowner AS owner, c.relnamespace AS namespace, c.relacl AS acl
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
      WHERE c.relkind IN ('v', 'm', 'f')`,
    "r",
  )}
    SELECT p.oid::int8::float8 AS relation_id, p.is_grant, p.privilege_type AS privilege, NULL::text AS column,
      ${granteeName}, p.grantable
    FROM p ORDER BY 1, 2, 5, 3`,
};

/** Functions, procedures and aggregates, by their object id. */
export const routinePrivilegesQuery: CatalogQuery = {
  name: "function privileges",
  when: isMade("pg_proc"),
  sql: () => `WITH ${differences(
    `SELECT c.oid, c.proowner AS owner, c.pronamespace AS namespace, c.proacl AS acl
      FROM pg_catalog.pg_proc c JOIN pg_catalog.pg_namespace n ON n.oid = c.pronamespace AND ${inScope}`,
    "f",
  )}
    SELECT p.oid::int8::float8 AS relation_id, p.is_grant, p.privilege_type AS privilege, NULL::text AS column,
      ${granteeName}, p.grantable
    FROM p ORDER BY 1, 2, 5, 3`,
};

interface TypeGrantRow extends Omit<GrantRow, "relation_id" | "is_grant"> {
  /** `null`: only the owner differs. */
  readonly is_grant: boolean | null;
  readonly schema: string;
  readonly name: string;
  /** `null`: the user who is connected. */
  readonly owner: string | null;
}

/** Types whose owner or privileges are not those that a new one would have. */
export const typePrivilegesQuery: CatalogQuery = {
  name: "type privileges",
  when: `(${isMade("pg_type", "o.typtype IN ('e', 'd', 'r')")} OR ${isMade("pg_class", "o.relkind = 'c'")})`,
  sql: () => `WITH ${differences(
    `SELECT t.oid, t.typowner AS owner, t.typnamespace AS namespace, t.typacl AS acl
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
      LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
      WHERE t.typtype IN ('e', 'd', 'c', 'r') AND (t.typrelid = 0 OR c.relkind = 'c')`,
    "T",
  )}
    SELECT n.nspname::text AS schema, t.typname::text AS name,
      nullif(pg_catalog.pg_get_userbyid(t.typowner), current_user)::text AS owner,
      p.is_grant, p.privilege_type AS privilege, NULL::text AS column, ${granteeName}, p.grantable
    FROM o JOIN pg_catalog.pg_type t ON t.oid = o.oid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN p ON p.oid = o.oid
    WHERE p.oid IS NOT NULL OR pg_catalog.pg_get_userbyid(t.typowner) <> current_user
    ORDER BY 1, 2, 4, 7, 5`,
};

/** Who may use a type, by the schema and name it has in the catalog; `undefined`: as if it were new. */
export function typeAccess(rows: CatalogRows): (schema: string, name: string) => Access | undefined {
  const key = (schema: string, name: string): string => JSON.stringify([schema, name]);
  const byType = Map.groupBy(rowsOf<TypeGrantRow>(rows, typePrivilegesQuery), (row) =>
    key(row.schema, row.name),
  );
  return (schema, name) => {
    const list = byType.get(key(schema, name));
    const owner = list?.[0]?.owner ?? null;
    return (
      list && {
        ...(owner !== null && { owner }),
        revokes: list.filter((row) => row.is_grant === false).map(readGrant),
        grants: list.filter((row) => row.is_grant).map(readGrant),
      }
    );
  };
}

/** Privileges on single columns of tables and views. */
export const columnPrivilegesQuery: CatalogQuery = {
  name: "column privileges",
  when: "EXISTS (SELECT FROM pg_catalog.pg_attribute o WHERE o.attrelid >= 16384 AND o.attacl IS NOT NULL)",
  sql: () => `SELECT c.oid::int8::float8 AS relation_id, true AS is_grant, p.privilege_type AS privilege, a.attname::text AS column,
      CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee)::text END AS grantee,
      pg_catalog.bool_or(p.is_grantable) AS grantable
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
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

function readGrant({
  privilege,
  column,
  grantee,
  grantable,
}: Omit<GrantRow, "relation_id" | "is_grant">): Grant {
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
