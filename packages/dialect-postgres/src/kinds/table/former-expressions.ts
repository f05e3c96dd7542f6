import {
  AtlasError,
  type CompareContext,
  describeRef,
  type Ref,
  refKey,
  refOf,
  type UnmanagedObject,
} from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { columnRef, ident } from "../../text.ts";
import { inScope } from "../catalog-text.ts";
import { routineReference } from "../routine/names.ts";
import type { Table } from "./model.ts";
import { describeColumn } from "./names.ts";
import { majorOf } from "./states.ts";

/**
 * Before PostgreSQL 15 a generated column itself, not its expression, hangs on the functions and types that compute
 * it, and `DROP EXPRESSION` leaves it there: the column goes, without a word, with the first of them that is dropped.
 *
 * @see https://www.postgresql.org/docs/release/15.0/
 */
const healedIn = 15;

interface FormerRow {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly ref_kind: string;
  readonly ref_schema: string;
  readonly ref_name: string;
}

const left = `d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid > 0 AND d.deptype = 'a'
    AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass`;

/** Columns that were computed once, with the functions that they still go with. */
export const formerExpressionsQuery: CatalogQuery = {
  name: "former expressions",
  when: `(pg_catalog.current_setting('server_version_num')::int4 < ${healedIn}0000
    AND EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE ${left}))`,
  sql: (version) => `SELECT s.* FROM (
    SELECT n.nspname::text, c.relname::text, a.attname::text, ${routineReference("f", version).columns}
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.objid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objid AND a.attnum = d.objsubid AND a.attgenerated = ''
      AND NOT a.attisdropped
    JOIN pg_catalog.pg_proc f ON f.oid = d.refobjid
    ${routineReference("f", version).joins}
    WHERE ${left} AND $2::text IS NOT NULL) s (schema, "table", "column", ref_kind, ref_schema, ref_name)
    ORDER BY 1, 2, 3, 4, 5, 6`,
};

/** What such columns hang on, so that it stays as long as they do. */
export function formerExpressions(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  return rowsOf<FormerRow>(rows, formerExpressionsQuery).map((row) => {
    const table = { schema: context.schemaName(row.schema), name: row.table };
    const needs: Ref = {
      kind: row.ref_kind,
      schema: row.ref_schema === "" ? "" : context.schemaName(row.ref_schema),
      name: row.ref_name,
    };
    const owner = table.schema === "" ? "" : `${ident(table.schema)}.`;
    return {
      kind: "former expression",
      schema: table.schema,
      name: `of ${owner}${ident(table.name)}.${ident(row.column)}, which goes with ${describeRef(needs)}`,
      needs: [needs],
      partOf: [{ kind: "table", ...table }],
      isTrait: true as const,
    };
  });
}

/**
 * Refuses to make a computed column a plain one in the plan that drops what computed it.
 *
 * @param isAway - whether something is dropped, for good or to be made again.
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE`
 */
export function refuseLostColumns(
  from: Table,
  to: Table,
  isAway: (ref: Ref) => boolean,
  context: CompareContext,
): void {
  if (majorOf(context.from) >= healedIn) return;
  for (const column of from.columns) {
    const target = to.columns.find(({ name }) => name === column.name);
    if (!column.generated || !target || target.generated) continue;
    const used = column.uses.find(isAway);
    if (!used) continue;
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeRef(used)} has to be dropped, and PostgreSQL ${majorOf(context.from)} would drop ${describeColumn(from, column.name)} with it, although that is no longer computed`,
      {
        details: { subject: used, column: columnRef(from, column.name) },
        hint: `Keep it, or give the column's values to a new column with a migration of your own. From PostgreSQL ${healedIn} on, a column that is no longer computed is free of what computed it.`,
      },
    );
  }
}

/** Whether something other than a function goes for good: of functions, tables let go by rules of their own. */
export function isGone({ from, to }: CompareContext): (ref: Ref) => boolean {
  return (ref) => {
    if (["function", "procedure", "aggregate"].includes(ref.kind)) return false;
    const key = refKey(ref);
    const has = (objects: CompareContext["from"]["objects"]): boolean =>
      objects.some((object) => refKey(refOf(object)) === key);
    return has(from.objects) && !has(to.objects);
  };
}
