import { AtlasError, type Plan } from "@atlas/core";
import type { OpenEnv } from "./open.ts";

/**
 * Asks the rules of the `check "schema_apply"` blocks, in the order of the file: the first that holds decides,
 * and where none holds the plan may run.
 *
 * @throws {AtlasError} `E_POLICY` in the words that scripts know, for a plan that a `deny` rule blocks.
 */
export function checkPlan(plan: Plan, { env, project }: Pick<OpenEnv, "env" | "project">): void {
  const checks = env?.checks ?? project?.globals.checks ?? [];
  const rules = checks.filter(({ command }) => command === "schema_apply").flatMap((check) => check.rules);
  const statements = plan.steps.map(({ sql }) => sql);
  const self = { planned_migration: { files: [], statements, target_version: "" } };
  const rule = rules.find(({ holds }) => holds(self));
  if (rule?.type !== "deny") return;
  const name = rule.name === undefined ? "" : ` ${JSON.stringify(rule.name)}`;
  const message = rule.message(self);
  throw new AtlasError(
    "E_POLICY",
    `"schema apply" was blocked by pre-execution check (deny rule:${name} at line: ${rule.place.line})${message === "" ? "" : `:\n${message}`}`,
    {
      place: rule.place,
      hint: "Nothing was changed. Change the schema so that the rule does not hold, or the rule.",
    },
  );
}
