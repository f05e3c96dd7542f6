import { attribute, type BlockCodec, type BlockReader } from "@atlas/hcl";
import { referenceTo } from "@atlas/hcl";
import { printOrigin, readDeclaredOrigin } from "../origin.ts";
import type { Trigger } from "../trigger.ts";
import { printBody, readCode } from "./texts.ts";

const timings = { before: "BEFORE", after: "AFTER" } as const;
const events = ["INSERT", "UPDATE", "DELETE"] as const;

export const triggerCodec: BlockCodec<Trigger> = {
  types: ["trigger"],

  print(trigger, context) {
    const { schema, name, on, timing, event, follows, body, origin } = trigger;
    return [
      {
        type: "trigger",
        labels: context.labels("trigger", schema, name),
        body: [
          {
            name: "on",
            value: context.isDeclared("table", schema, on)
              ? context.reference("table", schema, on)
              : referenceTo(["table", on]),
          },
          {
            type: timing.toLowerCase(),
            labels: [],
            body: [{ name: event.toLowerCase(), value: "true" }],
          },
          { name: "as", value: printBody(body) },
          ...attribute("follows", follows && context.reference("trigger", schema, follows)),
          ...printOrigin(origin),
        ],
      },
    ];
  },

  read(block, context) {
    const on = block.reference("on", ["table"]);
    if (!on)
      throw block.error(
        `missing on of trigger ${JSON.stringify(block.name)}`,
        "Say of which table: `on = table.users`.",
      );
    // All that this family has.
    block.word("for", ["ROW"]);
    block.word("foreach", ["ROW"]);
    const follows = readFollows(block, context.blocksOf("trigger"));
    return {
      kind: "trigger",
      schema: on.schema,
      name: block.name,
      on: on.name,
      ...readTiming(block),
      ...(follows !== undefined && { follows }),
      body: readCode(block, "BEGIN … END"),
      origin: readDeclaredOrigin(block, { sqlMode: true }),
    };
  },
};

/** What precedes another is what that one follows, so the other side is looked at, too. */
function readFollows(block: BlockReader, triggers: readonly BlockReader[]): string | undefined {
  const follows = block.reference("follows", ["trigger"]);
  const precedes = block.reference("precedes", ["trigger"]);
  if (follows && precedes)
    throw block.error("follows and precedes exclude each other", "Keep one of them.", "precedes");
  if (follows) return follows.name;
  const before = triggers.find(
    (other) => other !== block && other.reference("precedes", ["trigger"])?.name === block.name,
  );
  return before?.name;
}

function readTiming(block: BlockReader): Pick<Trigger, "timing" | "event"> {
  const found = (["before", "after"] as const).flatMap((word) => {
    const inner = block.block(word);
    return inner ? [{ word, inner }] : [];
  });
  const [first, second] = found;
  if (!first || second)
    throw block.error(
      `trigger ${JSON.stringify(block.name)} must have exactly one of before and after`,
      "Say when it runs: `before { insert = true }`.",
    );
  const [event, other] = events.filter((each) => first.inner.bool(each.toLowerCase()) === true);
  if (!event || other)
    throw first.inner.error(
      `trigger ${JSON.stringify(block.name)} must have exactly one event`,
      "Name it: `insert = true`, `update = true` or `delete = true`.",
    );
  return { timing: timings[first.word], event };
}
