import type { Ref } from "@atlas/core";
import { withSettledArrayCasts } from "../../array-casts.ts";
import { readFunctionRows, withoutIdleAliases } from "../../idle-aliases.ts";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { inScope, isMade, notOfExtension } from "../catalog-text.ts";
import { columnPrivilegesQuery, readGrants, viewPrivilegesQuery } from "../privileges.ts";
import { readColumns } from "../table/columns.ts";
import { columnsQuery, type ColumnRow } from "../table/column-queries.ts";
import { readDependencies } from "../table/dependencies.ts";
import { indexFacts, indexReader, readIndex } from "../table/indexes.ts";
import { columnKey } from "../table/numbers.ts";
import { options } from "../table/options.ts";
import { indexesQuery, type IndexRow } from "../table/queries.ts";
import { readUses, type UseRow } from "../uses.ts";
import type { Materialized } from "./model.ts";

interface MaterializedRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
  readonly populated: boolean;
  readonly cluster_on: string | null;
  readonly access_method: string | null;
  readonly options: readonly string[] | null;
  readonly toast_options: readonly string[] | null;
  readonly comment: string | null;
  /** `null`: the user who is connected. */
  readonly owner: string | null;
}

const materialized = `pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
      AND c.relkind = 'm'`;

const materializedQuery: CatalogQuery = {
  name: "materialized views",
  when: isMade("pg_class", "o.relkind = 'm'"),
  sql: () => `SELECT c.oid::int8::float8 AS id, n.nspname::text AS schema, c.relname::text AS name,
      pg_catalog.pg_get_viewdef(c.oid) AS definition, c.relispopulated AS populated,
      (SELECT x.relname::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisclustered) AS cluster_on,
      am.amname::text AS access_method, c.reloptions AS options, toast.reloptions AS toast_options,
      pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
      nullif(pg_catalog.pg_get_userbyid(c.relowner), current_user)::text AS owner
    FROM ${materialized}
    LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
    LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
    WHERE ${notOfExtension("pg_class", "c.oid")}
    ORDER BY 2, 3`,
};

const materializedUsesQuery: CatalogQuery = {
  name: "materialized view uses",
  when: isMade("pg_class", "o.relkind = 'm'"),
  givesUses: true,
  sql: () => `SELECT c.oid, r.tableoid, r.oid, c.tableoid, c.oid
    FROM ${materialized}
    JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'`,
};

/** Columns, indexes and privileges are asked for by the kinds of tables and views. */
export const materializedCatalog: readonly CatalogQuery[] = [materializedQuery, materializedUsesQuery];

export function readMaterialized(rows: CatalogRows, context: ReadContext): readonly Materialized[] {
  const views = rowsOf<MaterializedRow>(rows, materializedQuery);
  if (views.length === 0) return [];
  const names = new Map(
    rowsOf<ColumnRow>(rows, columnsQuery).map((row) => [columnKey(row.table_id, row.number), row.name]),
  );
  const dependencies = readDependencies(rows, context, (id, number) => names.get(columnKey(id, number)));
  const tableNames = new Map(views.map((row) => [row.id, row.name]));
  const columns = readColumns(rows, context, dependencies, tableNames, new Map());
  const reader = indexReader(rows, context);
  const rowsOfFunction = readFunctionRows(rows);
  const indexes = Map.groupBy(rowsOf<IndexRow>(rows, indexesQuery), (row) => row.table_id);
  const uses = Map.groupBy(rowsOf<UseRow>(rows, materializedUsesQuery), (row) => row.id);
  const onViews = readGrants(rows, viewPrivilegesQuery);
  const onColumns = readGrants(rows, columnPrivilegesQuery);
  return views.map((row) => {
    const numbered = columns.get(row.id) ?? [];
    const used = readUses(uses.get(row.id) ?? [], context);
    const byNumber = new Map(numbered.map((column) => [column.number, column]));
    return {
      kind: "materialized",
      schema: context.schemaName(row.schema),
      name: row.name,
      columns: numbered.map(({ column }) => column),
      definition: withoutIdleAliases(
        withSettledArrayCasts(row.definition.trim().replace(/;$/, "")),
        used,
        rowsOfFunction,
      ),
      populated: row.populated,
      indexes: (indexes.get(row.id) ?? []).map((index) =>
        readIndex(indexFacts(index), reader, byNumber, dependencies),
      ),
      ...(row.cluster_on !== null && { clusterOn: row.cluster_on }),
      ...(row.access_method !== null && row.access_method !== "heap" && { accessMethod: row.access_method }),
      options: options(row.options, row.toast_options?.map((text) => `toast.${text}`) ?? null),
      ...(row.comment !== null && { comment: row.comment }),
      access: {
        ...(row.owner !== null && { owner: row.owner }),
        revokes: onViews.get(row.id)?.revokes ?? [],
        grants: [...(onViews.get(row.id)?.grants ?? []), ...(onColumns.get(row.id)?.grants ?? [])],
      },
      uses: withoutItself(used, row, context),
    };
  });
}

function withoutItself(refs: readonly Ref[], row: MaterializedRow, context: ReadContext): readonly Ref[] {
  const schema = context.schemaName(row.schema);
  return refs.filter((ref) => ref.schema !== schema || (ref.table ?? ref.name) !== row.name);
}
