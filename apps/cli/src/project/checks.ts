import { AtlasError, type Plan, type VariableInput } from "@atlas/core";
import type { CheckSettings } from "@atlas/project";
import type { PlannedMigration } from "@atlas/workflows";
import type { OpenEnv } from "./open.ts";

/** What the rules of a check are asked of, and in whose words. */
interface Checked {
  readonly block: CheckSettings["command"];
  /** As people call the command. */
  readonly command: string;
  readonly planned: VariableInput;
  readonly hint: string;
}

/**
 * Asks the rules of the `check "schema_apply"` blocks, in the order of the file: the first that holds decides,
 * and where none holds the plan may run.
 *
 * @throws {AtlasError} `E_POLICY` in the words that scripts know, for a plan that a `deny` rule blocks.
 */
export function checkPlan(plan: Plan, open: Pick<OpenEnv, "env" | "project">): void {
  const statements = plan.steps.map(({ sql }) => sql);
  ask(open, {
    block: "schema_apply",
    command: "schema apply",
    planned: { files: [], statements, target_version: "" },
    hint: "Nothing was changed. Change the schema so that the rule does not hold, or the rule.",
  });
}

/** The same of the `check "migrate_apply"` blocks, for migration files that are about to run. */
export function checkMigration(
  { files, statements, targetVersion }: PlannedMigration,
  open: Pick<OpenEnv, "env" | "project">,
): void {
  const names = files.map(({ file: { name, version, description } }) => ({ name, version, description }));
  ask(open, {
    block: "migrate_apply",
    command: "migrate apply",
    planned: { files: names, statements, target_version: targetVersion },
    hint: "Nothing was changed. Run less at once, change the files that no database has yet, or change the rule.",
  });
}

function ask(
  { env, project }: Pick<OpenEnv, "env" | "project">,
  { block, command, planned, hint }: Checked,
): void {
  const checks = env?.checks ?? project?.globals.checks ?? [];
  const rules = checks.filter((check) => check.command === block).flatMap((check) => check.rules);
  const self = { planned_migration: planned };
  const rule = rules.find(({ holds }) => holds(self));
  if (rule?.type !== "deny") return;
  const name = rule.name === undefined ? "" : ` ${JSON.stringify(rule.name)}`;
  const message = rule.message(self);
  throw new AtlasError(
    "E_POLICY",
    `"${command}" was blocked by pre-execution check (deny rule:${name} at line: ${rule.place.line})${message === "" ? "" : `:\n${message}`}`,
    { place: rule.place, hint },
  );
}
