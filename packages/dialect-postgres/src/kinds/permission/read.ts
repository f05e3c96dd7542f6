import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { inScope, notOfExtension } from "../catalog-text.ts";
import { routineKind } from "../routine/names.ts";
import {
  type Permission,
  permissionName,
  type Privilege,
  samePrivileges,
  sortPrivileges,
  standardOf,
  type TargetKind,
  untouchedPrivileges,
} from "./model.ts";

interface PermissionRow {
  readonly kind: TargetKind;
  readonly schema: string;
  readonly name: string;
  /** Of a routine its bare name and the types of its parameters. */
  readonly bare_name: string | null;
  readonly types: string | null;
  /** The table that a sequence belongs to. */
  readonly part_of: string | null;
  /** There is an access list: otherwise the privileges are those by default. */
  readonly has_acl: boolean;
  /** Default privileges of the whole database stand in for those of the server. */
  readonly has_defaults: boolean;
  /** `has` – is held; `gets` – would be on a new object by default privileges; `null`: nothing of either. */
  readonly source: "has" | "gets" | null;
  /** `null`: everybody. */
  readonly grantee: string | null;
  readonly privilege: string;
  readonly column: string | null;
  readonly grantable: boolean;
}

/** Lists of privileges of what the whole database has. */
function ofDatabase(kind: string, catalog: string, prefix: string, letter: string): string {
  return `SELECT ${kind}, '', o.${prefix}name::text, NULL, NULL, NULL, o.oid, o.${prefix}owner, 0::pg_catalog.oid,
      o.${prefix}acl, ${letter}, false
    FROM pg_catalog.${catalog} o WHERE $2 = '' AND o.${prefix}acl IS NOT NULL AND ${notOfExtension(catalog, "o.oid")}`;
}

/**
 * Who may do what, for objects that have a list of it, and those that would have one by the default privileges of
 * who is connected.
 *
 * @see https://www.postgresql.org/docs/18/ddl-priv.html
 */
export const permissionsQuery: CatalogQuery = {
  name: "permissions",
  sql: (version) => `WITH me AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
    d AS (SELECT d.defaclobjtype AS letter, d.defaclnamespace AS namespace, d.defaclacl AS acl
      FROM pg_catalog.pg_default_acl d JOIN me ON me.oid = d.defaclrole),
    o (kind, schema, name, bare_name, types, part_of, id, owner, namespace, acl, letter, is_relation) AS (
      SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized' WHEN 'f' THEN 'foreign_table'
          WHEN 'S' THEN 'sequence' ELSE 'table' END, n.nspname::text, c.relname::text, NULL::text, NULL::text,
        t.relname::text, c.oid, c.relowner, c.relnamespace, c.relacl,
        CASE c.relkind WHEN 'S' THEN 'S' ELSE 'r' END::"char", c.relkind <> 'S'
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
      LEFT JOIN pg_catalog.pg_depend x ON c.relkind = 'S' AND x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND x.objid = c.oid AND x.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND x.deptype IN ('a', 'i')
      LEFT JOIN pg_catalog.pg_class t ON t.oid = x.refobjid
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${notOfExtension("pg_class", "c.oid")}
      UNION ALL SELECT 'schema', '', n.nspname::text, NULL, NULL, NULL, n.oid, n.nspowner, 0::pg_catalog.oid, n.nspacl, 'n', false
      FROM pg_catalog.pg_namespace n WHERE ${inScope} AND $2 = ''
      UNION ALL SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' ELSE 'range' END,
        n.nspname::text, t.typname::text, NULL, NULL, NULL, t.oid, t.typowner, t.typnamespace, t.typacl, 'T', false
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
      LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
      WHERE t.typtype IN ('e', 'd', 'c', 'r') AND (t.typrelid = 0 OR c.relkind = 'c') AND ${notOfExtension("pg_type", "t.oid")}
      UNION ALL SELECT ${routineKind("p", version)}, n.nspname::text,
        p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')', p.proname::text,
        pg_catalog.oidvectortypes(p.proargtypes), NULL, p.oid, p.proowner, p.pronamespace, p.proacl, 'f', false
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND ${inScope}
      WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.objid = p.oid AND x.deptype IN ('e', 'i')
        AND x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
      UNION ALL ${ofDatabase("'foreign_server'", "pg_foreign_server", "srv", "'s'")}
      UNION ALL ${ofDatabase("'foreign_data_wrapper'", "pg_foreign_data_wrapper", "fdw", "'w'")}),
    p AS (
      SELECT o.id, o.kind, 'has' AS source, a.grantee, a.privilege_type, NULL::text AS column,
        pg_catalog.bool_or(a.is_grantable) AS grantable
      FROM o, LATERAL pg_catalog.aclexplode(o.acl) a WHERE a.grantee <> o.owner GROUP BY 1, 2, 4, 5
      UNION ALL
      SELECT o.id, o.kind, 'has', a.grantee, a.privilege_type, c.attname::text, pg_catalog.bool_or(a.is_grantable)
      FROM pg_catalog.pg_attribute c JOIN o ON o.id = c.attrelid AND o.is_relation,
      LATERAL pg_catalog.aclexplode(c.attacl) a
      WHERE c.attacl IS NOT NULL AND c.attnum > 0 AND NOT c.attisdropped AND a.grantee <> o.owner GROUP BY 1, 2, 4, 5, 6
      UNION ALL
      SELECT o.id, o.kind, 'gets', a.grantee, a.privilege_type, NULL, pg_catalog.bool_or(a.is_grantable)
      FROM me, o JOIN d ON d.letter = o.letter AND d.namespace IN (0, o.namespace), LATERAL pg_catalog.aclexplode(d.acl) a
      WHERE a.grantee <> me.oid GROUP BY 1, 2, 4, 5)
    SELECT o.kind, o.schema, o.name, o.bare_name, o.types, o.part_of, o.acl IS NOT NULL AS has_acl,
      EXISTS (SELECT FROM d WHERE d.letter = o.letter AND d.namespace = 0) AS has_defaults,
      p.source, CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee)::text END AS grantee,
      p.privilege_type AS privilege, p.column, p.grantable
    FROM o LEFT JOIN p ON p.id = o.id AND p.kind = o.kind
    WHERE o.acl IS NOT NULL OR p.id IS NOT NULL OR EXISTS (SELECT FROM d WHERE d.letter = o.letter AND d.namespace = 0)
    ORDER BY 1, 2, 3, 9, 10, 11, 12`,
};

