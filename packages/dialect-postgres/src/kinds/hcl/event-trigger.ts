import { attribute, type BlockCodec, listOf, quoted } from "@atlas/hcl";
import type { EventTrigger } from "../event-trigger.ts";
import {
  printComment,
  printEnabled,
  printFunction,
  readEnabledWord,
  readFunction,
} from "./relation-parts.ts";

/** `event_trigger "watch" { on = ddl_command_end … }`: of the whole database, and left out of a text for one schema. */
export const eventTriggerCodec: BlockCodec<EventTrigger> = {
  types: ["event_trigger"],

  print: (trigger, context) => [
    {
      type: "event_trigger",
      labels: [trigger.name],
      body: [
        { name: "on", value: trigger.event },
        ...attribute("tags", trigger.tags.length === 0 ? undefined : listOf(trigger.tags.map(quoted))),
        { name: "execute", value: printFunction(trigger.function, context) },
        ...printComment(trigger.comment),
        ...printEnabled(trigger.enabled),
      ],
    },
  ],

  read(block, context) {
    const event = block.requiredWord("on");
    const tags = (block.texts("tags") ?? []).toSorted();
    const called = readFunction(block, "execute");
    const comment = block.text("comment");
    if (!called)
      throw block.error(
        `missing execute of event_trigger ${JSON.stringify(block.name)}`,
        "Name the function that it runs: `execute = function.watch`.",
      );
    const trigger: EventTrigger = {
      kind: "event_trigger",
      schema: "",
      name: block.name,
      event,
      tags,
      function: called.function,
      enabled: readEnabledWord(block),
      ...(comment && { comment }),
      uses: called.uses,
    };
    return context.bound ? [] : trigger;
  },
};
