import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintedAttribute,
  quoted,
  rawSql,
} from "@atlas/hcl";
import { singleQuoted } from "../../text.ts";
import type { Event, Schedule } from "../event.ts";
import { printOrigin, readDeclaredOrigin } from "../origin.ts";
import { printBody, readCode } from "./texts.ts";

const statuses = ["ENABLED", "DISABLED", "DISABLED_ON_REPLICA"] as const;

/** `event "purge" { schema = schema.app, every = "1 DAY", as = "…" }` */
export const eventCodec: BlockCodec<Event> = {
  types: ["event"],

  print: (event, context) => [
    {
      type: "event",
      labels: context.labels("event", event.schema, event.name),
      body: [
        { name: "schema", value: context.schemaReference(event.schema) },
        ...printSchedule(event.schedule),
        { name: "as", value: printBody(event.body) },
        ...attribute("on_completion", event.preserve ? "PRESERVE" : undefined),
        ...attribute("status", event.status === "ENABLED" ? undefined : event.status.replaceAll(" ", "_")),
        ...attribute("comment", event.comment === undefined ? undefined : quoted(event.comment)),
        ...printOrigin(event.origin),
      ],
    },
  ],

  read(block) {
    const status = block.word("status", statuses);
    const comment = block.text("comment");
    return {
      kind: "event",
      schema: block.schema(),
      name: block.name,
      schedule: readSchedule(block),
      preserve: block.word("on_completion", ["PRESERVE", "NOT_PRESERVE"]) === "PRESERVE",
      status:
        status === "DISABLED"
          ? "DISABLED"
          : status === "DISABLED_ON_REPLICA"
            ? "DISABLED ON REPLICA"
            : "ENABLED",
      ...(comment && { comment }),
      body: readCode(block, "DELETE FROM …"),
      origin: readDeclaredOrigin(block, { sqlMode: true, timeZone: true }),
    };
  },
};

function printSchedule(schedule: Schedule): readonly PrintedAttribute[] {
  if ("at" in schedule) return [{ name: "at", value: printTime(schedule.at) }];
  return [
    { name: "every", value: quoted(schedule.every) },
    ...attribute("starts", schedule.starts && printTime(schedule.starts)),
    ...attribute("ends", schedule.ends && printTime(schedule.ends)),
  ];
}

function printTime(sql: string): string {
  const literal = /^'([^'\\]*)'$/.exec(sql);
  return literal ? quoted(literal[1] ?? "") : rawSql(sql);
}

function readSchedule(block: BlockReader): Schedule {
  const at = readTime(block, "at");
  const every = block.expression("every");
  const starts = readTime(block, "starts");
  const ends = readTime(block, "ends");
  if (at !== undefined && every === undefined && starts === undefined && ends === undefined) return { at };
  if (every !== undefined && at === undefined)
    return { every, ...(starts !== undefined && { starts }), ...(ends !== undefined && { ends }) };
  throw block.error(
    `event ${JSON.stringify(block.name)} must have exactly one of at and every`,
    'Say when it runs: `every = "1 DAY"`, with starts and ends where it has them, or `at = "2030-01-01 00:00:00"`.',
  );
}

/** A text is a time, anything else SQL: `sql("CURRENT_TIMESTAMP + INTERVAL 1 DAY")`. */
function readTime(block: BlockReader, name: string): string | undefined {
  const value = block.sqlOrLiteral(name);
  if (value === undefined) return undefined;
  return "sql" in value ? value.sql : singleQuoted(String(value.literal));
}
