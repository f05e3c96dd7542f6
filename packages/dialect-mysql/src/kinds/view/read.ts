import type { UnmanagedObject } from "@atlas/core";
import { supports } from "../../flavour.ts";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { ident, singleQuoted } from "../../text.ts";
import { canonicalType } from "../../types.ts";
import { type OriginRow, readOrigin, sessionColumns } from "../origin.ts";
import { isFunctionIn } from "../routine/queries.ts";
import { type CatalogName, readViewText, refsOf } from "../view-text.ts";
import type { View } from "./model.ts";

interface ViewRow extends OriginRow {
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
  readonly check_option: string;
  readonly security: string;
  readonly algorithm: string | null;
}

export const viewsQuery: CatalogQuery = {
  name: "views",
  sql: ({
    server,
    inSchemas,
  }) => `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS name, VIEW_DEFINITION AS definition,
      CHECK_OPTION AS check_option, SECURITY_TYPE AS security,
      ${supports(server, "viewAlgorithm") ? "ALGORITHM" : "NULL"} AS algorithm,
      DEFINER AS definer, ${sessionColumns}
    FROM INFORMATION_SCHEMA.VIEWS WHERE ${inSchemas("TABLE_SCHEMA")} ORDER BY TABLE_SCHEMA, TABLE_NAME`,
};

interface ViewColumnRow {
  readonly schema: string;
  readonly view: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: string;
}

/** A view with a column less than one is broken: the server cannot tell them any more. */
const columnsName = "view columns";

function columnsOf(views: readonly ViewRow[]): CatalogQuery {
  const bySchema = Map.groupBy(views, ({ schema }) => schema);
  const conditions = [...bySchema].map(
    ([schema, rows]) =>
      `(TABLE_SCHEMA = ${singleQuoted(schema)} AND TABLE_NAME IN (${rows.map(({ name }) => singleQuoted(name)).join(", ")}))`,
  );
  return {
    name: columnsName,
    sql: () => `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS view, COLUMN_NAME AS name, COLUMN_TYPE AS type,
        IS_NULLABLE AS nullable
      FROM INFORMATION_SCHEMA.COLUMNS WHERE ${conditions.join(" OR ")}
      ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION`,
  };
}

/** MySQL tells the algorithm in the statement alone. */
function algorithmOf({ schema, name }: ViewRow): CatalogQuery {
  return {
    name: `view ${JSON.stringify([schema, name])}`,
    sql: () => `SHOW CREATE VIEW ${ident(schema)}.${ident(name)}`,
  };
}

export function furtherQueries(rows: CatalogRows, { server }: ReadContext): readonly CatalogQuery[] {
  const views = rowsOf<ViewRow>(rows, viewsQuery).filter(isVisible);
  if (views.length === 0) return [];
  return [columnsOf(views), ...(supports(server, "viewAlgorithm") ? [] : views.map(algorithmOf))];
}

export function readViews(rows: CatalogRows, context: ReadContext): readonly View[] {
  const views = rowsOf<ViewRow>(rows, viewsQuery);
  const isView = new Set(views.map(({ schema, name }) => JSON.stringify([schema, name])));
  const isSequence = sequencesIn(rows);
  const columns = Map.groupBy(rowsOf<ViewColumnRow>(rows, { name: columnsName }), ({ schema, view }) =>
    JSON.stringify([schema, view]),
  );
  const kindOf = ({ schema, name }: CatalogName): string => {
    const key = JSON.stringify([schema, name]);
    return isView.has(key) ? "view" : isSequence.has(key) ? "sequence" : "table";
  };
  return views
    .filter((row) => isPlain(row, rows))
    .map((row) =>
      readView(row, columns.get(JSON.stringify([row.schema, row.name])) ?? [], rows, context, kindOf),
    );
}

/** Views that are no queries, and those whose query we may not see. */
export function unmanagedViews(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] {
  return rowsOf<ViewRow>(rows, viewsQuery)
    .filter((row) => !isPlain(row, rows))
    .map((row) => {
      const schema = context.schemaName(row.schema);
      return {
        kind: isVisible(row) ? "json duality view" : "view (hidden)",
        schema,
        name: [schema, row.name].filter(Boolean).join("."),
        bareName: row.name,
      };
    });
}

function readView(
  row: ViewRow,
  columns: readonly ViewColumnRow[],
  rows: CatalogRows,
  context: ReadContext,
  kindOf: (name: CatalogName) => string,
): View {
  const text = readViewText(row.definition, {
    schema: row.schema,
    bound: context.bound,
    isFunction: isFunctionIn(rows),
  });
  const check = row.check_option.toUpperCase();
  const schemaName = (name: string): string => context.schemaName(name);
  return {
    kind: "view",
    schema: context.schemaName(row.schema),
    name: row.name,
    columns: columns.map(({ name, type, nullable }) => ({
      name,
      type: canonicalType(type),
      nullable: nullable === "YES",
    })),
    definition: text.definition,
    algorithm: algorithmWord(row, rows),
    security: row.security === "INVOKER" ? "INVOKER" : "DEFINER",
    ...((check === "LOCAL" || check === "CASCADED") && { checkOption: check }),
    ...(columns.length === 0 && { broken: true as const }),
    ...readOrigin(row),
    uses: [
      ...refsOf(text.relations, kindOf, schemaName),
      ...refsOf(text.functions, () => "function", schemaName),
    ],
    usedColumns: text.columns.map(({ schema, name, column }) => ({
      kind: "column",
      schema: context.schemaName(schema),
      table: name,
      name: column,
    })),
  };
}

/** Without the right to see it the text is empty. */
function isVisible({ definition }: ViewRow): boolean {
  return definition !== "";
}

/** Not one of MySQL's views that are documents. */
function isPlain(row: ViewRow, rows: CatalogRows): boolean {
  return isVisible(row) && !/ JSON (?:RELATIONAL )?DUALITY VIEW /.test(headOf(row, rows));
}

/** What `SHOW CREATE` tells up to the name of the view. */
function headOf(row: ViewRow, rows: CatalogRows): string {
  const [shown] = rows.get(`view ${JSON.stringify([row.schema, row.name])}`) ?? [];
  const statement = Object.values(shown ?? {}).find((value) => value?.startsWith("CREATE "));
  return statement?.slice(0, statement.indexOf(" VIEW ") + 6) ?? "";
}

function algorithmWord(row: ViewRow, rows: CatalogRows): View["algorithm"] {
  const word = row.algorithm ?? /^CREATE ALGORITHM=(\w+)/.exec(headOf(row, rows))?.[1];
  return word === "MERGE" || word === "TEMPTABLE" ? word : "UNDEFINED";
}

function sequencesIn(rows: CatalogRows): ReadonlySet<string> {
  const sequences = rowsOf<CatalogName>(rows, { name: "sequences" });
  return new Set(sequences.map(({ schema, name }) => JSON.stringify([schema, name])));
}
