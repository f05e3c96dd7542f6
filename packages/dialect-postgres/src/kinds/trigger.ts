import {
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refKey,
  refOf,
  type Rename,
  same,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { withSettledArrayCasts } from "../array-casts.ts";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { isMade } from "./catalog-text.ts";
import { commentStep, ident, literal, qualified } from "../text.ts";
import { triggerCodec } from "./hcl/trigger.ts";
import {
  asModification,
  type Enabled,
  onRelation,
  partFacts,
  readEnabled,
  readPart,
  type RelationPart,
  relationOf,
  type RelationPartRow,
  relationPartSql,
  renamedTexts,
  requiresOf,
  stateSteps,
  withSuspensions,
} from "./relation-parts.ts";
import { usesOf, usesQuery } from "./relation-uses.ts";
import { tableRef } from "./table/states.ts";
import { copiedTo, copyRefs } from "./trigger-copies.ts";
import {
  type CopyState,
  copyStatesQuery,
  copyStateSteps,
  leftStateSteps,
  readCopyStates,
} from "./trigger-copy-states.ts";
import { readTriggerStates, triggerStatesQuery } from "./trigger-states.ts";
import { parseTrigger } from "./trigger-text.ts";

export type TriggerEvent = "DELETE" | "INSERT" | "TRUNCATE" | "UPDATE";

export interface Trigger extends RelationPart {
  readonly kind: "trigger";
  readonly timing: "BEFORE" | "AFTER" | "INSTEAD OF";
  /** By their letters. */
  readonly events: readonly TriggerEvent[];
  /** Of `UPDATE OF`; empty: an update of any column. */
  readonly columns: readonly string[];
  readonly level: "ROW" | "STATEMENT";
  /** Without the parentheses around it. */
  readonly when?: string;
  /** Names of the transition tables. */
  readonly oldTable?: string;
  readonly newTable?: string;
  /** A constraint trigger. */
  readonly constraint?: TriggerConstraint;
  /** The function it runs; its schema is `pg_catalog` for one of the server's own. */
  readonly function: { readonly schema: string; readonly name: string };
  readonly args: readonly string[];
  readonly enabled: Enabled;
  /** Where it is at work in partitions otherwise; those of a table before those of its partitions. */
  readonly copyStates?: readonly CopyState[];
  /** The same in partitions that are not managed. Never compared: kept when it is made again. */
  readonly leftStates?: readonly CopyState[];
}

export interface TriggerConstraint {
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** The other table that the constraint speaks of. */
  readonly from?: { readonly schema: string; readonly name: string };
  /** Of the constraint, beside that of the trigger. */
  readonly comment?: string;
}

interface TriggerRow extends RelationPartRow {
  /** `tgtype`: the bits below. */
  readonly type: number;
  readonly columns: readonly string[] | null;
  readonly definition: string;
  readonly old_table: string | null;
  readonly new_table: string | null;
  readonly is_constraint: boolean;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly from_schema: string | null;
  readonly from_name: string | null;
  readonly constraint_comment: string | null;
  readonly function_schema: string;
  readonly function_name: string;
  readonly enabled: string;
}

/** Triggers of a partitioned table have copies on its partitions, which come and go with it. */
const isOriginal = (version: number): string =>
  `NOT o.tgisinternal${version >= 130_000 ? " AND o.tgparentid = 0" : ""}`;

/**
 * @see https://www.postgresql.org/docs/18/catalog-pg-trigger.html
 */
const triggersQuery: CatalogQuery = {
  name: "triggers",
  when: isMade("pg_trigger", "NOT o.tgisinternal"),
  sql: (version) =>
    relationPartSql(
      "pg_trigger",
      { relation: "tgrelid", name: "tgname" },
      `, o.tgtype::int AS type, o.tgenabled::text AS enabled, pg_catalog.pg_get_triggerdef(o.oid, true) AS definition,
      (SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.position)
        FROM pg_catalog.unnest(o.tgattr::int2[]) WITH ORDINALITY AS k (number, position)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = o.tgrelid AND a.attnum = k.number) AS columns,
      o.tgoldtable::text AS old_table, o.tgnewtable::text AS new_table, o.tgconstraint <> 0 AS is_constraint,
      o.tgdeferrable AS deferrable, o.tginitdeferred AS deferred,
      (SELECT fn.nspname::text FROM pg_catalog.pg_class f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
        WHERE f.oid = o.tgconstrrelid) AS from_schema,
      (SELECT f.relname::text FROM pg_catalog.pg_class f WHERE f.oid = o.tgconstrrelid) AS from_name,
      pg_catalog.obj_description(o.tgconstraint, 'pg_constraint') AS constraint_comment,
      (SELECT pn.nspname::text FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
        WHERE p.oid = o.tgfoid) AS function_schema,
      (SELECT p.proname::text FROM pg_catalog.pg_proc p WHERE p.oid = o.tgfoid) AS function_name`,
      isOriginal(version),
    ),
};

export const triggerKind: PostgresKind<Trigger> = {
  name: "trigger",
  hcl: triggerCodec,
  // The uses are asked here for rules, policies and event triggers, too.
  catalog: [triggersQuery, usesQuery, triggerStatesQuery, copyStatesQuery],
  recreatable: true,
  essence: triggerFacts,
  // The partitions are what its states speak of.
  requires: (trigger) => [
    ...requiresOf(trigger),
    ...(trigger.copyStates ?? []).map(({ on }) => tableRef(on)),
  ],

  read(rows, context) {
    const uses = usesOf(rows, context, "trigger");
    const copyStates = readCopyStates(rows, context);
    return rowsOf<TriggerRow>(rows, triggersQuery).map((row) => {
      const states = copyStates(row.id);
      const trigger = readTrigger(row, uses(row.id), context);
      return states.length === 0 ? trigger : { ...trigger, copyStates: states };
    });
  },

  unmanaged: readTriggerStates,

  renamed: renamedTrigger,

  compare: (from, to) => compareWhole(from, to, triggerFacts),

  steps: (changes, context) => withSuspensions(stepsOf(changes, context)),
};

function triggerFacts({
  copyStates = [],
  leftStates: _left,
  ...trigger
}: Partial<Trigger> & RelationPart): unknown {
  return [partFacts(trigger), copyStates];
}

const stepsOf = stepsByRules<Trigger>({
  add: (trigger, context) => create(trigger, context),
  drop: (trigger, context) => [drop(trigger, context)],
  modify: (from, to, context) => {
    const change = "modify_trigger";
    return same(definitionOf(from), definitionOf(to))
      ? [
          ...stateSteps(from, to, change),
          // All copies follow their trigger.
          ...copyStateSteps(from.enabled === to.enabled ? from : undefined, to, change, context),
          ...leftStateSteps(from.enabled === to.enabled ? undefined : from, to, change),
          ...constraintCommentSteps(from, to, change),
        ]
      : asModification(to, [drop(from, context), ...create(to, context)]);
  },
});

function renamedTrigger(trigger: Trigger, rename: Rename): Trigger {
  const { from, to } = rename;
  const isOwnColumn =
    from.kind === "column" && from.schema === trigger.schema && from.table === trigger.table;
  const other = trigger.constraint?.from;
  const isOther = from.kind === "table" && from.schema === other?.schema && from.name === other.name;
  return renamedTexts(trigger, rename, (text) => ({
    ...(trigger.when !== undefined && { when: text(trigger.when) }),
    ...(isOwnColumn && {
      columns: trigger.columns.map((name) => (name === from.name ? to.name : name)),
    }),
    ...(isOther &&
      trigger.constraint && {
        constraint: { ...trigger.constraint, from: { schema: to.schema, name: to.name } },
      }),
  }));
}

/** What no ALTER reaches. */
function definitionOf({
  enabled: _enabled,
  comment: _comment,
  copyStates: _copyStates,
  constraint,
  ...trigger
}: Trigger): unknown {
  const { comment: _own, ...bare } = constraint ?? {};
  return [triggerFacts(trigger), constraint === undefined ? null : bare];
}

/** Bits of `tgtype` (TRIGGER_TYPE_… in the server's source, unchanged since its beginnings). */
const typeBits = { row: 1, before: 2, INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32, insteadOf: 64 };
const events = ["DELETE", "INSERT", "TRUNCATE", "UPDATE"] as const;

function readTrigger(row: TriggerRow, uses: readonly Ref[], context: ReadContext): Trigger {
  const has = (bit: keyof typeof typeBits): boolean => (row.type & typeBits[bit]) !== 0;
  const text = parseTrigger(row.definition);
  return {
    kind: "trigger",
    ...readPart(row, context),
    timing: has("before") ? "BEFORE" : has("insteadOf") ? "INSTEAD OF" : "AFTER",
    events: events.filter((event) => has(event)),
    columns: row.columns ?? [],
    level: has("row") ? "ROW" : "STATEMENT",
    ...(text.when !== undefined && { when: withSettledArrayCasts(text.when) }),
    ...(row.old_table !== null && { oldTable: row.old_table }),
    ...(row.new_table !== null && { newTable: row.new_table }),
    ...(row.is_constraint && { constraint: readConstraint(row, context) }),
    function: { schema: context.schemaName(row.function_schema), name: row.function_name },
    args: text.args,
    enabled: readEnabled(row.enabled),
    uses,
  };
}

function readConstraint(row: TriggerRow, context: ReadContext): TriggerConstraint {
  return {
    deferrable: row.deferrable,
    initiallyDeferred: row.deferred,
    ...(row.from_schema !== null &&
      row.from_name !== null && {
        from: { schema: context.schemaName(row.from_schema), name: row.from_name },
      }),
    ...(row.constraint_comment !== null && { comment: row.constraint_comment }),
  };
}

function create(trigger: Trigger, context: StepsContext): readonly DraftStep[] {
  const text = {
    sql: triggerSql(trigger, context),
    comment: `create trigger ${JSON.stringify(trigger.name)}`,
    undo: [`DROP TRIGGER ${onRelation(trigger)}`],
  };
  return [
    {
      ...createStep(trigger, text, requiresOf(trigger)),
      creates: [refOf(trigger), ...copyRefs(trigger, context.to), ...copiedTo(trigger, context.from)],
      blocks: "writes",
    },
    ...describe(trigger, "add_trigger"),
    ...copyStateSteps(undefined, trigger, "add_trigger", context),
    ...leftStateSteps(presentTrigger(trigger, context), trigger, "add_trigger"),
  ];
}

/** The one that it takes the place of. */
function presentTrigger(trigger: Trigger, { from }: StepsContext): Trigger | undefined {
  const key = refKey(refOf(trigger));
  return from.objects.find(
    (object): object is Trigger => object.kind === "trigger" && refKey(refOf(object)) === key,
  );
}

/** What a new trigger has statements of its own for. */
function describe(trigger: Trigger, change: string): readonly DraftStep[] {
  return [
    ...stateSteps({ enabled: "origin" }, trigger, change),
    ...constraintCommentSteps(undefined, trigger, change),
  ];
}

function drop(trigger: Trigger, context: StepsContext): DraftStep {
  const undo = [triggerSql(trigger, context), ...describe(trigger, "add_trigger").map((step) => step.sql)];
  const text = {
    sql: `DROP TRIGGER ${onRelation(trigger)}`,
    comment: `drop trigger ${JSON.stringify(trigger.name)}`,
    undo,
  };
  return {
    ...dropStep(trigger, text, requiresOf(trigger)),
    // A table that is to be a partition may be one before, and has a copy until then.
    drops: [
      refOf(trigger),
      ...copyRefs(trigger, context.from),
      ...copyRefs(trigger, context.to),
      ...copiedTo(trigger, context.from),
    ],
    blocks: "everything",
    goesWith: relationOf(trigger),
  };
}

function triggerSql(trigger: Trigger, context: StepsContext): string {
  const { constraint, oldTable, newTable, when } = trigger;
  const columns = trigger.columns.length === 0 ? "" : ` OF ${trigger.columns.map(ident).join(", ")}`;
  const what = trigger.events.map((event) => (event === "UPDATE" ? `${event}${columns}` : event));
  const tables = [
    ...(oldTable === undefined ? [] : [`OLD TABLE AS ${ident(oldTable)}`]),
    ...(newTable === undefined ? [] : [`NEW TABLE AS ${ident(newTable)}`]),
  ];
  const call = `${qualified(trigger.function)}(${trigger.args.map(literal).join(", ")})`;
  return [
    `CREATE ${constraint ? "CONSTRAINT " : ""}TRIGGER ${ident(trigger.name)} ${trigger.timing}`,
    `${what.join(" OR ")} ON ${qualified(relationOf(trigger))}`,
    ...(constraint?.from ? [`FROM ${qualified(constraint.from)}`] : []),
    ...(constraint?.deferrable
      ? [`DEFERRABLE INITIALLY ${constraint.initiallyDeferred ? "DEFERRED" : "IMMEDIATE"}`]
      : []),
    ...(tables.length === 0 ? [] : [`REFERENCING ${tables.join(" ")}`]),
    `FOR EACH ${trigger.level}`,
    ...(when === undefined ? [] : [`WHEN (${when})`]),
    // The word is understood from PostgreSQL 11 on.
    `EXECUTE ${Number.parseFloat(context.to.version) < 11 ? "PROCEDURE" : "FUNCTION"} ${call}`,
  ].join(" ");
}

/** A constraint trigger is two things that may be commented on. */
function constraintCommentSteps(
  from: Trigger | undefined,
  to: Trigger,
  change: string,
): readonly DraftStep[] {
  const [before, after] = [from?.constraint?.comment, to.constraint?.comment];
  if ((before ?? "") === (after ?? "")) return [];
  const description = `constraint: ${JSON.stringify(to.name)} on table: ${JSON.stringify(to.table)}`;
  return [commentStep(`CONSTRAINT ${onRelation(to)}`, description, refOf(to), after, before, change)];
}
