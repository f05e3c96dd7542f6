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
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../kind.ts";
import { commentStep, ident, literal, qualified } from "../text.ts";
import { isMade, notOfExtension } from "./catalog-text.ts";
import { eventTriggerCodec } from "./hcl/event-trigger.ts";
import { accessStep } from "./privileges.ts";
import { type Enabled, enabledWords, readEnabled, withSuspensions } from "./relation-parts.ts";
import { usesOf } from "./relation-uses.ts";

/** A trigger of the whole database; a connection that is bound to one schema does not see it. */
export interface EventTrigger extends SchemaObject {
  readonly kind: "event_trigger";
  /** `ddl_command_start`, `ddl_command_end`, `sql_drop`, `table_rewrite`, from PostgreSQL 17 `login`. */
  readonly event: string;
  /** Command tags it is for, sorted; empty: all. */
  readonly tags: readonly string[];
  readonly function: { readonly schema: string; readonly name: string };
  readonly enabled: Enabled;
  readonly comment?: string;
  /** Absent: the user who is connected. Never compared. */
  readonly owner?: string;
  /** Its function. Never compared. */
  readonly uses: readonly Ref[];
}

interface EventTriggerRow {
  readonly id: number;
  readonly name: string;
  readonly event: string;
  readonly tags: readonly string[] | null;
  readonly function_schema: string;
  readonly function_name: string;
  readonly enabled: string;
  readonly comment: string | null;
  readonly owner: string | null;
}

/** @see https://www.postgresql.org/docs/18/catalog-pg-event-trigger.html */
const eventTriggersQuery: CatalogQuery = {
  name: "event triggers",
  when: isMade("pg_event_trigger"),
  sql: () => `SELECT o.oid::int8::float8 AS id, o.evtname::text AS name, o.evtevent::text AS event,
      (SELECT pg_catalog.array_agg(t.tag ORDER BY t.tag COLLATE "C") FROM pg_catalog.unnest(o.evttags) t (tag)) AS tags,
      pn.nspname::text AS function_schema, p.proname::text AS function_name, o.evtenabled::text AS enabled,
      pg_catalog.obj_description(o.oid, 'pg_event_trigger') AS comment,
      nullif(pg_catalog.pg_get_userbyid(o.evtowner), current_user)::text AS owner
    FROM pg_catalog.pg_event_trigger o
    JOIN pg_catalog.pg_proc p ON p.oid = o.evtfoid
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
    WHERE $1::text[] IS NOT NULL AND $2 = '' AND ${notOfExtension("pg_event_trigger", "o.oid")}
    ORDER BY 2`,
};

export const eventTriggerKind: PostgresKind<EventTrigger> = {
  name: "event_trigger",
  hcl: eventTriggerCodec,
  catalog: [eventTriggersQuery],
  recreatable: true,
  essence: facts,
  requires: (trigger) => trigger.uses,

  read(rows, context) {
    const uses = usesOf(rows, context, "event_trigger");
    return rowsOf<EventTriggerRow>(rows, eventTriggersQuery).map((row): EventTrigger => ({
      kind: "event_trigger",
      schema: "",
      name: row.name,
      event: row.event,
      tags: row.tags ?? [],
      function: { schema: context.schemaName(row.function_schema), name: row.function_name },
      enabled: readEnabled(row.enabled),
      ...(row.comment !== null && { comment: row.comment }),
      ...(row.owner !== null && { owner: row.owner }),
      uses: uses(row.id),
    }));
  },

  compare: (from, to) => compareWhole(from, to, facts),

  steps: (changes, context) => withSuspensions(stepsOf(changes, context)),
};

function facts({ uses: _uses, owner: _owner, comment = "", ...trigger }: EventTrigger): unknown {
  return { ...trigger, comment };
}

