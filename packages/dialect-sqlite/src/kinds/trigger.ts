import type { Ref } from "@atlas/core";
import type { Reader } from "../reader.ts";
import { expressionKey, fold, ident } from "../text.ts";
import { bodyKey, bodyText, readerBehindName, type Scripted, scriptedKind } from "./scripted.ts";

/** FOR EACH ROW is all that SQLite has, written or not. */
export interface Trigger extends Scripted {
  readonly kind: "trigger";
  /** The name of its table or view. */
  readonly on: string;
  readonly timing: "BEFORE" | "AFTER" | "INSTEAD OF";
  readonly event: "INSERT" | "UPDATE" | "DELETE";
  /** Of an update; empty: any column. */
  readonly columns: readonly string[];
  /** The author's text with comments left out. */
  readonly when?: string;
  /** From BEGIN to END, as its author wrote it. */
  readonly body: string;
}

export const triggerKind = scriptedKind<Trigger>({
  name: "trigger",
  createSql: ({ name, timing, event, columns, on, when, body }) => {
    const of = columns.length === 0 ? "" : ` OF ${columns.map(ident).join(", ")}`;
    const condition = when === undefined ? "" : ` WHEN ${when}`;
    return `CREATE TRIGGER ${ident(name)} ${timing} ${event}${of} ON ${ident(on)}${condition} ${body}`;
  },
  key: ({ timing, event, columns, on, when, body }) => [
    timing,
    event,
    columns.map(fold).toSorted(),
    fold(on),
    when === undefined ? "" : expressionKey(when),
    bodyKey(body),
  ],
});

/**
 * The trigger that a statement of `sqlite_schema` makes.
 *
 * @param on - its table or view, as the schema table has it.
 * @see https://www.sqlite.org/lang_createtrigger.html
 */
export function parseTrigger(name: string, on: string, sql: string, uses: readonly Ref[]): Trigger {
  const reader = readerBehindName("trigger", sql);
  const timing = readTiming(reader);
  const event = readEvent(reader);
  const columns = event === "UPDATE" && reader.take("OF") ? readNames(reader) : [];
  reader.expect("ON");
  reader.qualifiedName();
  reader.take("FOR", "EACH", "ROW");
  const when = reader.take("WHEN") ? readCondition(reader) : undefined;
  const body = bodyText(reader, sql);
  return {
    kind: "trigger",
    schema: "",
    name,
    on,
    timing,
    event,
    columns,
    ...(when !== undefined && { when }),
    body,
    uses,
  };
}

function readTiming(reader: Reader): Trigger["timing"] {
  if (reader.take("AFTER")) return "AFTER";
  if (reader.take("INSTEAD", "OF")) return "INSTEAD OF";
  reader.take("BEFORE");
  return "BEFORE";
}

function readEvent(reader: Reader): Trigger["event"] {
  for (const event of ["INSERT", "UPDATE", "DELETE"] as const) if (reader.take(event)) return event;
  throw reader.error("an unknown event");
}

function readNames(reader: Reader): readonly string[] {
  const names = [reader.name()];
  while (reader.takeSymbol(",")) names.push(reader.name());
  return names;
}

/** Up to the BEGIN of the body; `new.begin` is a column. */
function readCondition(reader: Reader): string {
  const start = reader.position;
  let isBehindDot = false;
  while (isBehindDot || !reader.is("BEGIN")) {
    isBehindDot = reader.isSymbol(".");
    if (reader.isSymbol("(")) reader.group();
    else reader.next();
  }
  return reader.textFrom(start);
}
