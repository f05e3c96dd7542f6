import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  same,
  type SchemaObject,
  schemaOf,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { tokenize, withoutTerminator } from "@atlas/sql";
import { withSettledArrayCasts } from "../array-casts.ts";
import {
  type FunctionRows,
  functionRowsQuery,
  readFunctionRows,
  withoutIdleAliases,
} from "../idle-aliases.ts";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { syntax } from "../syntax.ts";
import { ident, qualified } from "../text.ts";
import {
  inScope,
  isMade,
  notOfExtension,
  readType,
  typeColumns,
  typeJoins,
  type TypeRow,
} from "./catalog-text.ts";
import { viewCodec } from "./hcl/view.ts";
import { type Access, columnPrivilegesQuery, readGrants, viewPrivilegesQuery } from "./privileges.ts";
import { accessStatements, type RelationWords, restoreAccess } from "./relation-access.ts";
import { relationCommentSteps } from "./relation-comments.ts";
import { readUses, type UseRow } from "./uses.ts";

/** A view that is not materialized. */
export interface View extends SchemaObject {
  readonly kind: "view";
  readonly columns: readonly ViewColumn[];
  /** The query, as the server writes it, without a semicolon. */
  readonly definition: string;
  /** `security_barrier=true` and the like, by name; the check option is apart. */
  readonly options: readonly string[];
  readonly checkOption?: "LOCAL" | "CASCADED";
  readonly comment?: string;
  /** Who may use it. Never compared. */
  readonly access?: Access;
  /** What its query reads: tables and their columns, views, user types, functions. Never compared. */
  readonly uses: readonly Ref[];
}

export interface ViewColumn {
  readonly name: string;
  readonly type: string;
  /** What an INSERT through the view takes; absent: what the table below takes. */
  readonly default?: string;
  readonly comment?: string;
}

interface ViewRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
  readonly options: readonly string[] | null;
  readonly comment: string | null;
  /** `null`: the user who is connected. */
  readonly owner: string | null;
}

const viewsQuery: CatalogQuery = {
  name: "views",
  when: isMade("pg_class", "o.relkind = 'v'"),
  sql: () => `SELECT c.oid::int8::float8 AS id, n.nspname::text AS schema, c.relname::text AS name,
      pg_catalog.pg_get_viewdef(c.oid, true) AS definition, c.reloptions AS options,
      pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
      nullif(pg_catalog.pg_get_userbyid(c.relowner), current_user)::text AS owner
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE c.relkind = 'v' AND c.relpersistence <> 't' AND ${notOfExtension("pg_class", "c.oid")}
    ORDER BY 2, 3`,
};

interface ViewColumnRow extends TypeRow {
  readonly view_id: number;
  readonly name: string;
  readonly default: string | null;
  readonly comment: string | null;
}

const viewColumnsQuery: CatalogQuery = {
  name: "view columns",
  when: isMade("pg_class", "o.relkind = 'v'"),
  sql: () => `SELECT c.oid::int8::float8 AS view_id, a.attname::text AS name, ${typeColumns("a.atttypid", "a.atttypmod")},
      pg_catalog.pg_get_expr(v.adbin, 0) AS default,
      pg_catalog.col_description(c.oid, a.attnum) AS comment
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ${typeJoins("a.atttypid")}
    LEFT JOIN pg_catalog.pg_attrdef v ON v.adrelid = c.oid AND v.adnum = a.attnum
    WHERE c.relkind = 'v'
    ORDER BY 1, a.attnum`,
};

/** A view's query is its rewrite rule: what the rule depends on is what the view uses. */
const viewUsesQuery: CatalogQuery = {
  name: "view uses",
  when: isMade("pg_class", "o.relkind = 'v'"),
  givesUses: true,
  sql: () => `SELECT c.oid, r.tableoid, r.oid, c.tableoid, c.oid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
    WHERE c.relkind = 'v'`,
};

const words: RelationWords = { keyword: "VIEW", noun: "view" };

export const viewKind: PostgresKind<View> = {
  name: "view",
  catalog: [
    viewsQuery,
    viewColumnsQuery,
    viewUsesQuery,
    functionRowsQuery,
    viewPrivilegesQuery,
    columnPrivilegesQuery,
  ],
  recreatable: true,
  hcl: viewCodec,
  essence: ({ uses: _uses, access: _access, ...view }) => view,

  read(rows, context) {
    const columns = Map.groupBy(rowsOf<ViewColumnRow>(rows, viewColumnsQuery), (row) => row.view_id);
    const uses = Map.groupBy(rowsOf<UseRow>(rows, viewUsesQuery), (row) => row.id);
    const rowsOfFunction = readFunctionRows(rows);
    const onViews = readGrants(rows, viewPrivilegesQuery);
    const onColumns = readGrants(rows, columnPrivilegesQuery);
    return rowsOf<ViewRow>(rows, viewsQuery).map((row) => ({
      ...readView(row, columns.get(row.id) ?? [], uses.get(row.id) ?? [], { ...context, rowsOfFunction }),
      access: {
        ...(row.owner !== null && { owner: row.owner }),
        revokes: onViews.get(row.id)?.revokes ?? [],
        grants: [...(onViews.get(row.id)?.grants ?? []), ...(onColumns.get(row.id)?.grants ?? [])],
      },
    }));
  },

  requires: (view) => [...schemaOf(view), ...view.uses],

  compare: (from, to) =>
    compareWhole(
      from,
      to,
      ({ access: _access, ...view }) => ({
        ...view,
        schema: "",
        name: "",
        uses: [],
        definition: bodyOf(view.definition),
        comment: view.comment ?? "",
      }),
      // Views over it cannot stay while it is dropped and created again.
      () => (canReplace(from, to) ? [] : [refOf(from)]),
    ),

  steps: stepsByRules<View>({
    add: (view, context) => create(view, context),
    drop: (view) => [drop(view)],
    modify: (from, to, context) =>
      canReplace(from, to) ? replace(from, to, context) : [drop(from), ...create(to, context)],
  }),
};

