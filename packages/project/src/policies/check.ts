import type { Place, VariableInput } from "@atlas/core";
import { evaluate, namedScope, objectOf, type Value } from "@atlas/hcl";
import type { SettingsBlock } from "../block.ts";

export const checkedCommands = ["migrate_apply", "schema_apply"] as const;

/** Rules that are asked before a command changes a database, in the order of the file. */
export interface CheckSettings {
  readonly command: (typeof checkedCommands)[number];
  readonly rules: readonly CheckRule[];
  readonly drift: { readonly onError: "FAIL" | "CONTINUE"; readonly exclude: readonly string[] } | undefined;
}

export interface CheckRule {
  readonly type: "allow" | "deny";
  readonly name: string | undefined;
  readonly place: Place;
  /**
   * Whether the condition holds.
   *
   * @param self - what `self` stands for, such as the planned migration.
   * @throws {AtlasError} `E_HCL` for a condition that is not true or false.
   */
  readonly holds: (self: VariableInput) => boolean;
  readonly message: (self: VariableInput) => string;
}

export function readCheck(block: SettingsBlock): CheckSettings {
  block.wantLabels(1);
  const command = checkedCommands.find((known) => known === block.labels[0]);
  if (!command)
    throw block.problem(
      `there is no check ${JSON.stringify(block.labels[0])}`,
      `Use one of: ${checkedCommands.join(", ")}.`,
    );
  const rules = [...block.blocks("allow"), ...block.blocks("deny")]
    .toSorted((a, b) => a.range.start - b.range.start)
    .map(readRule);
  const driftBlock = block.block("drift");
  const drift = driftBlock && {
    onError: driftBlock.word("on_error", ["FAIL", "CONTINUE"]) ?? "FAIL",
    exclude: driftBlock.texts("exclude") ?? [],
  };
  driftBlock?.done();
  block.done();
  return { command, rules, drift };
}

function readRule(block: SettingsBlock): CheckRule {
  if (block.labels.length > 1) block.wantLabels(1);
  const condition = block.expression("condition");
  if (!condition) throw block.missing("condition");
  const message = block.expression("message");
  block.done();
  const { document: source, scope, functions } = block.meaning;
  const within = (self: VariableInput) => namedScope(new Map([["self", valueOf(self)]]), scope);
  return {
    // The caller picked blocks of these two types.
    type: block.type as "allow" | "deny",
    name: block.labels[0],
    place: block.place,
    holds: (self) => {
      const value = evaluate(condition, { source, scope: within(self), functions });
      if (typeof value === "boolean") return value;
      throw block.problem(
        "a condition is true or false",
        "Compare something, such as length(…) > 3.",
        "condition",
      );
    },
    message: (self) => {
      const value = message ? evaluate(message, { source, scope: within(self), functions }) : "";
      return typeof value === "string" ? value : "";
    },
  };
}

function valueOf(plain: VariableInput): Value {
  if (plain === null || typeof plain !== "object") return plain;
  if (isItems(plain)) return plain.map(valueOf);
  return objectOf(Object.entries(plain).map(([key, value]) => [key, valueOf(value)]));
}

function isItems(plain: VariableInput): plain is readonly VariableInput[] {
  return Array.isArray(plain);
}

/** Statements around each transaction of a migration. */
export interface HookSettings {
  readonly name: string;
  readonly skipErrors: boolean;
  readonly afterBegin: readonly string[];
  readonly beforeCommit: readonly string[];
  readonly beforeRollback: readonly string[];
}

export function readHook(block: SettingsBlock): HookSettings {
  block.wantLabels(2);
  const [language, name = ""] = block.labels;
  if (language !== "sql") throw block.problem("a hook is written in sql", 'Write hook "sql" "name" { … }.');
  const transaction = block.block("transaction");
  const hook = {
    name,
    skipErrors: block.bool("skip_errors") ?? false,
    afterBegin: transaction?.texts("after_begin") ?? [],
    beforeCommit: transaction?.texts("before_commit") ?? [],
    beforeRollback: transaction?.texts("before_rollback") ?? [],
  };
  transaction?.done();
  block.done();
  return hook;
}
