import { attribute, type BlockCodec } from "@atlas/hcl";
import type { Rule, RuleEvent } from "../rule.ts";
import { printComment, printEnabled, printOn, printSql, readEnabledWord, readOn } from "./relation-parts.ts";

const events: readonly RuleEvent[] = ["DELETE", "INSERT", "SELECT", "UPDATE"];

/** `rule "no_delete" { on = table.users … }`, a block of our own. */
export const ruleCodec: BlockCodec<Rule> = {
  types: ["rule"],

  print: (rule, context) => [
    {
      type: "rule",
      labels: [rule.name],
      body: [
        printOn(rule, context),
        { name: "event", value: rule.event },
        ...attribute("instead", rule.instead ? "true" : undefined),
        ...attribute("where", rule.where === undefined ? undefined : printSql(rule.where)),
        { name: "as", value: printSql(rule.action) },
        ...printComment(rule.comment),
        ...printEnabled(rule.enabled),
      ],
    },
  ],

  read(block, context) {
    const event = block.requiredWord("event", events);
    const where = block.expression("where");
    const action = block.expression("as") ?? "NOTHING";
    return {
      kind: "rule",
      ...readOn(block),
      event: events.find((each) => each === event) ?? "SELECT",
      instead: block.bool("instead") ?? false,
      ...(where && { where }),
      action,
      enabled: readEnabledWord(block),
      uses: [...(where ? context.mentioned(where) : []), ...context.mentioned(action)],
    };
  },
};
