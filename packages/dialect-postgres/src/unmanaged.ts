import { type Ref, refKey, type UnmanagedObject } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "./kind.ts";
import { inScope, notOfExtension } from "./kinds/catalog-text.ts";
import { routineReference } from "./kinds/routine/names.ts";
import { columnRef } from "./text.ts";
import { readTraits, traitQueries } from "./unmanaged-traits.ts";

interface UnmanagedRow {
  readonly kind: string;
  /** Empty: of the whole database. */
  readonly schema: string;
  readonly name: string;
  /** Of a relation its name alone. */
  readonly bare_name: string | null;
  /** One thing it depends on; `null` when there is none that we know. */
  readonly ref_kind: string | null;
  readonly ref_schema: string;
  readonly ref_name: string;
  /** Of a relation the column, if it is only that. */
  readonly ref_column: string | null;
  readonly ref_generated: boolean | null;
  /** It goes with what it depends on, unasked. */
  readonly is_part: boolean;
}

const identity = (catalog: string): string =>
  `'pg_catalog.${catalog}'::pg_catalog.regclass::pg_catalog.oid, o.oid`;

/** `schema.name` as a user would write it; in the bound schema only the name. */
const dotted = (schema: string, name: string): string =>
  `${qualifier(schema)} || pg_catalog.quote_ident(${name})`;

const qualifier = (schema: string): string =>
  `CASE WHEN $2 = '' THEN pg_catalog.quote_ident(${schema}) || '.' ELSE '' END`;

/** Whether privileges that somebody touched are other than before. @param letter - what the server calls such objects. */
function accessDiffers(privileges: string, letter: string, owner: string): string {
  const sorted = (list: string): string =>
    `ARRAY(SELECT a::text FROM pg_catalog.unnest(${list}) a ORDER BY 1)`;
  return `${sorted(`o.${privileges}`)} <> ${sorted(`pg_catalog.acldefault('${letter}', o.${owner})`)}`;
}

/** Objects of a catalog that lie in a schema and have no further mark. */
function inSchemas(kind: string, catalog: string, prefix: string, condition = "true"): string {
  return `SELECT ${kind}, n.nspname::text, ${dotted("n.nspname", `o.${prefix}name`)}, ${identity(catalog)}
    FROM pg_catalog.${catalog} o JOIN pg_catalog.pg_namespace n ON n.oid = o.${prefix}namespace AND ${inScope}
    WHERE ${condition} AND ${notOfExtension(catalog, "o.oid")}`;
}

/** Objects of the whole database; a connection that is bound to a schema does not manage them. */
function ofDatabase(kind: string, catalog: string, name: string, condition = "true"): string {
  return `SELECT '${kind}', '', ${name}, ${identity(catalog)} FROM pg_catalog.${catalog} o
    WHERE $2 = '' AND ${condition} AND ${notOfExtension(catalog, "o.oid")}`;
}

/** What CREATE TYPE … AS RANGE makes along with the type: constructors, and from 14 the cast to the multirange. */
const notOfRangeType = (catalog: string): string =>
  `NOT EXISTS (SELECT FROM pg_catalog.pg_depend i
      WHERE i.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND i.objid = o.oid AND i.deptype = 'i')`;

/** Base types (with input functions in C), and shells of types that were never finished. */
const baseTypes = inSchemas(
  `CASE WHEN o.typisdefined THEN 'base type' ELSE 'shell type' END`,
  "pg_type",
  "typ",
  `(o.typtype = 'b' AND o.typcategory <> 'A' OR NOT o.typisdefined)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)`,
);

const operators = `
  SELECT 'operator', n.nspname::text, ${qualifier("n.nspname")} || o.oprname || '('
      || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END || ', '
      || CASE o.oprright WHEN 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprright, NULL) END || ')', ${identity("pg_operator")}
    FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace AND ${inScope}
    WHERE ${notOfExtension("pg_operator", "o.oid")}`;

/** The server's own casts have the lowest object ids (FirstNormalObjectId is 16384). */
const casts = `
  SELECT 'cast', '', '(' || pg_catalog.format_type(o.castsource, NULL) || ' AS '
      || pg_catalog.format_type(o.casttarget, NULL) || ')', ${identity("pg_cast")}
    FROM pg_catalog.pg_cast o WHERE $2 = '' AND o.oid >= 16384 AND ${notOfExtension("pg_cast", "o.oid")}
      AND ${notOfRangeType("pg_cast")}`;

