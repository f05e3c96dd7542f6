import {
  type DraftStep,
  type Ref,
  refOf,
  schemaOf,
  compareWhole,
  same,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { supports } from "../flavour.ts";
import { type CatalogQuery, type CatalogRows, type MysqlKind, type ReadContext, rowsOf } from "../kind.ts";
import { ident, qualified, singleQuoted } from "../text.ts";
import { canonicalType } from "../types.ts";
import { viewCodec } from "./hcl/view.ts";
import {
  definerSql,
  originInTermsOf,
  type Originated,
  type OriginRow,
  readOrigin,
  sessionColumns,
  withKeptOrigin,
} from "./origin.ts";
import { isFunctionIn } from "./routine/queries.ts";
import { alterStep, createStep, dropStep } from "./steps.ts";
import { type CatalogName, readViewText, refsOf } from "./view-text.ts";

export interface View extends Originated {
  readonly kind: "view";
  /** Empty where the query names them, in a view that a text declares. */
  readonly columns: readonly ViewColumn[];
  /** The query, as the server writes it. */
  readonly definition: string;
  readonly algorithm: "UNDEFINED" | "MERGE" | "TEMPTABLE";
  /** Whose rights count when it is read. */
  readonly security: "DEFINER" | "INVOKER";
  readonly checkOption?: "LOCAL" | "CASCADED";
  /** Something that it speaks of is gone: the server keeps its text and refuses to read it. */
  readonly broken?: true;
  /** Relations and functions that it speaks of. Never compared. */
  readonly uses: readonly Ref[];
  /** Columns that its query names, as far as the text tells. Never compared. */
  readonly usedColumns: readonly Ref[];
}

export interface ViewColumn {
  readonly name: string;
  /** Follows from the query. Never compared. */
  readonly type?: string;
  readonly nullable?: boolean;
}

interface ViewRow extends OriginRow {
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
  readonly check_option: string;
  readonly security: string;
  readonly algorithm: string | null;
}

const viewsQuery: CatalogQuery = {
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

export const viewKind: MysqlKind<View> = {
  name: "view",
  catalog: [viewsQuery],
  recreatable: true,
  hcl: viewCodec,

  further(rows, { server }) {
    const views = rowsOf<ViewRow>(rows, viewsQuery).filter(isVisible);
    if (views.length === 0) return [];
    return [columnsOf(views), ...(supports(server, "viewAlgorithm") ? [] : views.map(algorithmOf))];
  },

  read(rows, context) {
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
  },

  unmanaged: (rows, context) =>
    rowsOf<ViewRow>(rows, viewsQuery)
      .filter((row) => !isPlain(row, rows))
      .map((row) => {
        const schema = context.schemaName(row.schema);
        return {
          kind: isVisible(row) ? "json duality view" : "view (hidden)",
          schema,
          name: [schema, row.name].filter(Boolean).join("."),
          bareName: row.name,
        };
      }),

  requires: (view) => [...schemaOf(view), ...view.uses],

  essence: facts,

  compare: (from, to) => compareWhole(inTermsOf(from, to), to, comparedFacts),

  whole: standIn,

  steps: stepsByRules<View>({
    add: (view, context) => [create(withKeptOrigin(view, context), context)],
    drop: (view) => [drop(view)],
    modify: (from, to, context) => [replace(from, withKeptOrigin(to, context), context)],
  }),
};

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

/** All that tells one view from another, but whose it is. */
function facts({
  kind,
  schema,
  name,
  columns,
  definition,
  algorithm,
  security,
  checkOption,
  broken,
}: View): unknown {
  const names = columns.map((column) => column.name);
  return { kind, schema, name, names, definition, algorithm, security, checkOption, broken };
}

function comparedFacts(view: View): unknown {
  return [facts({ ...view, schema: "", name: "" }), view.origin];
}

/** What a text leaves open is taken from what is there. */
function inTermsOf(from: View, to: View): View {
  return { ...from, origin: originInTermsOf(from, to), ...(to.columns.length === 0 && { columns: [] }) };
}

/** Nobody can make a broken view: another of its name stands for it where a plan is tried. */
function standIn(view: View): View {
  return view.broken
    ? {
        ...view,
        columns: [],
        definition: "select NULL AS `broken`",
        algorithm: "UNDEFINED",
        uses: [],
        usedColumns: [],
      }
    : view;
}

function create(view: View, context: StepsContext): DraftStep {
  return {
    ...createStep(
      view,
      {
        sql: viewSql("CREATE", view, context.indent),
        comment: `create "${view.name}" view`,
        undo: [`DROP VIEW ${qualified(view)}`],
      },
      [...schemaOf(view), ...view.uses],
    ),
    prefers: view.usedColumns,
  };
}

function drop(view: View): DraftStep {
  return {
    ...dropStep(
      view,
      {
        sql: `DROP VIEW ${qualified(view)}`,
        comment: `drop "${view.name}" view`,
        undo: view.broken ? [] : [viewSql("CREATE", view, "")],
      },
      [...schemaOf(view), ...view.uses],
    ),
    blocks: "everything",
  };
}

function replace(from: View, to: View, context: StepsContext): DraftStep {
  return {
    ...alterStep(
      to,
      {
        sql: viewSql("CREATE OR REPLACE", to, context.indent),
        comment: `modify "${to.name}" view`,
        undo: from.broken ? [] : [viewSql("CREATE OR REPLACE", from, "")],
      },
      {
        blocks: "everything",
        needs: to.uses,
        releases: from.uses.filter((ref) => !to.uses.some((other) => same(ref, other))),
      },
    ),
    prefers: to.usedColumns,
    // Views over it are read anew with each query and need not go meanwhile.
    sources: [{ change: "modify_view", subject: refOf(to) }],
  };
}

function viewSql(verb: string, view: View, indent: string): string {
  const names = view.columns.map(({ name }) => ident(name));
  const list =
    names.length === 0
      ? ""
      : indent === ""
        ? ` (${names.join(", ")})`
        : ` (\n${names.map((name) => indent + name).join(",\n")}\n)`;
  return [
    `${verb} `,
    view.algorithm === "UNDEFINED" ? "" : `ALGORITHM=${view.algorithm} `,
    definerSql(view.origin),
    view.security === "DEFINER" ? "" : "SQL SECURITY INVOKER ",
    `VIEW ${qualified(view)}${list} AS ${view.definition}`,
    view.checkOption === undefined ? "" : ` WITH ${view.checkOption} CHECK OPTION`,
  ].join("");
}
