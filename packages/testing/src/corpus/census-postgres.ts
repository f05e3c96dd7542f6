import type { TestDatabase } from "../databases.ts";

/** What a database holds, by topic: one sorted line for each thing, equal exactly when they are the same. */
export type Census = Readonly<Record<string, readonly string[]>>;

/**
 * Everything the catalog says of user objects, read past the dialect under test, so that what it never
 * reads shows as well. Left out: OIDs, the order of columns in tables, and the names the server gives to
 * not-null constraints.
 *
 * Also left out: whether a heir has what a parent has for its own sake, too, which no statement can take from it;
 * how an index calls its columns, as it keeps their first names; the names of indexes and constraints that a partition has from its parent, as the server gives
 * them; whether a column that a parent has may not be null for the child's own sake, too; and a precision of 6 for times, which is what none means, and the order of storage parameters.
 * Newer columns are reached through `to_jsonb(row)`: where a version lacks them they are null.
 */
export async function censusOfPostgres(database: TestDatabase): Promise<Census> {
  const topics = Object.entries(queries);
  const answers = await database.raw(topics.map(([, sql]) => sql).join(";\n"));
  return Object.fromEntries(
    topics.map(([topic], index) => [
      topic,
      (answers[index] ?? []).map((row) => settled(JSON.stringify(row))).toSorted(),
    ]),
  );
}

