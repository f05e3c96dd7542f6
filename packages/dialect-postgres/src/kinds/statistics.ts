import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  type SchemaObject,
  schemaOf,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { withSettledArrayCasts } from "../array-casts.ts";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { columnRef, commentStep, ident, qualified } from "../text.ts";
import { inScope, isMade, notOfExtension } from "./catalog-text.ts";
import { statisticsCodec } from "./hcl/statistics.ts";
import { readUses, type UseRow } from "./uses.ts";

/** Extended statistics: what the planner learns of several columns of a table together. */
export interface Statistics extends SchemaObject {
  readonly kind: "statistics";
  /** The table, materialized view or foreign table they are about. */
  readonly on: { readonly kind: string; readonly schema: string; readonly name: string };
  /** `dependencies`, `mcv`, `ndistinct`, by name; of one expression alone: none. */
  readonly kinds: readonly string[];
  /** By name: the server keeps no order of its own. */
  readonly columns: readonly string[];
  /** As the server writes them, in parentheses where they need some. */
  readonly expressions: readonly string[];
  /** How many values are sampled; absent: the server's setting. */
  readonly target?: number;
  readonly comment?: string;
  /** What its expressions depend on. Never compared. */
  readonly uses: readonly Ref[];
}

interface StatisticsRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly on_kind: string;
  readonly on_schema: string;
  readonly on_name: string;
  readonly kinds: readonly string[];
  readonly columns: readonly string[];
  readonly expressions: readonly string[] | null;
  readonly target: number | null;
  readonly comment: string | null;
}

const statisticsQuery: CatalogQuery = {
  name: "statistics objects",
  when: isMade("pg_statistic_ext"),
  sql: (version) => `SELECT o.oid::int8::float8 AS id, n.nspname::text AS schema, o.stxname::text AS name,
      CASE c.relkind WHEN 'm' THEN 'materialized' WHEN 'f' THEN 'foreign_table' ELSE 'table' END AS on_kind,
      cn.nspname::text AS on_schema, c.relname::text AS on_name,
      ARRAY(SELECT CASE k WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' ELSE 'mcv' END
        FROM pg_catalog.unnest(o.stxkind) k WHERE k <> 'e' ORDER BY 1) AS kinds,
      ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(o.stxkeys::int2[]) k (number)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = o.stxrelid AND a.attnum = k.number ORDER BY 1) AS columns,
      ${version >= 140_000 ? "pg_catalog.pg_get_statisticsobjdef_expressions(o.oid)" : "NULL::text[]"} AS expressions,
      ${version >= 130_000 ? "nullif(o.stxstattarget, -1)::int4" : "NULL::int4"} AS target,
      pg_catalog.obj_description(o.oid, 'pg_statistic_ext') AS comment
    FROM pg_catalog.pg_statistic_ext o JOIN pg_catalog.pg_namespace n ON n.oid = o.stxnamespace AND ${inScope}
    JOIN pg_catalog.pg_class c ON c.oid = o.stxrelid
    JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
    WHERE ${notOfExtension("pg_statistic_ext", "o.oid")}
    ORDER BY 2, 3`,
};

const statisticsUsesQuery: CatalogQuery = {
  name: "statistics object uses",
  when: isMade("pg_statistic_ext"),
  givesUses: true,
  sql: () => `SELECT o.oid, o.tableoid, o.oid, o.tableoid, o.oid
    FROM pg_catalog.pg_statistic_ext o JOIN pg_catalog.pg_namespace n ON n.oid = o.stxnamespace AND ${inScope}`,
};

export const statisticsKind: PostgresKind<Statistics> = {
  name: "statistics",
  catalog: [statisticsQuery, statisticsUsesQuery],
  // What ANALYZE gathered is gathered again.
  recreatable: true,

  read(rows, context) {
    const uses = Map.groupBy(rowsOf<UseRow>(rows, statisticsUsesQuery), (row) => row.id);
    return rowsOf<StatisticsRow>(rows, statisticsQuery).map((row) =>
      readStatistics(row, readUses(uses.get(row.id) ?? [], context), context),
    );
  },

  requires,
  essence: ({ uses: _uses, ...statistics }) => statistics,
  compare: (from, to) =>
    compareWhole(
      from,
      to,
      ({ uses: _uses, target, comment = "", ...rest }) => ({ ...rest, target: target ?? -1, comment }),
      () => (definition(from) === definition(to) ? [] : [refOf(from)]),
    ),

  steps: stepsByRules<Statistics>({
    add: create,
    drop: (statistics, context) => (goesWithTable(statistics, context) ? [] : [drop(statistics)]),
    modify: (from, to) =>
      definition(from) === definition(to)
        ? describeAll(from, to, "modify_statistics")
        : [drop(from), ...create(to)],
  }),

  hcl: statisticsCodec,
};