const stepsOf = stepsByRules<EventTrigger>({
  add: create,
  drop: (trigger) => [drop(trigger)],
  modify: (from, to, context) => {
    if (same(definitionOf(from), definitionOf(to))) return stateSteps(from, to, "modify_event_trigger");
    const sources = [{ change: "modify_event_trigger", subject: refOf(to) }];
    return [drop(from), ...create(to, context)].map((step) => ({ ...step, sources }));
  },
});

function definitionOf({ enabled: _enabled, comment: _comment, ...trigger }: EventTrigger): unknown {
  return facts({ ...trigger, enabled: "origin" });
}

/** One that is made again gets its owner back. */
function create(trigger: EventTrigger, context: StepsContext): readonly DraftStep[] {
  const previous = context.from.objects.find(
    (object): object is EventTrigger => object.kind === "event_trigger" && object.name === trigger.name,
  );
  const text = {
    sql: createSql(trigger, context),
    comment: `create event trigger ${JSON.stringify(trigger.name)}`,
    undo: [`DROP EVENT TRIGGER ${ident(trigger.name)}`],
  };
  return [
    createStep(trigger, text, trigger.uses),
    ...stateSteps({ enabled: "origin" }, trigger, "add_event_trigger"),
    ...(previous?.owner === undefined
      ? []
      : [
          accessStep(
            ownerSql(trigger, previous.owner),
            `restore owner of event trigger ${JSON.stringify(trigger.name)}`,
            { change: "add_event_trigger", subject: refOf(trigger) },
            [refOf(trigger)],
          ),
        ]),
  ];
}

function drop(trigger: EventTrigger): DraftStep {
  const undo = [
    createSql(trigger),
    ...stateSteps({ enabled: "origin" }, trigger, "add_event_trigger").map((step) => step.sql),
    ...(trigger.owner === undefined ? [] : [ownerSql(trigger, trigger.owner)]),
  ];
  const text = {
    sql: `DROP EVENT TRIGGER ${ident(trigger.name)}`,
    comment: `drop event trigger ${JSON.stringify(trigger.name)}`,
    undo,
  };
  return dropStep(trigger, text, trigger.uses);
}

function createSql(trigger: EventTrigger, context?: StepsContext): string {
  const tags = trigger.tags.length === 0 ? "" : ` WHEN TAG IN (${trigger.tags.map(literal).join(", ")})`;
  // The word is understood from PostgreSQL 11 on.
  const word = Number.parseFloat(context?.to.version ?? "11") < 11 ? "PROCEDURE" : "FUNCTION";
  return `CREATE EVENT TRIGGER ${ident(trigger.name)} ON ${trigger.event}${tags} EXECUTE ${word} ${qualified(trigger.function)}()`;
}

function ownerSql(trigger: EventTrigger, owner: string): string {
  return `ALTER EVENT TRIGGER ${ident(trigger.name)} OWNER TO ${ident(owner)}`;
}

/** The statements of what no definition says: when it is at work, and its comment. */
function stateSteps(
  before: Pick<EventTrigger, "enabled" | "comment">,
  trigger: EventTrigger,
  change: string,
): readonly DraftStep[] {
  const alter = (enabled: Enabled): string =>
    `ALTER EVENT TRIGGER ${ident(trigger.name)} ${enabledWords[enabled]}`;
  const name = JSON.stringify(trigger.name);
  const text = {
    sql: alter(trigger.enabled),
    comment: `modify event trigger ${name}`,
    undo: [alter(before.enabled)],
  };
  const sources = [{ change, subject: refOf(trigger) }];
  return [
    ...(before.enabled === trigger.enabled ? [] : [{ ...alterStep(trigger, text), sources }]),
    ...((before.comment ?? "") === (trigger.comment ?? "")
      ? []
      : [
          commentStep(
            `EVENT TRIGGER ${ident(trigger.name)}`,
            `event trigger: ${name}`,
            refOf(trigger),
            trigger.comment,
            before.comment,
            change,
          ),
        ]),
  ];
}
