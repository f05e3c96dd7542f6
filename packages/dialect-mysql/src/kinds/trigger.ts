import {
  compareWhole,
  type DraftStep,
  type Ref,
  refOf,
  schemaOf,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { serverOf, supports } from "../flavour.ts";
import { type CatalogQuery, type MysqlKind, type ReadContext, rowsOf } from "../kind.ts";
import { ident, qualified, tableRef } from "../text.ts";
import { mentions } from "./table/equal.ts";
import { withDefinerRemarks } from "./definer-remarks.ts";
import { triggerCodec } from "./hcl/trigger.ts";
import { codeKey } from "./hcl/texts.ts";
import {
  definerSql,
  originInTermsOf,
  type Originated,
  type OriginRow,
  readOrigin,
  sessionColumns,
  textsUnder,
  underSettings,
  withKeptOrigin,
  withWholeOrigin,
} from "./origin.ts";
import { bodyIn, mayLie, settledBody, shownQuery, shownStatement } from "./shown.ts";
import { alterStep, createStep, dropStep } from "./steps.ts";
import { neighbourOf, orderDiffers } from "./trigger-order.ts";

/** Named once in a schema, unlike those of most databases. FOR EACH ROW is all there is. */
export interface Trigger extends Originated {
  readonly kind: "trigger";
  /** The name of its table, which lies in its schema. */
  readonly on: string;
  readonly timing: "BEFORE" | "AFTER";
  readonly event: "INSERT" | "UPDATE" | "DELETE";
  /** The one that runs right before it, of those with its table, timing and event. Absent: it is the first. */
  readonly follows?: string;
  /** As its author wrote it. */
  readonly body: string;
}

interface TriggerRow extends OriginRow {
  readonly schema: string;
  readonly name: string;
  readonly table: string;
  readonly timing: string;
  readonly event: string;
  readonly position: string;
  /** `null`: we may not see it. */
  readonly body: string | null;
  readonly sql_mode: string;
}

const triggersQuery: CatalogQuery = {
  name: "triggers",
  sql: ({
    inSchemas,
  }) => `SELECT TRIGGER_SCHEMA AS \`schema\`, TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS \`table\`,
      ACTION_TIMING AS timing, EVENT_MANIPULATION AS event, ACTION_ORDER AS position, ACTION_STATEMENT AS body,
      SQL_MODE AS sql_mode, DEFINER AS definer, ${sessionColumns}
    FROM INFORMATION_SCHEMA.TRIGGERS WHERE ${inSchemas("TRIGGER_SCHEMA")}
    ORDER BY TRIGGER_SCHEMA, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, TRIGGER_NAME`,
};

type ReadableRow = TriggerRow & { readonly body: string };

const isReadable = (row: TriggerRow): row is ReadableRow =>
  row.body !== null && /^(?:INSERT|UPDATE|DELETE)$/.test(row.event);

export const triggerKind: MysqlKind<Trigger> = {
  name: "trigger",
  catalog: [triggersQuery],
  recreatable: true,
  hcl: triggerCodec,
  essence: triggerFacts,

  further: (rows) =>
    rowsOf<TriggerRow>(rows, triggersQuery)
      .filter((row) => isReadable(row) && mayLie(row.body))
      .map(({ schema, name }) => shownQuery({ type: "TRIGGER", schema, name })),

  read(rows, context) {
    let previous: ReadableRow | undefined;
    return rowsOf<TriggerRow>(rows, triggersQuery)
      .filter(isReadable)
      .map((row) => {
        const follows = previous && isOfOneEvent(previous, row) ? previous.name : undefined;
        previous = row;
        const statement = shownStatement(rows, { type: "TRIGGER", schema: row.schema, name: row.name });
        return readTrigger(row, statement && bodyIn(statement, "TRIGGER"), follows, context);
      });
  },

  unmanaged: (rows, context) =>
    rowsOf<TriggerRow>(rows, triggersQuery)
      .filter((row) => !isReadable(row))
      .map((row) => {
        const schema = context.schemaName(row.schema);
        return {
          kind: row.body === null ? "trigger (hidden)" : "trigger of several events",
          schema,
          name: [schema, row.name].filter(Boolean).join("."),
          bareName: row.name,
          partOf: [tableRef(schema, row.table)],
        };
      }),

  belongsTo: ({ on }) => on,

  reads: ({ schema, on, body }, part) =>
    part.kind === "column" && part.schema === schema && part.table === on && mentions(body, part.name),

  // Where a plan is tried, those of one event are there together.
  requires: (trigger) => [
    ...requiresOf(trigger),
    ...(trigger.follows === undefined
      ? []
      : [{ kind: "trigger", schema: trigger.schema, name: trigger.follows }]),
  ],

  // It goes along with its table; its body keeps its words.
  renamed: (trigger, { from, to }) =>
    from.kind === "table" && from.schema === trigger.schema && from.name === trigger.on
      ? { ...trigger, schema: to.schema, on: to.name }
      : trigger,

  compare: (from, to, context) => {
    const changes = compareWhole({ ...from, origin: originInTermsOf(from, to) }, to, (trigger) => [
      factsWithoutOrder(trigger),
      trigger.origin,
    ]);
    if (changes.length > 0 || !orderDiffers(from, to, context)) return changes;
    return [{ kind: "modify_trigger", object: refOf(to), subject: refOf(to), from, to }];
  },

  steps: withDefinerRemarks(
    stepsByRules<Trigger>({
      add: (trigger, context) => create(withKeptOrigin(trigger, context), context),
      drop: (trigger) => [drop(trigger)],
      modify: (from, to, context) =>
        modify(withWholeOrigin(from, context), withKeptOrigin(to, context), context),
    }),
  ),
};

function isOfOneEvent(left: TriggerRow, right: TriggerRow): boolean {
  const keys = ["schema", "table", "timing", "event"] as const;
  return keys.every((key) => left[key] === right[key]);
}

function readTrigger(
  row: ReadableRow,
  body: string | undefined,
  follows: string | undefined,
  context: ReadContext,
): Trigger {
  return {
    kind: "trigger",
    schema: context.schemaName(row.schema),
    name: row.name,
    on: row.table,
    timing: row.timing === "AFTER" ? "AFTER" : "BEFORE",
    // One of the three, as was seen when the row was taken.
    event: row.event as Trigger["event"],
    ...(follows !== undefined && { follows }),
    body: settledBody(body ?? row.body),
    ...readOrigin(row),
  };
}

function requiresOf(trigger: Trigger): readonly Ref[] {
  return [...schemaOf(trigger), tableRef(trigger.schema, trigger.on)];
}

function triggerFacts({ access: _access, origin: _origin, ...trigger }: Trigger): unknown {
  return { ...trigger, body: codeKey(trigger.body) };
}

function factsWithoutOrder({ follows: _follows, ...trigger }: Trigger): unknown {
  return triggerFacts({ ...trigger, schema: "", name: "" });
}

function create(trigger: Trigger, context: StepsContext): readonly DraftStep[] {
  const step = createStep(
    trigger,
    {
      sql: triggerSql("CREATE", trigger, context),
      comment: `create trigger "${trigger.name}"`,
      undo: [`DROP TRIGGER ${qualified(trigger)}`],
    },
    [...requiresOf(trigger), ...neighbourRefs(trigger, context)],
  );
  return underSettings({ ...step, blocks: "writes" }, trigger.origin);
}

function drop(trigger: Trigger): DraftStep {
  return {
    ...dropStep(
      trigger,
      {
        sql: `DROP TRIGGER ${qualified(trigger)}`,
        comment: `drop trigger "${trigger.name}"`,
        undo: textsUnder(triggerSql("CREATE", trigger), trigger.origin),
      },
      requiresOf(trigger),
    ),
    blocks: "everything",
    goesWith: tableRef(trigger.schema, trigger.on),
  };
}

/** The table has its trigger all the time on MariaDB alone. */
function modify(from: Trigger, to: Trigger, context: StepsContext): readonly DraftStep[] {
  if (from.on === to.on && supports(serverOf(context.from.version), "orReplace")) {
    const step = alterStep(
      to,
      {
        sql: triggerSql("CREATE OR REPLACE", to, context),
        comment: `modify trigger "${to.name}"`,
        undo: textsUnder(triggerSql("CREATE OR REPLACE", from), from.origin),
      },
      // Those that are put behind it come after it.
      { blocks: "everything", needs: neighbourRefs(to, context), creates: [refOf(to)] },
    );
    return underSettings(step, to.origin);
  }
  const { goesWith: _goesWith, ...gone } = drop(from);
  const steps = [
    { ...gone, remarks: [`rows that are written before it is made again pass by trigger "${to.name}"`] },
    ...create(to, context),
  ];
  return steps.map((step) => ({
    ...step,
    sources: [{ change: "modify_trigger", subject: refOf(to) }],
  }));
}

function neighbourRefs(trigger: Trigger, context: StepsContext): readonly Ref[] {
  const neighbour = neighbourOf(trigger, context);
  return neighbour ? [{ kind: "trigger", schema: trigger.schema, name: neighbour.name }] : [];
}

function triggerSql(verb: string, trigger: Trigger, context?: StepsContext): string {
  const neighbour = context
    ? neighbourOf(trigger, context)
    : trigger.follows === undefined
      ? undefined
      : ({ word: "FOLLOWS", name: trigger.follows } as const);
  const place = neighbour ? ` ${neighbour.word} ${ident(neighbour.name)}` : "";
  const table = qualified({ schema: trigger.schema, name: trigger.on });
  return [
    `${verb} ${definerSql(trigger.origin)}TRIGGER ${qualified(trigger)} ${trigger.timing} ${trigger.event}`,
    `ON ${table} FOR EACH ROW${place} ${trigger.body}`,
  ].join(" ");
}
