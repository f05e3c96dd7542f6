import { type CallOptions, revisionsTable } from "@atlas/core";
import { callContext, type Session } from "./session.ts";
import { literal } from "./text.ts";

interface SchemaRow {
  readonly name: string;
  /** Tables in it besides the revisions table. */
  readonly tables: number;
  /** The first of them. */
  readonly first: string | null;
}

const contents = (revisionsSchema: string): string => `SELECT n.nspname AS name,
    pg_catalog.count(c.oid)::int AS tables, pg_catalog.min(c.relname) AS first
  FROM pg_catalog.pg_namespace n LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
    AND c.relkind IN ('r', 'p', 'f')
    AND NOT (c.relname = ${literal(revisionsTable)} AND n.nspname = ${literal(revisionsSchema)})
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.objid = c.oid AND d.deptype = 'e')
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND d.objid = n.oid AND d.deptype = 'e')
  GROUP BY n.nspname ORDER BY n.nspname`;

/** Why migration files cannot start from nothing here; `undefined`: they can. One round trip. */
export async function occupied(
  session: Session,
  bound: string | null,
  revisionsSchema: string,
  options?: CallOptions,
): Promise<string | undefined> {
  const rows = await session.query<SchemaRow>({ sql: contents(revisionsSchema) }, callContext(options));
  if (bound !== null) {
    const own = rows.find(({ name }) => name === bound);
    return own?.first == null ? undefined : `found table ${quoted(own.first)} in schema ${quoted(bound)}`;
  }
  const strange = rows.find(({ name }) => name !== "public" && name !== revisionsSchema);
  if (strange) return `found schema ${quoted(strange.name)}`;
  const full = rows.find(({ tables }) => tables > 0);
  if (full?.first == null) return undefined;
  const what = full.tables > 1 ? `${full.tables} tables` : `table ${quoted(full.first)}`;
  return `found ${what} in schema ${quoted(full.name)}`;
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
