import type { Ref } from "@atlas/core";
import {
  attribute,
  type BlockCodec,
  type BlockReader,
  listOf,
  type PrintBlockContext,
  type PrintedAttribute,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
  referenceTo,
} from "@atlas/hcl";
import { withoutTerminator } from "@atlas/sql";
import { printBare, readBare, requiredName } from "../../hcl-expressions.ts";
import type { StateNames } from "../../hcl-names.ts";
import { isWord } from "../../text.ts";
import { scan } from "../../scan.ts";
import type { Trigger } from "../trigger.ts";
import { printBody, readUses } from "./texts.ts";

const blockTypes: Readonly<Record<string, Trigger["timing"]>> = {
  before: "BEFORE",
  after: "AFTER",
  instead_of: "INSTEAD OF",
};

export function triggerCodec(names: StateNames): BlockCodec<Trigger> {
  return {
    types: ["trigger"],
    print: (trigger, context) => [printTrigger(trigger, names, context)],
    read: readTrigger,
  };
}

function printTrigger(trigger: Trigger, names: StateNames, context: PrintBlockContext): PrintedBlock {
  const { name, on, timing, when, body } = trigger;
  const view = names.view(on);
  const target =
    view === undefined
      ? referenceTo(["table", names.table(on)?.name ?? on])
      : context.reference("view", "", view);
  const type = Object.keys(blockTypes).find((key) => blockTypes[key] === timing) ?? "before";
  return {
    type: "trigger",
    labels: [name],
    body: [
      { name: "on", value: target },
      { type, labels: [], body: printEvent(trigger, names, context) },
      ...attribute("when", when === undefined ? undefined : printBare(when)),
      { name: "as", value: printBody(body) },
    ],
  };
}

/** Columns of a view, which has no blocks for them, are told by name. */
function printEvent(
  { event, columns, on }: Trigger,
  names: StateNames,
  context: PrintBlockContext,
): readonly PrintedAttribute[] {
  if (columns.length === 0) return [{ name: event.toLowerCase(), value: "true" }];
  const table = names.table(on);
  const known = table && names.columns(table, columns);
  if (!known) return [{ name: "update_of_names", value: listOf(columns.map(quoted)) }];
  const references = known.map((name) =>
    context.reference("table", "", table.name, { type: "column", name }),
  );
  return [{ name: "update_of", value: listOf(references) }];
}

function readTrigger(block: BlockReader, context: ReadBlockContext): Trigger {
  const name = requiredName(block);
  const on = block.reference("on", ["table", "view"]);
  if (!on)
    throw block.error(`missing on of trigger ${JSON.stringify(name)}`, "Say of what: `on = table.users`.");
  // All that SQLite has.
  block.word("for", ["ROW"]);
  block.word("foreach", ["ROW"]);
  block.text("comment");
  const when = readBare(block, "when");
  const body = readBody(block, name);
  const own: Ref = { kind: on.type, schema: on.schema, name: on.name };
  return {
    kind: "trigger",
    schema: "",
    name,
    on: on.name,
    ...readTiming(block, name),
    ...(when !== undefined && { when }),
    body,
    uses: [own, ...readUses(block, body, context)],
  };
}

function readTiming(block: BlockReader, name: string): Pick<Trigger, "timing" | "event" | "columns"> {
  const [found, second] = Object.entries(blockTypes).flatMap(([type, timing]) =>
    block.blocks(type).map((inner) => ({ inner, timing })),
  );
  if (!found || second)
    throw (second?.inner ?? block).error(
      `trigger ${JSON.stringify(name)} needs exactly one block before, after or instead_of`,
      "Say when it runs: `after { insert = true }`.",
    );
  return { timing: found.timing, ...readEvent(found.inner, name) };
}

function readEvent(block: BlockReader, name: string): Pick<Trigger, "event" | "columns"> {
  const references = block.references("update_of", ["column"]);
  const names = block.texts("update_of_names");
  const columns = references?.map(({ part, name: column }) => part?.name ?? column) ?? names ?? [];
  const events = (["INSERT", "UPDATE", "DELETE"] as const).filter(
    (event) => (block.bool(event.toLowerCase()) ?? false) || (event === "UPDATE" && columns.length > 0),
  );
  const [event, second] = events;
  if (event && !second) return { event, columns };
  throw block.error(
    `trigger ${JSON.stringify(name)} needs exactly one event`,
    "SQLite has triggers of one event each: `insert = true`, `update = true`, `update_of = […]` or `delete = true`.",
  );
}

/** From BEGIN to END, which may be left out. */
function readBody(block: BlockReader, name: string): string {
  const text = withoutTerminator(block.expression("as") ?? "");
  if (!text)
    throw block.error(
      `missing as of trigger ${JSON.stringify(name)}`,
      'Give its body: `as = "BEGIN … END"`.',
    );
  return isWord(scan(text)[0], "BEGIN") ? text : `BEGIN\n${text};\nEND`;
}