/** Who may do what by default for objects to come. */
/** A connection that is bound to a schema has no name for it in ALTER DEFAULT PRIVILEGES. */
const defaultPrivileges = `
  SELECT 'default privileges', coalesce(n.nspname::text, ''), 'of ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.defaclrole))
      || coalesce(' in ' || pg_catalog.quote_ident(n.nspname), ''), ${identity("pg_default_acl")}
    FROM pg_catalog.pg_default_acl o LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.defaclnamespace
    WHERE $2 <> '' AND ${inScope}`;

/**
 * What the unmanaged objects depend on, of schemas, extensions, relations, types and functions.
 *
 * @see https://www.postgresql.org/docs/18/catalog-pg-depend.html
 */
const links = (version: number): string => `d AS (
    SELECT d.classid AS class, d.objid AS id, d.refclassid, d.refobjid, d.refobjsubid, d.deptype = 'a' AS is_part
    FROM u JOIN pg_catalog.pg_depend d ON d.classid = u.class AND d.objid = u.id AND d.deptype IN ('n', 'a')),
  l AS (
    SELECT d.class, d.id, CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized' WHEN 'S' THEN 'sequence' ELSE 'table' END AS ref_kind,
      n.nspname::text AS ref_schema, r.relname::text AS ref_name, a.attname::text AS ref_column,
      a.attgenerated <> '' AS ref_generated, d.is_part
    FROM d LEFT JOIN pg_catalog.pg_type y ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND y.oid = d.refobjid
    LEFT JOIN pg_catalog.pg_type e ON y.typcategory = 'A' AND e.oid = y.typelem
    JOIN pg_catalog.pg_class r ON r.relkind IN ('r', 'p', 'v', 'm', 'S') AND r.oid =
      CASE WHEN d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.refobjid ELSE coalesce(e.typrelid, y.typrelid) END
    JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace AND n.nspname <> 'pg_catalog'
    LEFT JOIN pg_catalog.pg_attribute a ON d.refobjsubid > 0 AND a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      AND r.relkind <> 'v'
    UNION ALL
    SELECT d.class, d.id, CASE b.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' ELSE 'range' END,
      n.nspname::text, b.typname::text, NULL, NULL, d.is_part
    FROM d JOIN pg_catalog.pg_type y ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND y.oid = d.refobjid
    JOIN pg_catalog.pg_type b ON b.typtype IN ('e', 'd', 'c', 'r', 'm')
      AND b.oid = CASE WHEN y.typcategory = 'A' AND y.typelem <> 0 THEN y.typelem ELSE y.oid END
    LEFT JOIN pg_catalog.pg_class r ON r.oid = b.typrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = b.typnamespace AND n.nspname <> 'pg_catalog'
    WHERE r.oid IS NULL OR r.relkind = 'c'
    UNION ALL
    SELECT d.class, d.id, 'extension', '', x.extname::text, NULL, NULL, d.is_part
    FROM d JOIN pg_catalog.pg_depend m ON m.classid = d.refclassid AND m.objid = d.refobjid AND m.deptype = 'e'
    JOIN pg_catalog.pg_extension x ON x.oid = m.refobjid WHERE $2 = ''
    UNION ALL
    SELECT d.class, d.id, ${routineReference("f", version).columns}, NULL, NULL, d.is_part
    FROM d JOIN pg_catalog.pg_proc f ON d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND f.oid = d.refobjid
    ${routineReference("f", version).joins}
    UNION ALL
    SELECT d.class, d.id, 'schema', '', n.nspname::text, NULL, NULL, d.is_part
    FROM d JOIN pg_catalog.pg_namespace n ON d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND n.oid = d.refobjid WHERE $2 = '')`;

/**
 * A table that goes leaves its publications without a word, and replicas no longer hear of it. Who is not bound to a
 * schema manages publications whole.
 */
const published = (version: number): string => `
  SELECT 'published table', n.nspname::text, ${dotted("n.nspname", "c.relname")} || ' in ' || pg_catalog.quote_ident(p.pubname),
      ${identity("pg_publication_rel")}
    FROM pg_catalog.pg_publication_rel o JOIN pg_catalog.pg_publication p ON p.oid = o.prpubid
    JOIN pg_catalog.pg_class c ON c.oid = o.prrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope} AND $2 <> ''
  ${
    version < 150_000
      ? ""
      : `UNION ALL SELECT 'published schema', n.nspname::text, pg_catalog.quote_ident(n.nspname) || ' in ' || pg_catalog.quote_ident(p.pubname),
      ${identity("pg_publication_namespace")}
    FROM pg_catalog.pg_publication_namespace o JOIN pg_catalog.pg_publication p ON p.oid = o.pnpubid
    JOIN pg_catalog.pg_namespace n ON n.oid = o.pnnspid AND ${inScope} AND $2 <> ''`
  }`;

