import { columnRef } from "../../text.ts";
import {
  attribute,
  type BlockCodec,
  type BlockReader,
  listOf,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { memberName } from "../table/hcl/family.ts";
import { tableRef } from "../table/states.ts";
import type { CopyState } from "../trigger-copy-states.ts";
import type { Trigger, TriggerConstraint, TriggerEvent } from "../trigger.ts";
import {
  columnNames,
  printComment,
  printEnabled,
  printFunction,
  printOn,
  printSql,
  readEnabledWord,
  readFunction,
  readOn,
} from "./relation-parts.ts";

const timings = { before: "BEFORE", after: "AFTER", instead_of: "INSTEAD OF" } as const;
const timingBlocks = ["before", "after", "instead_of"] as const;

/** `trigger "audit" { on = table.users … }`: it lies where its table or view does. */
export const triggerCodec: BlockCodec<Trigger> = {
  types: ["trigger"],
  print: (trigger, context) => [printTrigger(trigger, context)],
  read: readTrigger,
};

function printTrigger(trigger: Trigger, context: PrintBlockContext): PrintedBlock {
  const { constraint, when } = trigger;
  const from = constraint?.from;
  const deferred = constraint?.initiallyDeferred ? "INITIALLY_DEFERRED" : "INITIALLY_IMMEDIATE";
  return {
    type: "trigger",
    labels: [trigger.name],
    body: [
      printOn(trigger, context),
      ...attribute(
        "from",
        from &&
          (context.isDeclared("table", from.schema, from.name)
            ? context.reference("table", from.schema, from.name)
            : context.reference("foreign_table", from.schema, from.name)),
      ),
      printTiming(trigger, context),
      ...printTransitionTables(trigger),
      { name: "for", value: trigger.level },
      ...attribute("when", when === undefined ? undefined : printSql(when)),
      {
        type: "execute",
        labels: [],
        body: [
          { name: "function", value: printFunction(trigger.function, context) },
          ...attribute("args", trigger.args.length === 0 ? undefined : listOf(trigger.args.map(quoted))),
        ],
      },
      ...attribute("constraint", constraint && "true"),
      ...attribute("deferrable", constraint?.deferrable ? deferred : undefined),
      ...printComment(trigger.comment),
      ...printEnabled(trigger.enabled),
      ...attribute(
        "constraint_comment",
        constraint?.comment === undefined ? undefined : quoted(constraint.comment),
      ),
      ...(trigger.copyStates ?? [])
        .filter(({ on }) => context.isDeclared(tableRef(on).kind, on.schema, on.name))
        .map((state) => printCopyState(state, context)),
    ],
  };
}

/** `partition { on = table.p1 … }`: there the trigger is at work at other times. */
function printCopyState({ on, enabled }: CopyState, context: PrintBlockContext): PrintedBlock {
  return {
    type: "partition",
    labels: [],
    body: [
      { name: "on", value: context.reference(tableRef(on).kind, on.schema, on.name) },
      { name: "enabled", value: enabled.toUpperCase() },
    ],
  };
}

function readCopyStates(block: BlockReader): readonly CopyState[] {
  return block.blocks("partition").map((inner) => {
    const on = inner.reference("on", ["table", "foreign_table"]);
    if (on) return { on: memberName(on), enabled: readEnabledWord(inner) };
    throw inner.error("missing on of partition", "Name the partition: `on = table.orders_2026`.");
  });
}

function printTiming(trigger: Trigger, context: PrintBlockContext): PrintedBlock {
  const { columns, relation, schema, table } = trigger;
  const updateOf = columns.map((name) =>
    context.reference(relation, schema, table, { type: "column", name }),
  );
  const order: readonly TriggerEvent[] = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"];
  return {
    type: timingBlocks.find((word) => timings[word] === trigger.timing) ?? "after",
    labels: [],
    body: order
      .filter((event) => trigger.events.includes(event))
      .map((event) =>
        event === "UPDATE" && columns.length > 0
          ? { name: "update_of", value: listOf(updateOf) }
          : { name: event.toLowerCase(), value: "true" },
      ),
  };
}

function printTransitionTables({ oldTable, newTable }: Trigger): readonly PrintedBlock[] {
  const body = [
    ...attribute("old_table", oldTable === undefined ? undefined : quoted(oldTable)),
    ...attribute("new_table", newTable === undefined ? undefined : quoted(newTable)),
  ];
  return body.length === 0 ? [] : [{ type: "referencing", labels: [], body }];
}

function readTrigger(block: BlockReader, context: ReadBlockContext): Trigger {
  const part = readOn(block);
  const { timing, events, columns } = readTiming(block);
  const level = block.word("for", ["ROW", "STATEMENT"]) ?? block.word("foreach", ["ROW", "STATEMENT"]);
  const when = block.expression("when");
  const referencing = block.blocks("referencing");
  const oldTable = referencing.map((inner) => inner.text("old_table")).find((name) => name !== undefined);
  const newTable = referencing.map((inner) => inner.text("new_table")).find((name) => name !== undefined);
  const { called, args } = readExecute(block);
  const constraint = readConstraint(block);
  const copyStates = readCopyStates(block);
  return {
    kind: "trigger",
    ...part,
    timing,
    events,
    columns,
    level: level === "ROW" ? "ROW" : "STATEMENT",
    ...(when && { when }),
    ...(oldTable && { oldTable }),
    ...(newTable && { newTable }),
    ...(constraint && { constraint }),
    function: called.function,
    args,
    enabled: readEnabledWord(block),
    ...(copyStates.length > 0 && { copyStates }),
    uses: [
      ...called.uses,
      ...columns.map((name) => columnRef({ schema: part.schema, name: part.table }, name)),
      ...(constraint?.from ? [{ kind: "table", ...constraint.from }] : []),
      ...(when ? context.mentioned(when) : []),
    ],
  };
}

function readTiming(block: BlockReader): Pick<Trigger, "timing" | "events" | "columns"> {
  const found = timingBlocks.flatMap((word) => {
    const inner = block.block(word);
    return inner ? [{ word, inner }] : [];
  });
  const [first, second] = found;
  if (!first || second)
    throw block.error(
      `trigger ${JSON.stringify(block.name)} must have exactly one of before, after and instead_of`,
      "Say when it fires: `before { insert = true }`.",
    );
  const { word, inner } = first;
  const updateOf = inner.references("update_of", ["column"]);
  if (updateOf && inner.bool("update"))
    throw inner.error("update and update_of exclude each other", "Keep the one that is meant.", "update_of");
  const events = (["DELETE", "INSERT", "TRUNCATE", "UPDATE"] as const).filter(
    (event) => inner.bool(event.toLowerCase()) === true || (event === "UPDATE" && updateOf !== undefined),
  );
  if (events.length === 0)
    throw inner.error(
      `trigger ${JSON.stringify(block.name)} has no event`,
      "Name one: `insert = true`, `update`, `update_of`, `delete` or `truncate`.",
    );
  return { timing: timings[word], events, columns: columnNames(updateOf ?? []) };
}

function readExecute(block: BlockReader): {
  readonly called: NonNullable<ReturnType<typeof readFunction>>;
  readonly args: readonly string[];
} {
  const execute = block.block("execute");
  const called = execute && (readFunction(execute, "function") ?? readFunction(execute, "procedure"));
  if (called) return { called, args: execute.texts("args") ?? [] };
  throw block.error(
    `missing execute of trigger ${JSON.stringify(block.name)}`,
    "Name the function that it runs: `execute { function = function.audit }`.",
  );
}

function readConstraint(block: BlockReader): TriggerConstraint | undefined {
  const isConstraint = block.bool("constraint") ?? false;
  const from = block.reference("from", ["table", "foreign_table"]);
  const deferrable = block.word("deferrable", ["INITIALLY_IMMEDIATE", "INITIALLY_DEFERRED"]);
  const comment = block.text("constraint_comment");
  if (!isConstraint && from === undefined && deferrable === undefined) return undefined;
  return {
    deferrable: deferrable !== undefined,
    initiallyDeferred: deferrable === "INITIALLY_DEFERRED",
    ...(from && { from: { schema: from.schema, name: from.name } }),
    ...(comment && { comment }),
  };
}
