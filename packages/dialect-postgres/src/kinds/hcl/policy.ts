import { attribute, type BlockCodec, listOf, quoted } from "@atlas/hcl";
import { inParentheses } from "../table/parentheses.ts";
import type { Policy, PolicyCommand } from "../policy.ts";
import { printComment, printOn, printSql, readOn } from "./relation-parts.ts";

const commands: readonly PolicyCommand[] = ["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"];
const standIns: ReadonlySet<string> = new Set(["CURRENT_ROLE", "CURRENT_USER", "SESSION_USER"]);

/** `policy "own_rows" { on = table.users … }`. */
export const policyCodec: BlockCodec<Policy> = {
  types: ["policy"],

  print: (policy, context) => [
    {
      type: "policy",
      labels: [policy.name],
      body: [
        printOn(policy, context),
        ...attribute("as", policy.permissive ? undefined : "RESTRICTIVE"),
        ...attribute("for", policy.command === "ALL" ? undefined : policy.command),
        ...attribute("to", policy.roles.length === 0 ? undefined : listOf(policy.roles.map(quoted))),
        ...attribute("using", policy.using === undefined ? undefined : printSql(policy.using)),
        ...attribute("check", policy.check === undefined ? undefined : printSql(policy.check)),
        ...printComment(policy.comment),
      ],
    },
  ],

  read(block, context) {
    const roles = block.words("to") ?? [];
    const using = block.expression("using");
    const check = block.expression("check");
    const command = block.word("for", commands);
    const session = roles.filter((name) => standIns.has(name));
    return {
      kind: "policy",
      ...readOn(block),
      permissive: block.word("as", ["PERMISSIVE", "RESTRICTIVE"]) !== "RESTRICTIVE",
      command: commands.find((each) => each === command) ?? "ALL",
      roles: roles.includes("PUBLIC") ? [] : roles.filter((name) => !standIns.has(name)).toSorted(),
      ...(session.length > 0 && { sessionRoles: session }),
      ...(using && { using: inParentheses(using) }),
      ...(check && { check: inParentheses(check) }),
      uses: [using, check].flatMap((text) => (text ? context.mentioned(text) : [])),
    };
  },
};