function requires(statistics: Statistics): readonly Ref[] {
  const { kind, schema, name } = statistics.on;
  const columns = statistics.columns.map((column) => columnRef(statistics.on, column));
  return [...schemaOf(statistics), { kind, schema, name }, ...columns, ...statistics.uses];
}

function readStatistics(row: StatisticsRow, uses: readonly Ref[], context: ReadContext): Statistics {
  const expressions = (row.expressions ?? []).map(withSettledArrayCasts);
  const isUnivariate = row.columns.length === 0 && expressions.length === 1;
  return {
    kind: "statistics",
    schema: context.schemaName(row.schema),
    name: row.name,
    on: { kind: row.on_kind, schema: context.schemaName(row.on_schema), name: row.on_name },
    kinds: isUnivariate ? [] : row.kinds,
    columns: row.columns,
    expressions,
    ...(row.target !== null && { target: row.target }),
    ...(row.comment !== null && { comment: row.comment }),
    uses,
  };
}

/** What no statement changes. */
function definition({ on, kinds, columns, expressions }: Statistics): string {
  return JSON.stringify([on, kinds, columns, expressions]);
}

function create(statistics: Statistics): readonly DraftStep[] {
  return [
    {
      ...createStep(
        statistics,
        {
          sql: createSql(statistics),
          comment: `create statistics "${statistics.name}"`,
          undo: [`DROP STATISTICS ${qualified(statistics)}`],
        },
        requires(statistics),
      ),
      blocks: "ddl",
    },
    ...describeAll(undefined, statistics, "add_statistics"),
  ];
}

function createSql(statistics: Statistics): string {
  const { on, kinds, columns, expressions } = statistics;
  const wanted = kinds.length === 0 ? "" : ` (${kinds.join(", ")})`;
  const keys = [...columns.map(ident), ...expressions.map((expression) => `(${expression})`)];
  return `CREATE STATISTICS ${qualified(statistics)}${wanted} ON ${keys.join(", ")} FROM ${qualified(on)}`;
}

function drop(statistics: Statistics): DraftStep {
  const undo = [
    createSql(statistics),
    ...describeAll(undefined, statistics, "add_statistics").map((step) => step.sql),
  ];
  return dropStep(
    statistics,
    {
      sql: `DROP STATISTICS ${qualified(statistics)}`,
      comment: `drop statistics "${statistics.name}"`,
      undo,
    },
    requires(statistics),
  );
}

/** Dropping what they are about takes them along. */
function goesWithTable({ on }: Statistics, { from, to }: StepsContext): boolean {
  const isThere = (objects: readonly SchemaObject[]): boolean =>
    objects.some(({ kind, schema, name }) => kind === on.kind && schema === on.schema && name === on.name);
  return isThere(from.objects) && !isThere(to.objects);
}

/** Target and comment, which have statements of their own. */
function describeAll(from: Statistics | undefined, to: Statistics, change: string): readonly DraftStep[] {
  const target = (value: number | undefined): string =>
    `ALTER STATISTICS ${qualified(to)} SET STATISTICS ${value ?? -1}`;
  const text = {
    sql: target(to.target),
    comment: `modify statistics "${to.name}"`,
    undo: [target(from?.target)],
  };
  return [
    ...(from?.target === to.target
      ? []
      : [{ ...alterStep(to, text), sources: [{ change, subject: refOf(to) }] }]),
    ...((from?.comment ?? "") === (to.comment ?? "")
      ? []
      : [
          commentStep(
            `STATISTICS ${qualified(to)}`,
            `statistics: "${to.name}"`,
            refOf(to),
            to.comment,
            from?.comment,
            change,
          ),
        ]),
  ];
}
