import { compareWhole, type DraftStep, refOf, same, schemaOf, stepsByRules } from "@atlas/core";
import { type Server, serverOf, supports } from "../flavour.ts";
import { type CatalogQuery, type MysqlKind, type ReadContext, rowsOf } from "../kind.ts";
import { qualified, singleQuoted } from "../text.ts";
import { withDefinerRemarks } from "./definer-remarks.ts";
import { eventCodec } from "./hcl/event.ts";
import { codeKey } from "./hcl/texts.ts";
import {
  definerSql,
  type Origin,
  originInTermsOf,
  originLiteral,
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

/** Code that the server runs by the clock. */
export interface Event extends Originated {
  readonly kind: "event";
  readonly schedule: Schedule;
  /** `ON COMPLETION PRESERVE`: it stays when it has run for the last time. */
  readonly preserve: boolean;
  readonly status: "ENABLED" | "DISABLED" | "DISABLED ON REPLICA";
  readonly comment?: string;
  /** As its author wrote it. */
  readonly body: string;
}

/** Times as SQL writes them: `'2030-01-01 00:00:00'`, in the time zone of the event. */
export type Schedule =
  | { readonly at: string }
  /** `every`: `1 DAY`, `'1:30' HOUR_MINUTE`. Without `starts` it begins when it is made. */
  | { readonly every: string; readonly starts?: string; readonly ends?: string };

interface EventRow extends OriginRow {
  readonly schema: string;
  readonly name: string;
  readonly body: string | null;
  readonly execute_at: string | null;
  readonly interval_value: string | null;
  readonly interval_field: string | null;
  readonly starts: string | null;
  readonly ends: string | null;
  readonly status: string;
  readonly completion: string;
  readonly comment: string;
  readonly created: string;
  readonly altered: string;
  readonly sql_mode: string;
  readonly time_zone: string;
}

const eventsQuery: CatalogQuery = {
  name: "events",
  sql: ({ inSchemas }) => `SELECT EVENT_SCHEMA AS \`schema\`, EVENT_NAME AS name, EVENT_DEFINITION AS body,
      EXECUTE_AT AS execute_at, INTERVAL_VALUE AS interval_value, INTERVAL_FIELD AS interval_field,
      STARTS AS starts, ENDS AS ends, STATUS AS status, ON_COMPLETION AS completion, EVENT_COMMENT AS comment,
      CREATED AS created, LAST_ALTERED AS altered, SQL_MODE AS sql_mode, TIME_ZONE AS time_zone,
      DEFINER AS definer, ${sessionColumns}
    FROM INFORMATION_SCHEMA.EVENTS WHERE ${inSchemas("EVENT_SCHEMA")} ORDER BY EVENT_SCHEMA, EVENT_NAME`,
};

export const eventKind: MysqlKind<Event> = {
  name: "event",
  catalog: [eventsQuery],
  recreatable: true,
  hcl: eventCodec,
  essence: eventFacts,
  requires: schemaOf,

  further: (rows) =>
    rowsOf<EventRow>(rows, eventsQuery)
      .filter(({ body }) => body !== null && mayLie(body))
      .map(({ schema, name }) => shownQuery({ type: "EVENT", schema, name })),

  read: (rows, context) =>
    rowsOf<EventRow>(rows, eventsQuery).map((row) => {
      const statement = shownStatement(rows, { type: "EVENT", schema: row.schema, name: row.name });
      return readEvent(row, (statement && bodyIn(statement, "EVENT")) ?? row.body ?? "", context);
    }),

  compare: (from, to) =>
    compareWhole({ ...from, origin: originInTermsOf(from, to) }, to, (event) => [
      eventFacts({ ...event, schema: "", name: "" }),
      event.origin,
    ]),

  steps: withDefinerRemarks(
    stepsByRules<Event>({
      add: (event, context) => create(withKeptOrigin(event, context), serverOf(context.from.version)),
      drop: (event, context) => [drop(event, serverOf(context.from.version))],
      modify: (from, to, context) =>
        modify(withWholeOrigin(from, context), withKeptOrigin(to, context), serverOf(context.from.version)),
    }),
  ),
};

function readEvent(row: EventRow, body: string, context: ReadContext): Event {
  return {
    kind: "event",
    schema: context.schemaName(row.schema),
    name: row.name,
    schedule: readSchedule(row),
    preserve: row.completion === "PRESERVE",
    status:
      row.status === "ENABLED" ? "ENABLED" : row.status === "DISABLED" ? "DISABLED" : "DISABLED ON REPLICA",
    ...(row.comment !== "" && { comment: row.comment }),
    body: settledBody(body),
    ...readOrigin(row),
  };
}

function readSchedule(row: EventRow): Schedule {
  const { execute_at: at, interval_value: value, interval_field: field, starts, ends } = row;
  if (at !== null) return { at: singleQuoted(at) };
  return {
    every: `${value ?? "1"} ${field ?? "DAY"}`,
    ...(starts !== null && !isImplied(starts, row) && { starts: singleQuoted(starts) }),
    ...(ends !== null && { ends: singleQuoted(ends) }),
  };
}

/** A schedule that names no start begins in the second in which it is made. */
function isImplied(starts: string, row: EventRow): boolean {
  return [row.created, row.altered].some((made) => {
    const seconds = Math.abs(secondsOf(starts) - secondsOf(made));
    // The one is written in the time zone of the event, the other in that of the session: whole quarters of an hour.
    const isOtherZone = row.time_zone !== row.session_zone && seconds <= 14 * 3600 && seconds % 900 === 0;
    return seconds === 0 || isOtherZone;
  });
}

function secondsOf(timestamp: string): number {
  return Date.parse(`${timestamp.replace(" ", "T")}Z`) / 1000;
}

function eventFacts({ access: _access, origin: _origin, ...event }: Event): unknown {
  return { ...event, comment: event.comment ?? "", body: codeKey(event.body) };
}

function create(event: Event, server: Server): readonly DraftStep[] {
  const text = {
    sql: createSql(event, server),
    comment: `create event "${event.name}"`,
    undo: [`DROP EVENT ${qualified(event)}`],
  };
  return underSettings(createStep(event, text, schemaOf(event)), event.origin);
}

function drop(event: Event, server: Server): DraftStep {
  const text = {
    sql: `DROP EVENT ${qualified(event)}`,
    comment: `drop event "${event.name}"`,
    undo: textsUnder(createSql(event, server), event.origin),
  };
  return dropStep(event, text, schemaOf(event));
}

/** An ALTER gives an event to who makes it, with the settings of that session, so both are said again. */
function modify(from: Event, to: Event, server: Server): readonly DraftStep[] {
  const isAnew = losesEnd(from, to) || losesEnd(to, from);
  if (isAnew && !supports(server, "scheduleForgetsEnd") && !supports(server, "orReplace"))
    return [drop(from, server), ...create(to, server)];
  const text = {
    sql: changeSql(from, to, server),
    comment: `modify event "${to.name}"`,
    undo: textsUnder(changeSql(to, from, server), from.origin),
  };
  const step = alterStep(to, text, { blocks: "nothing" });
  return underSettings({ ...step, sources: [{ change: "modify_event", subject: refOf(to) }] }, to.origin);
}

function changeSql(from: Event, to: Event, server: Server): string {
  return losesEnd(from, to) && !supports(server, "scheduleForgetsEnd")
    ? createSql(to, server, "CREATE OR REPLACE")
    : alterSql(from, to, server);
}

/** MariaDB and old MySQL keep the end of a schedule that a new one says nothing of. */
function losesEnd({ schedule: from }: Event, { schedule: to }: Event): boolean {
  return "every" in from && "every" in to && from.ends !== undefined && to.ends === undefined;
}

function createSql(event: Event, server: Server, verb = "CREATE"): string {
  return [
    `${verb} ${definerSql(event.origin)}EVENT ${qualified(event)} ${scheduleSql(event.schedule)}`,
    ...(event.preserve ? ["ON COMPLETION PRESERVE"] : []),
    ...(event.status === "ENABLED" ? [] : [statusSql(event, server)]),
    ...(event.comment === undefined ? [] : [commentSql(event.comment, event.origin)]),
    `DO ${event.body}`,
  ].join(" ");
}

function alterSql(from: Event, to: Event, server: Server): string {
  // Only a schedule takes the time zone of the session along.
  const isSameTime = same(from.schedule, to.schedule) && from.origin.timeZone === to.origin.timeZone;
  const clauses = [
    ...(isSameTime ? [] : [scheduleSql(to.schedule)]),
    ...(from.preserve === to.preserve ? [] : [`ON COMPLETION ${to.preserve ? "" : "NOT "}PRESERVE`]),
    ...(from.status === to.status ? [] : [statusSql(to, server)]),
    ...((from.comment ?? "") === (to.comment ?? "") ? [] : [commentSql(to.comment ?? "", to.origin)]),
    ...(codeKey(from.body) === codeKey(to.body) ? [] : [`DO ${to.body}`]),
  ];
  // Another definer or mode alone needs a clause all the same.
  const said = clauses.length > 0 ? clauses : [statusSql(to, server)];
  return [`ALTER ${definerSql(to.origin)}EVENT ${qualified(to)}`, ...said].join(" ");
}

function scheduleSql(schedule: Schedule): string {
  if ("at" in schedule) return `ON SCHEDULE AT ${schedule.at}`;
  const { every, starts, ends } = schedule;
  return [
    `ON SCHEDULE EVERY ${every}`,
    ...(starts === undefined ? [] : [`STARTS ${starts}`]),
    ...(ends === undefined ? [] : [`ENDS ${ends}`]),
  ].join(" ");
}

function statusSql({ status }: Event, server: Server): string {
  if (status === "DISABLED ON REPLICA")
    return `DISABLE ON ${supports(server, "replicaWord") ? "REPLICA" : "SLAVE"}`;
  return status === "ENABLED" ? "ENABLE" : "DISABLE";
}

function commentSql(comment: string, origin: Origin): string {
  return `COMMENT ${originLiteral(comment, origin)}`;
}