const unmanagedQuery: CatalogQuery = {
  name: "unmanaged",
  sql: (version) =>
    `WITH u AS (${[
      `SELECT NULL::text AS kind, NULL::text AS schema, NULL::text AS name,
        NULL::pg_catalog.oid AS class, NULL::pg_catalog.oid AS id WHERE false`,
      baseTypes,
      operators,
      casts,
      defaultPrivileges,
      inSchemas("'conversion'", "pg_conversion", "con"),
      inSchemas("'operator class'", "pg_opclass", "opc"),
      inSchemas("'operator family'", "pg_opfamily", "opf"),
      ofDatabase("language", "pg_language", "pg_catalog.quote_ident(o.lanname)", "o.oid >= 16384"),
      published(version),
      ofDatabase("access method", "pg_am", "pg_catalog.quote_ident(o.amname)", "o.oid >= 16384"),
      // Its name is not the same everywhere, so no text of a schema can name it.
      `SELECT 'grants', '', 'on the database', ${identity("pg_database")} FROM pg_catalog.pg_database o
        WHERE $2 = '' AND o.datname = pg_catalog.current_database() AND o.datacl IS NOT NULL
          AND ${accessDiffers("datacl", "d", "datdba")}`,
      `SELECT 'grants', '', 'on language ' || pg_catalog.quote_ident(o.lanname), ${identity("pg_language")}
        FROM pg_catalog.pg_language o
        WHERE $2 = '' AND o.lanacl IS NOT NULL AND ${accessDiffers("lanacl", "l", "lanowner")}`,
      // The catalog's connection strings are secret: only these columns may be read by everybody.
      `SELECT 'subscription', '', pg_catalog.quote_ident(o.subname), ${identity("pg_subscription")} FROM pg_catalog.pg_subscription o
        WHERE $2 = '' AND o.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d
          WHERE d.datname = pg_catalog.current_database())`,
      ofDatabase("transform", "pg_transform", "pg_catalog.format_type(o.trftype, NULL)", "o.oid >= 16384"),
    ].join(" UNION ALL ")}), ${links(version)}
    SELECT DISTINCT u.kind, u.schema, u.name, b.relname::text AS bare_name, l.ref_kind, l.ref_schema, l.ref_name, l.ref_column, l.ref_generated,
      coalesce(l.is_part, false) AS is_part
    FROM u LEFT JOIN l ON l.class = u.class AND l.id = u.id
    LEFT JOIN pg_catalog.pg_class b ON u.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND b.oid = u.id
    ORDER BY u.kind, u.schema, u.name, l.ref_kind, l.ref_schema, l.ref_name, l.ref_column`,
};

export const unmanagedQueries: readonly CatalogQuery[] = [unmanagedQuery, ...traitQueries];

/** Everything a user made that no kind models, by the words of the manual. */
export function readUnmanaged(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  const objects = Map.groupBy(rowsOf<UnmanagedRow>(rows, unmanagedQuery), ({ kind, schema, name }) =>
    JSON.stringify([kind, schema, name]),
  );
  const named = [...objects.values()].flatMap((links): readonly UnmanagedObject[] => {
    const [first] = links;
    if (!first) return [];
    const needs = links.filter(isNeeded).flatMap((link) => refsOf(link, context));
    const partOf = links.filter((link) => link.is_part).flatMap((link) => refsOf(link, context));
    return [
      {
        kind: first.kind,
        schema: context.schemaName(first.schema),
        name: first.name,
        ...(first.bare_name !== null && { bareName: first.bare_name }),
        ...(needs.length > 0 && { needs: distinct(needs) }),
        ...(partOf.length > 0 && { partOf: distinct(partOf) }),
      },
    ];
  });
  return [...named, ...readTraits(rows, context)];
}

/** Statistics on a generated column survive whatever happens to it, but that it is dropped and added again. */
function isNeeded(link: UnmanagedRow): boolean {
  return !link.is_part || link.ref_generated === true;
}

function refsOf(link: UnmanagedRow, context: ReadContext): readonly Ref[] {
  if (link.ref_kind === null) return [];
  const object = {
    kind: link.ref_kind,
    schema: link.ref_kind === "schema" ? "" : context.schemaName(link.ref_schema),
    name: link.ref_name,
  };
  return link.ref_column === null ? [object] : [object, columnRef(object, link.ref_column)];
}

function distinct(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}
