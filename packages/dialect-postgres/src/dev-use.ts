import type { CallOptions } from "@atlas/core";
import { missingSchema } from "./inspect.ts";
import { callContext, type Query, type Row, type Session } from "./session.ts";
import { ident, literal } from "./text.ts";

/** Schemas a user made: not the server's own and not an extension's. */
const userSchemas = `SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND d.objid = n.oid AND d.deptype = 'e')`;

function notOfExtension(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objid = ${oid} AND d.deptype = 'e')`;
}

interface ContentsRow {
  readonly schema: string;
  /** `null`, as the name: the schema is empty. */
  readonly kind: string | null;
  readonly name: string | null;
}

/** One row for everything in user schemas; tables come first, as they are what matters most. */
const contentsQuery = `WITH schemas AS (${userSchemas})
  SELECT s.nspname AS schema, o.kind, o.name FROM schemas s LEFT JOIN LATERAL (
    SELECT 1 AS rank, 'table' AS kind, c.relname AS name FROM pg_catalog.pg_class c
      WHERE c.relnamespace = s.oid AND c.relkind IN ('r', 'p', 'f') AND ${notOfExtension("pg_class", "c.oid")}
    UNION ALL
    SELECT 2, CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'type' ELSE 'view' END, c.relname
      FROM pg_catalog.pg_class c
      WHERE c.relnamespace = s.oid AND c.relkind IN ('v', 'm', 'S', 'c') AND ${notOfExtension("pg_class", "c.oid")}
    UNION ALL
    SELECT 3, 'type', t.typname FROM pg_catalog.pg_type t
      WHERE t.typnamespace = s.oid AND t.typtype IN ('e', 'd', 'r') AND ${notOfExtension("pg_type", "t.oid")}
    UNION ALL
    SELECT 4, 'function', p.proname FROM pg_catalog.pg_proc p
      WHERE p.pronamespace = s.oid AND ${notOfExtension("pg_proc", "p.oid")}
    UNION ALL
    SELECT 5, 'collation', l.collname FROM pg_catalog.pg_collation l
      WHERE l.collnamespace = s.oid AND ${notOfExtension("pg_collation", "l.oid")}
    UNION ALL
    SELECT 6, 'text search configuration', g.cfgname FROM pg_catalog.pg_ts_config g
      WHERE g.cfgnamespace = s.oid AND ${notOfExtension("pg_ts_config", "g.oid")}
    UNION ALL
    SELECT 7, 'text search dictionary', i.dictname FROM pg_catalog.pg_ts_dict i
      WHERE i.dictnamespace = s.oid AND ${notOfExtension("pg_ts_dict", "i.oid")}
  ) o ON true
  WHERE ($1 = '' OR s.nspname = $1)
  ORDER BY s.nspname <> 'public', s.nspname, o.rank, o.name`;

/** Schemas beside the one that is bound in which something is; `public` is there by itself. */
export async function outside(
  session: Session,
  bound: string | null,
  options?: CallOptions,
): Promise<readonly string[]> {
  if (bound === null) return [];
  const rows = await session.query({ sql: contentsQuery, values: [""] }, callContext(options));
  const names = rows
    .filter((row) => row["schema"] !== bound && (row["kind"] !== null || row["schema"] !== "public"))
    .map((row) => String(row["schema"]));
  return [...new Set(names)].sort();
}

/** Why a dev database cannot be used; `undefined`: it is clean. One round trip. */
export async function dirt(
  session: Session,
  bound: string | null,
  options?: CallOptions,
): Promise<string | undefined> {
  const query = { sql: contentsQuery, values: [bound ?? ""] };
  const rows = await session.query<ContentsRow>(query, callContext(options));
  if (bound !== null) {
    const [row] = rows;
    if (!row) throw missingSchema(bound);
    return row.kind === null
      ? undefined
      : `found ${row.kind} ${JSON.stringify(row.name)} in connected schema`;
  }
  const row = rows.find((each) => each.schema !== "public" || each.kind !== null);
  if (!row) return undefined;
  if (row.schema !== "public") return `found schema ${JSON.stringify(row.schema)}`;
  return `found ${row.kind} ${JSON.stringify(row.name)} in schema "public"`;
}

/** What a schema is besides its contents, so that it can be made again as it was. */
const shellsQuery = `WITH schemas AS (${userSchemas})
  SELECT n.nspname AS name, pg_catalog.pg_get_userbyid(n.nspowner) AS owner,
    pg_catalog.obj_description(n.oid, 'pg_namespace') AS comment,
    CASE WHEN n.nspacl IS NOT NULL THEN ARRAY(
      SELECT pg_catalog.format('GRANT %s ON SCHEMA %I TO %s%s', a.privilege_type, n.nspname,
        CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
        CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM pg_catalog.aclexplode(n.nspacl) a WHERE a.grantee <> n.nspowner
      ORDER BY a.grantee, a.privilege_type) END AS grants
  FROM schemas s JOIN pg_catalog.pg_namespace n ON n.oid = s.oid ORDER BY n.nspname`;

/** Things of the whole database that no schema takes with it. */
const databaseObjectsQuery = `SELECT 'EXTENSION ' || pg_catalog.quote_ident(e.extname) AS what
    FROM pg_catalog.pg_extension e WHERE e.extname <> 'plpgsql'
  UNION ALL SELECT 'PUBLICATION ' || pg_catalog.quote_ident(p.pubname) FROM pg_catalog.pg_publication p
  UNION ALL SELECT 'EVENT TRIGGER ' || pg_catalog.quote_ident(t.evtname) FROM pg_catalog.pg_event_trigger t
    WHERE ${notOfExtension("pg_event_trigger", "t.oid")}
  UNION ALL SELECT 'FOREIGN DATA WRAPPER ' || pg_catalog.quote_ident(w.fdwname)
    FROM pg_catalog.pg_foreign_data_wrapper w WHERE ${notOfExtension("pg_foreign_data_wrapper", "w.oid")}
  ORDER BY 1`;

/** Takes back what new objects would come with: no schema takes default privileges of the whole database with it. */
const defaultPrivilegesQuery = `SELECT 'ALTER DEFAULT PRIVILEGES FOR ROLE ' || pg_catalog.quote_ident(r.rolname) || ' ' || s.sql AS sql
  FROM pg_catalog.pg_default_acl d JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole
  JOIN (VALUES ('r', 'TABLES', NULL), ('S', 'SEQUENCES', NULL), ('f', 'FUNCTIONS', 'EXECUTE'), ('T', 'TYPES', 'USAGE'),
    ('n', 'SCHEMAS', NULL)) AS c (letter, class, standard) ON c.letter = d.defaclobjtype::text,
  LATERAL (
    SELECT 1, 'REVOKE ALL ON ' || c.class || ' FROM ' || CASE a.grantee WHEN 0 THEN 'PUBLIC'
      ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
    FROM pg_catalog.aclexplode(d.defaclacl) a WHERE a.grantee <> d.defaclrole
    UNION SELECT 2, 'GRANT ALL ON ' || c.class || ' TO ' || pg_catalog.quote_ident(r.rolname)
    UNION SELECT 3, 'GRANT ' || c.standard || ' ON ' || c.class || ' TO PUBLIC' WHERE c.standard IS NOT NULL
  ) AS s (position, sql)
  WHERE d.defaclnamespace = 0 AND pg_catalog.pg_has_role(d.defaclrole, 'MEMBER')
  ORDER BY d.oid, s.position, s.sql`;

/**
 * Empties a dev database: everything in the bound schema, or every schema; `public` is left as an empty
 * schema. The schema that is made again keeps its owner, comment and grants.
 */
export async function clean(session: Session, bound: string | null, options?: CallOptions): Promise<void> {
  const ofDatabase = bound === null ? [{ sql: databaseObjectsQuery }, { sql: defaultPrivilegesQuery }] : [];
  const [shells = [], databaseObjects = [], defaults = []] = await session.pipeline(
    [{ sql: shellsQuery }, ...ofDatabase] satisfies Query[],
    callContext(options),
  );
  const kept = bound ?? "public";
  const shell = shells.find((each) => each["name"] === kept);
  if (bound !== null && !shell) throw missingSchema(bound);
  const dropped = bound === null ? shells : shells.filter((each) => each["name"] === bound);
  for (const row of dropped) await dropTables(session, String(row["name"]), options);
  const statements = [
    ...defaults.map((row) => String(row["sql"])),
    // An extension may already have gone with another one it depends on.
    ...databaseObjects.map(
      (row) =>
        `DROP ${String(row["what"]).replace(/^(EXTENSION|PUBLICATION|EVENT TRIGGER|FOREIGN DATA WRAPPER) /, "$1 IF EXISTS ")} CASCADE`,
    ),
    ...dropped.map((row) => `DROP SCHEMA IF EXISTS ${ident(String(row["name"]))} CASCADE`),
    ...createShell(kept, shell),
  ];
  await session.query({ sql: statements.join(";\n") }, callContext(options));
}

/** Of so many tables the server can hold the locks in one transaction, with its default settings. */
const tablesAtOnce = 200;

/** Drops the tables of a schema in portions, unless the schema can go in one. */
async function dropTables(session: Session, schema: string, options?: CallOptions): Promise<void> {
  const sql = `SELECT c.relname AS name FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND ${notOfExtension("pg_class", "c.oid")} ORDER BY c.relname`;
  const rows = await session.query({ sql, values: [schema] }, callContext(options));
  const tables = rows.map((row) => `${ident(schema)}.${ident(String(row["name"]))}`);
  if (tables.length <= tablesAtOnce) return;
  for (let at = 0; at < tables.length; at += tablesAtOnce) {
    const portion = tables.slice(at, at + tablesAtOnce).join(", ");
    await session.query({ sql: `DROP TABLE IF EXISTS ${portion} CASCADE` }, callContext(options));
  }
}

function createShell(name: string, shell: Row | undefined): readonly string[] {
  if (!shell) return [`CREATE SCHEMA ${ident(name)}`];
  const { comment, owner, grants } = shell;
  return [
    `CREATE SCHEMA ${ident(name)} AUTHORIZATION ${ident(String(owner))}`,
    ...(typeof comment === "string" ? [`COMMENT ON SCHEMA ${ident(name)} IS ${literal(comment)}`] : []),
    ...(Array.isArray(grants) ? grants.map(String) : []),
  ];
}
