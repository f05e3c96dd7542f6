import { type Ref, refKey } from "@atlas/core";
import type { ReadContext } from "../kind.ts";
import { columnRef } from "../text.ts";
import { routineReference } from "./routine/names.ts";

/** One thing that an object depends on. */
export interface UseRow {
  readonly part: number;
  readonly id: number;
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
  /** Of a table the column, if it is only that; of a `primary_key` its name, and `name` is that of its table. */
  readonly column: string | null;
}

const extensionOf = (catalog: string, oid: string): string =>
  `LEFT JOIN pg_catalog.pg_depend xd ON xd.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND xd.objid = ${oid}
      AND xd.deptype = 'e'
    LEFT JOIN pg_catalog.pg_extension x ON x.oid = xd.refobjid`;

const orExtension = (kind: string, schema: string, name: string): string =>
  `CASE WHEN x.oid IS NULL THEN ${kind} ELSE 'extension' END AS kind,
      CASE WHEN x.oid IS NULL THEN ${schema} ELSE '' END AS schema, coalesce(x.extname::text, ${name}) AS name`;

const relationKind = `CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized' WHEN 'S' THEN 'sequence'
      WHEN 'f' THEN 'foreign_table' ELSE 'table' END`;

/** A multirange goes by its range. */
const rangeOfMultirange = (serverVersion: number): string =>
  serverVersion < 140_000
    ? "NULL"
    : `(SELECT o.typname FROM pg_catalog.pg_range m JOIN pg_catalog.pg_type o ON o.oid = m.rngtypid
        WHERE m.rngmultitypid = b.oid)`;

/** Objects that are known by a schema and a name alone: kind, catalog, prefix of its columns. */
const namedObjects = [
  ["collation", "pg_collation", "coll"],
  ["text_search_configuration", "pg_ts_config", "cfg"],
  ["text_search_dictionary", "pg_ts_dict", "dict"],
  ["text_search_template", "pg_ts_template", "tmpl"],
  ["text_search_parser", "pg_ts_parser", "prs"],
] as const;

function namedSql([kind, catalog, prefix]: (typeof namedObjects)[number]): string {
  return `UNION
    SELECT u.part, u.id, '${kind}', n.nspname::text, o.${prefix}name::text, NULL
    FROM used u JOIN pg_catalog.${catalog} o
      ON u.refclassid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND o.oid = u.refobjid
    JOIN pg_catalog.pg_namespace n ON n.oid = o.${prefix}namespace AND n.nspname <> 'pg_catalog'
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend xd WHERE xd.classid = u.refclassid AND xd.objid = u.refobjid
      AND xd.deptype = 'e')`;
}

/**
 * A query of `UseRow`: what lies outside of `pg_catalog` and is named in `pg_depend`. What belongs to an extension
 * stands for the extension.
 *
 * @param objects - queries that give uses; `part` of a row is the index of the one that it answers.
 * @see https://www.postgresql.org/docs/18/catalog-pg-depend.html
 */
export function usesSql(objects: readonly string[], serverVersion: number): string {
  const routine = routineReference("p", serverVersion);
  const parts = objects.map(
    (sql, part) =>
      `SELECT ${part}, q.id::int8, q.class, q.object, q.owner_class, q.owner FROM (${sql}) q (id, class, object, owner_class, owner)`,
  );
  return `WITH used AS (SELECT DISTINCT s.part, s.id::float8 AS id, d.refclassid, d.refobjid, d.refobjsubid
      FROM (${parts.join("\n      UNION ALL ")}) s (part, id, class, object, owner_class, owner)
      JOIN pg_catalog.pg_depend d ON d.classid = s.class AND d.objid = s.object AND d.deptype IN ('n', 'a')
        -- Not each part names both parameters, and the server has to know their types.
        AND $1::text[] IS NOT NULL AND $2::text IS NOT NULL
        AND NOT (d.refclassid = s.owner_class AND d.refobjid = s.owner AND d.refobjsubid = 0))
    SELECT u.part, u.id, ${orExtension(relationKind, "n.nspname::text", "r.relname::text")},
      CASE WHEN x.oid IS NULL AND r.relkind <> 'v' THEN a.attname::text END AS column
    FROM used u JOIN pg_catalog.pg_class r
      ON u.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND r.oid = u.refobjid AND r.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace AND n.nspname <> 'pg_catalog'
    LEFT JOIN pg_catalog.pg_attribute a ON u.refobjsubid > 0 AND a.attrelid = u.refobjid AND a.attnum = u.refobjsubid
    ${extensionOf("pg_class", "r.oid")}
    UNION
    SELECT u.part, u.id, ${orExtension(
      `CASE b.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN
        CASE r.relkind WHEN 'c' THEN 'composite' ELSE ${relationKind} END
        WHEN 'b' THEN 'type' ELSE 'range' END`,
      "n.nspname::text",
      `coalesce(${rangeOfMultirange(serverVersion)}, r.relname, b.typname)::text`,
    )}, NULL
    FROM used u JOIN pg_catalog.pg_type y ON u.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND y.oid = u.refobjid
    JOIN pg_catalog.pg_type e ON e.oid = CASE WHEN y.typelem <> 0 AND y.typcategory = 'A' THEN y.typelem ELSE y.oid END
    JOIN pg_catalog.pg_type b ON b.typtype IN ('b', 'e', 'd', 'c', 'r', 'm') AND b.oid = e.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = b.typnamespace AND n.nspname <> 'pg_catalog'
    LEFT JOIN pg_catalog.pg_class r ON r.oid = b.typrelid
    ${extensionOf("pg_type", "b.oid")}
    UNION
    SELECT u.part, u.id, ${routine.columns}, NULL
    FROM used u JOIN pg_catalog.pg_proc p ON u.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = u.refobjid
    ${routine.joins}
    UNION
    -- A primary key that lets a query group by it alone.
    SELECT u.part, u.id, 'primary_key', n.nspname::text, r.relname::text, k.conname::text
    FROM used u JOIN pg_catalog.pg_constraint k
      ON u.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = u.refobjid AND k.contype = 'p'
    JOIN pg_catalog.pg_class r ON r.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
    ${namedObjects.map(namedSql).join("\n    ")}
    UNION
    SELECT u.part, u.id, 'extension', '', x.extname::text, NULL
    FROM used u JOIN pg_catalog.pg_depend xd ON xd.classid = u.refclassid AND xd.objid = u.refobjid AND xd.deptype = 'e'
    JOIN pg_catalog.pg_extension x ON x.oid = xd.refobjid AND x.extname <> 'plpgsql'
    ORDER BY 1, 2, 3, 4, 5, 6`;
}

/** The refs of rows, each once; a column comes with its table. */
export function readUses(rows: readonly UseRow[], context: ReadContext): readonly Ref[] {
  const refs = rows.flatMap((row): readonly Ref[] => {
    const owner = { schema: context.schemaName(row.schema), name: row.name };
    if (row.kind === "extension") return [{ kind: row.kind, schema: "", name: row.name }];
    if (row.kind === "primary_key")
      return [{ kind: row.kind, schema: owner.schema, table: owner.name, name: row.column ?? "" }];
    const whole: Ref = { kind: row.kind, ...owner };
    return row.column === null ? [whole] : [whole, columnRef(owner, row.column)];
  });
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}