function readView(
  row: ViewRow,
  columns: readonly ViewColumnRow[],
  useRows: readonly UseRow[],
  context: ReadContext & { readonly rowsOfFunction: FunctionRows },
): View {
  const uses = readUses(useRows, context);
  const settings = (row.options ?? []).toSorted();
  const check = settings
    .find((setting) => setting.startsWith("check_option="))
    ?.slice("check_option=".length);
  return {
    kind: "view",
    schema: context.schemaName(row.schema),
    name: row.name,
    columns: columns.map((column) => ({
      name: column.name,
      type: readType(column, context).type,
      ...(column.default !== null && { default: column.default }),
      ...(column.comment !== null && { comment: column.comment }),
    })),
    definition: withoutIdleAliases(
      withSettledArrayCasts(row.definition.trim().replace(/;$/, "")),
      uses,
      context.rowsOfFunction,
    ),
    options: settings.filter((setting) => !setting.startsWith("check_option=")),
    ...(check && { checkOption: check.toLowerCase() === "local" ? "LOCAL" : "CASCADED" }),
    ...(row.comment !== null && { comment: row.comment }),
    uses,
  };
}

/** The text by which two queries are the same: how lines are broken does not count, but in what stands in quotes. */
function bodyOf(text: string): string {
  return tokenize(withoutTerminator(text.trimStart()), syntax)
    .map(({ kind, text: token }) => (kind === "space" && token.includes("\n") ? " " : token))
    .join("");
}

/** CREATE OR REPLACE VIEW keeps the columns there are and takes more behind them. */
function canReplace(from: View, to: View): boolean {
  return from.columns.every((column, index) => {
    const other = to.columns[index];
    return other?.name === column.name && other.type === column.type;
  });
}

function create(view: View, context: StepsContext): readonly DraftStep[] {
  return [
    createStep(
      view,
      {
        sql: viewSql("CREATE VIEW", view, context),
        comment: `create "${view.name}" view`,
        undo: [`DROP VIEW ${qualified(view)}`],
      },
      [...schemaOf(view), ...view.uses],
    ),
    ...describeAll(undefined, view, "add_view"),
    ...restoreAccess(view, words, context),
  ];
}

function drop(view: View): DraftStep {
  const undo = [
    viewSql("CREATE VIEW", view),
    ...describeAll(undefined, view, "add_view").map((step) => step.sql),
    ...accessStatements(view, words),
  ];
  return {
    ...dropStep(view, { sql: `DROP VIEW ${qualified(view)}`, comment: `drop "${view.name}" view`, undo }, [
      ...schemaOf(view),
      ...view.uses,
    ]),
    blocks: "everything",
  };
}

function replace(from: View, to: View, context: StepsContext): readonly DraftStep[] {
  const queryChanged =
    bodyOf(from.definition) !== bodyOf(to.definition) ||
    from.columns.length !== to.columns.length ||
    from.checkOption !== to.checkOption ||
    !same(from.options, to.options);
  const sql = viewSql("CREATE OR REPLACE VIEW", to, context);
  // The other way would have to take columns away, which only a new view can.
  const undo = from.columns.length === to.columns.length ? [viewSql("CREATE OR REPLACE VIEW", from)] : [];
  return [
    ...(queryChanged
      ? [
          alterStep(
            to,
            { sql, comment: `modify "${to.name}" view`, undo },
            { blocks: "everything", needs: to.uses, releases: from.uses },
          ),
        ]
      : []),
    ...describeAll(from, to, "modify_view"),
  ];
}

function viewSql(verb: string, view: View, context?: StepsContext): string {
  const indent = context?.indent ?? "";
  const names = view.columns.map((column) => ident(column.name));
  const list =
    names.length === 0
      ? ""
      : indent === ""
        ? ` (${names.join(", ")})`
        : ` (\n${names.map((name) => indent + name).join(",\n")}\n)`;
  const options = view.options.length === 0 ? "" : ` WITH (${view.options.join(", ")})`;
  const check = view.checkOption === undefined ? "" : ` WITH ${view.checkOption} CHECK OPTION`;
  return `${verb} ${qualified(view)}${list}${options} AS ${view.definition}${check}`;
}

/** Column defaults and comments, which have statements of their own. */
function describeAll(from: View | undefined, to: View, change: string): readonly DraftStep[] {
  const previous = new Map(from?.columns.map((column) => [column.name, column]));
  const ref = refOf(to);
  return [
    ...to.columns.flatMap((column) => {
      const before = previous.get(column.name)?.default;
      if (before === column.default) return [];
      const set = (value: string | undefined): string =>
        `ALTER VIEW ${qualified(to)} ALTER COLUMN ${ident(column.name)} ${value === undefined ? "DROP DEFAULT" : `SET DEFAULT ${value}`}`;
      const text = { sql: set(column.default), comment: `modify "${to.name}" view`, undo: [set(before)] };
      return [{ ...alterStep(to, text, { blocks: "everything" }), sources: [{ change, subject: ref }] }];
    }),
    ...relationCommentSteps(from, to, words, change),
  ];
}