/** Casting a list and casting its elements is the same to the parser; only how it was written once differs. */
function settled(line: string): string {
  return line
    .replaceAll(/\(?(ARRAY\[[^[\]]*\])\)?::text\[\]/g, "$1")
    .replaceAll(/\(?('[^']*'::character varying)\)?::text/g, "$1");
}

const userSchemas = `(SELECT oid, nspname, nspacl, nspowner FROM pg_catalog.pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')`;

/** A list whose order says nothing. */
const sorted = (list: string): string => `coalesce((SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(${list}) o), '')`;

/** A list of who may do what; none says what the list by default says, and the order of neither counts. */
const acl = (list: string, letter: string, owner: string): string =>
  `(SELECT array_agg(a::text ORDER BY a::text) FROM unnest(coalesce(${list}, acldefault(${letter}, ${owner}))) a)`;

const queries: Readonly<Record<string, string>> = {
  schemas: `SELECT nspname, ${acl("nspacl", "'n'", "nspowner")} AS acl FROM ${userSchemas} n`,

  relations: `SELECT n.nspname, CASE WHEN c.relkind IN ('i', 'I') AND c.relispartition THEN '(attached)' ELSE c.relname END AS relname,
      c.relkind, c.relpersistence, c.relreplident, c.relrowsecurity,
      c.relforcerowsecurity, c.relispartition, c.relispopulated,
      CASE WHEN c.relkind NOT IN ('i', 'I', 'c', 't') THEN ${acl("c.relacl", `CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"`, "c.relowner")} END AS acl, am.amname,
      (SELECT array_agg(o ORDER BY o) FROM unnest(c.reloptions) o) AS options,
      (SELECT array_agg(o ORDER BY o) FROM unnest(t.reloptions) o) AS toast_options,
      pg_get_expr(c.relpartbound, c.oid) AS bound,
      CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
      -- Which columns of a function are named behind it depends on how many it had when the view was made.
      CASE WHEN c.relkind IN ('v', 'm') THEN regexp_replace(pg_get_viewdef(c.oid), '(\\w\\([^()]*\\) [\\w"]+)\\([\\w", ]+\\)', '\\1') END AS definition,
      (SELECT array_agg(i.inhparent::regclass::text ORDER BY i.inhseqno)
        FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) AS parents
    FROM pg_catalog.pg_class c
    JOIN ${userSchemas} n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
    LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam`,

  columns: `SELECT n.nspname, CASE WHEN c.relkind IN ('i', 'I') AND c.relispartition THEN '(attached)' ELSE c.relname END AS relname,
      CASE WHEN c.relkind NOT IN ('i', 'I') THEN a.attname END AS attname,
      CASE WHEN c.relkind NOT IN ('r', 'p', 'f') THEN row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum) END AS position,
      regexp_replace(format_type(a.atttypid, a.atttypmod), '^(time.*)\\(6\\)', '\\1') AS type, a.attnotnull, a.attidentity, a.attgenerated,
      a.attstorage, to_jsonb(a) ->> 'attcompression' AS compression,
      coalesce((to_jsonb(a) ->> 'attstattarget')::int, -1) AS statistics,
      (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) o) AS options,
      l.collname, CASE WHEN a.attinhcount = 0 THEN a.attislocal END AS local, a.attinhcount, (SELECT array_agg(i::text ORDER BY i::text) FROM unnest(a.attacl) i) AS acl, pg_get_expr(d.adbin, d.adrelid) AS value
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN ${userSchemas} n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
    WHERE a.attnum > 0 AND NOT a.attisdropped`,

  constraints: `SELECT n.nspname, c.conrelid::regclass::text AS "table", c.contypid::regtype::text AS domain,
      CASE WHEN c.contype = 'n' AND c.conname ~ '_not_null\\d*$' THEN '' WHEN c.conparentid <> 0 THEN '(of its parent)' ELSE c.conname END AS name,
      (SELECT p.conname FROM pg_catalog.pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid <> c.conrelid) AS parent,
      c.contype, pg_get_constraintdef(c.oid) AS definition, c.condeferrable, c.condeferred, c.convalidated,
      CASE WHEN c.coninhcount = 0 THEN c.conislocal END AS local, c.coninhcount,
      CASE WHEN c.contype IN ('c', 'n') THEN c.connoinherit END AS no_inherit, to_jsonb(c) ->> 'conenforced' AS enforced,
      to_jsonb(c) ->> 'conperiod' AS period
    FROM pg_catalog.pg_constraint c JOIN ${userSchemas} n ON n.oid = c.connamespace`,

  indexes: `SELECT CASE WHEN c.relispartition THEN '(attached)' ELSE i.indexrelid::regclass::text END AS index,
      (SELECT h.inhparent::regclass::text FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid) AS parent,
      CASE WHEN c.relispartition THEN regexp_replace(definition, 'INDEX \\S+ ON', 'INDEX ON') ELSE definition END AS definition, i.indisunique,
      i.indisprimary, i.indisexclusion, i.indimmediate, i.indisclustered, i.indisvalid, i.indisready,
      i.indisreplident, to_jsonb(i) ->> 'indnullsnotdistinct' AS nulls
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN ${userSchemas} n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (SELECT regexp_replace(pg_get_indexdef(i.indexrelid), ' WITH \\([^)]*\\)', '') AS definition) d`,

  types: `SELECT n.nspname, t.typname, t.typtype, t.typcategory, t.typnotnull, ${acl("t.typacl", "'T'", "t.typowner")} AS acl,
      t.typarray::regtype::text AS "array", format_type(t.typbasetype, t.typtypmod) AS base,
      pg_get_expr(t.typdefaultbin, 0) AS value, l.collname,
      (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS labels
    FROM pg_catalog.pg_type t
    JOIN ${userSchemas} n ON n.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = t.typcollation`,

  ranges: `SELECT r.rngtypid::regtype::text AS name, r.rngsubtype::regtype::text AS subtype, l.collname, o.opcname,
      r.rngcanonical::text, r.rngsubdiff::text, (to_jsonb(r) ->> 'rngmultitypid')::oid::regtype::text AS multirange
    FROM pg_catalog.pg_range r
    JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
    JOIN ${userSchemas} n ON n.oid = t.typnamespace
    JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = r.rngcollation`,

  sequences: `SELECT s.seqrelid::regclass::text AS name, format_type(s.seqtypid, NULL) AS type, s.seqstart, s.seqincrement,
      s.seqmax, s.seqmin, s.seqcache, s.seqcycle,
      (SELECT array_agg(pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid) || ' ' || d.deptype::text)
        FROM pg_catalog.pg_depend d
        WHERE d.objid = s.seqrelid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0) AS owner
    FROM pg_catalog.pg_sequence s`,

  comments: `SELECT CASE WHEN d.classoid = 'pg_catalog.pg_constraint'::regclass
        THEN regexp_replace(pg_describe_object(d.classoid, d.objoid, d.objsubid), '\\S+_not_null\\d* ', '')
        ELSE pg_describe_object(d.classoid, d.objoid, d.objsubid) END AS "on", d.description
    FROM pg_catalog.pg_description d WHERE d.objoid >= 16384 OR d.classoid = 'pg_catalog.pg_namespace'::regclass`,

  // White space at the ends of lines, and what a body ends with, says nothing.
  routines: `SELECT p.oid::regprocedure::text AS name, p.prokind,
      CASE WHEN p.prokind <> 'a' THEN regexp_replace(regexp_replace(pg_get_functiondef(p.oid), '\\s*\\n\\s*', ' ', 'g'),
        '[\\s;]*(\\$(?:function|procedure)\\$)[\\s;]*', '\\1', 'g') END AS definition,
      pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result, ${acl("p.proacl", "'f'", "p.proowner")} AS acl
    FROM pg_catalog.pg_proc p JOIN ${userSchemas} n ON n.oid = p.pronamespace`,

  aggregates: `SELECT p.oid::regprocedure::text AS name, p.proparallel, g.aggtranstype::regtype::text AS state,
      g.aggmtranstype::regtype::text AS moving_state, g.aggsortop::regoperator::text AS sort,
      to_jsonb(g) - '{aggfnoid,aggtranstype,aggmtranstype,aggsortop}'::text[] AS facts
    FROM pg_catalog.pg_aggregate g JOIN pg_catalog.pg_proc p ON p.oid = g.aggfnoid
    JOIN ${userSchemas} n ON n.oid = p.pronamespace`,

  // Of the triggers below foreign keys only whether somebody switched them off: their names are numbers.
  triggers: `SELECT t.tgrelid::regclass::text AS "on", CASE WHEN t.tgisinternal THEN k.conname ELSE t.tgname END AS name,
      CASE WHEN NOT t.tgisinternal THEN pg_get_triggerdef(t.oid) END AS definition, t.tgenabled, t.tgtype,
      t.tgconstrrelid::regclass::text AS other, t.tgdeferrable, t.tginitdeferred,
      (SELECT array_agg(pg_describe_object(d.refclassid, d.refobjid, 0)) FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'x') AS extensions
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN ${userSchemas} n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
    WHERE NOT t.tgisinternal OR t.tgenabled <> 'O'`,

  "default privileges": `SELECT d.defaclrole::regrole::text AS role, d.defaclnamespace::regnamespace::text AS schema,
      d.defaclobjtype, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(d.defaclacl) a) AS acl
    FROM pg_catalog.pg_default_acl d`,

  "event triggers": `SELECT e.evtname, e.evtevent, e.evtfoid::regprocedure::text AS function, e.evtenabled,
      (SELECT array_agg(tag ORDER BY tag) FROM unnest(e.evttags) tag) AS tags
    FROM pg_catalog.pg_event_trigger e`,

  rules: `SELECT r.ev_class::regclass::text AS "on", r.rulename, pg_get_ruledef(r.oid) AS definition, r.ev_enabled,
      r.ev_type, r.is_instead
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_class c ON c.oid = r.ev_class JOIN ${userSchemas} n ON n.oid = c.relnamespace
    WHERE r.rulename <> '_RETURN'`,

  policies: `SELECT p.polrelid::regclass::text AS "on", p.polname, p.polcmd, p.polpermissive,
      (SELECT array_agg(coalesce(r.rolname, 'PUBLIC') ORDER BY 1) FROM unnest(p.polroles) u (id)
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = u.id) AS roles,
      pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS "check"
    FROM pg_catalog.pg_policy p`,

  // The columns of statistics stand in the order of their table.
  rest: `SELECT (SELECT array_agg(w ORDER BY w) FROM regexp_split_to_table(pg_get_statisticsobjdef(s.oid), ', | ON | FROM ') w)::text AS definition, s.stxkind::text || coalesce(to_jsonb(s) ->> 'stxstattarget', '-1') AS state FROM pg_catalog.pg_statistic_ext s
    UNION ALL SELECT w.fdwname, (to_jsonb(w) - 'oid' - 'fdwowner' - 'fdwhandler' - 'fdwvalidator' - 'fdwoptions')::text || ${sorted("w.fdwoptions")} || w.fdwhandler::regproc || w.fdwvalidator::regproc
      FROM pg_catalog.pg_foreign_data_wrapper w
    UNION ALL SELECT s.srvname, (to_jsonb(s) - 'oid' - 'srvowner' - 'srvfdw' - 'srvoptions')::text || ${sorted("s.srvoptions")} || (SELECT w.fdwname FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid = s.srvfdw)
      FROM pg_catalog.pg_foreign_server s
    UNION ALL SELECT m.srvname || ' ' || m.usename, ${sorted("m.umoptions")} FROM pg_catalog.pg_user_mappings m
    UNION ALL SELECT f.ftrelid::regclass::text, ${sorted("f.ftoptions")} || (SELECT s.srvname FROM pg_catalog.pg_foreign_server s WHERE s.oid = f.ftserver)
      FROM pg_catalog.pg_foreign_table f
    UNION ALL SELECT a.attrelid::regclass || '.' || a.attname, ${sorted("a.attfdwoptions")} FROM pg_catalog.pg_attribute a WHERE a.attfdwoptions IS NOT NULL AND NOT a.attisdropped
    UNION ALL SELECT e.extname || ' in ' || e.extnamespace::regnamespace::text, e.extversion FROM pg_catalog.pg_extension e
    UNION ALL SELECT (to_jsonb(p) - 'attnames')::text, ${sorted("ARRAY(SELECT jsonb_array_elements_text(coalesce(to_jsonb(p) -> 'attnames', '[]')))")} FROM pg_catalog.pg_publication_tables p
    UNION ALL SELECT p.pubname, (to_jsonb(p) - 'oid' - 'pubowner')::text FROM pg_catalog.pg_publication p
    UNION ALL SELECT pg_describe_object('pg_catalog.pg_publication_rel'::regclass, r.oid, 0), '' FROM pg_catalog.pg_publication_rel r
    UNION ALL SELECT pg_describe_object('pg_catalog.pg_cast'::regclass, c.oid, 0), '' FROM pg_catalog.pg_cast c WHERE c.oid >= 16384
    UNION ALL SELECT o.oprname::text, o.oprcode::text FROM pg_catalog.pg_operator o WHERE o.oid >= 16384
    UNION ALL SELECT c.cfgnamespace::regnamespace || '.' || c.cfgname || ' by ' || p.prsname,
        (SELECT string_agg(m.maptokentype || ' ' || m.mapseqno || ' ' || m.mapdict::regdictionary, ', ' ORDER BY m.maptokentype, m.mapseqno)
          FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = c.oid)
      FROM pg_catalog.pg_ts_config c JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser WHERE c.oid >= 16384
    UNION ALL SELECT d.dictnamespace::regnamespace || '.' || d.dictname || ' of ' || t.tmplname, d.dictinitoption
      FROM pg_catalog.pg_ts_dict d JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate WHERE d.oid >= 16384
    UNION ALL SELECT p.prsname, (to_jsonb(p) - 'oid' - 'prsnamespace')::text FROM pg_catalog.pg_ts_parser p WHERE p.oid >= 16384
    UNION ALL SELECT t.tmplname, (to_jsonb(t) - 'oid' - 'tmplnamespace')::text FROM pg_catalog.pg_ts_template t WHERE t.oid >= 16384
    UNION ALL SELECT l.collnamespace::regnamespace || '.' || l.collname, (to_jsonb(l) - 'oid' - 'collversion' - 'collencoding' - 'collowner' - 'collnamespace')::text FROM pg_catalog.pg_collation l WHERE l.oid >= 16384`,
};