export function readPermissions(rows: CatalogRows, context: ReadContext): readonly Permission[] {
  const byTarget = Map.groupBy(rowsOf<PermissionRow>(rows, permissionsQuery), ({ kind, schema, name }) =>
    JSON.stringify([kind, schema, name]),
  );
  return [...byTarget.values()].flatMap((list) => readTarget(list, context));
}

function readTarget(list: readonly PermissionRow[], context: ReadContext): readonly Permission[] {
  const [first] = list;
  if (!first) return [];
  const grantees = new Set<string | null>([null, ...list.map(({ grantee }) => grantee)]);
  return [...grantees].flatMap((name): readonly Permission[] => {
    const grantee = name ?? undefined;
    const held = (source: PermissionRow["source"], isWhole: boolean): readonly Privilege[] =>
      list
        .filter((row) => row.source === source && row.grantee === name && (row.column === null) === isWhole)
        .map(readPrivilege);
    const what = { on: first.kind, target: first.name };
    const standard = untouchedPrivileges(what, grantee, Math.floor(context.serverVersion / 10_000));
    const whole = first.has_acl ? held("has", true) : standard;
    const privileges = [...whole, ...held("has", false)];
    const gets = merged([
      ...(first.has_defaults ? [] : standardOf(first.kind, grantee)),
      ...held("gets", true),
    ]);
    // A schema of the server's own was not made by who is connected.
    const isNew = first.kind !== "schema" || first.name !== "public";
    if (samePrivileges(privileges, standard) && (!isNew || samePrivileges(privileges, gets))) return [];
    const isOwned = first.part_of !== null;
    const target = { ...what, table: isOwned ? (first.part_of ?? "") : first.name };
    return [
      {
        kind: "permission",
        schema: first.kind === "schema" ? "" : context.schemaName(first.schema),
        ...target,
        name: permissionName(grantee, target),
        ...(first.bare_name !== null && { routine: { name: first.bare_name, types: first.types ?? "" } }),
        ...(grantee !== undefined && { grantee }),
        privileges: sortPrivileges(privileges),
      },
    ];
  });
}

function readPrivilege({ privilege, column, grantable }: PermissionRow): Privilege {
  return { privilege, ...(column !== null && { column }), grantable };
}

/** Each privilege once; who may pass it on from one side may do so. */
function merged(privileges: readonly Privilege[]): readonly Privilege[] {
  const byName = Map.groupBy(privileges, ({ privilege }) => privilege);
  return [...byName].map(([privilege, list]) => ({
    privilege,
    grantable: list.some(({ grantable }) => grantable),
  }));
}
