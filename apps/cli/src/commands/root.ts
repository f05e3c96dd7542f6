import type { Group } from "../command.ts";
import { completeWords, completion } from "./completion.ts";
import { migrate } from "./migrate/group.ts";
import { operatorRun } from "./operator-run.ts";
import { schemaApply } from "./schema-apply.ts";
import { schemaClean } from "./schema-clean.ts";
import { schemaDiff } from "./schema-diff.ts";
import { schemaFmt } from "./schema-fmt.ts";
import { schemaInspect } from "./schema-inspect.ts";
import { schemaLint } from "./schema-lint.ts";
import { schemaStats } from "./schema-stats.ts";
import { schemaValidate } from "./schema-validate.ts";
import { version } from "./version.ts";

const schema: Group = {
  type: "group",
  name: "schema",
  summary: "Inspect, compare, apply and format schemas",
  description: "Works with schemas that are declared: what they should be, not how to get there.",
  examples: [
    "atlas schema inspect -u sqlite://app.db > schema.hcl",
    "atlas schema apply -u sqlite://app.db --to file://schema.hcl",
    "atlas schema apply --env local",
  ],
  children: [
    schemaApply,
    schemaClean,
    schemaDiff,
    schemaFmt,
    schemaInspect,
    schemaLint,
    schemaStats,
    schemaValidate,
  ],
  later: [
    {
      name: "plan",
      missing: "registry yet that keeps plans and their approvals",
      instead:
        "Print a plan with 'atlas schema apply --dry-run', or its statements with 'atlas schema diff'.",
    },
    {
      name: "push",
      missing: "registry yet that a schema could be pushed to",
      instead: "Keep the schema in version control; 'atlas schema inspect' writes that of a database.",
    },
    {
      name: "test",
      missing: "test framework yet",
      instead: "Check a schema with 'atlas schema validate' and 'atlas schema lint'.",
    },
  ],
};

const operator: Group = {
  type: "group",
  name: "operator",
  summary: "Keep databases in their declared state, continuously",
  description: "Runs the operator outside of a cluster, over a folder of manifests.",
  examples: [],
  children: [operatorRun],
  later: [],
};

/** Every command there is. */
export const root: Group = {
  type: "group",
  name: "atlas",
  summary: "Manage your database schema as code",
  description:
    "Manage your database schema as code.\n\n" +
    "You declare what the schema should be; Atlas plans the statements that lead\nthere, shows what they block and lose, and applies them.",
  examples: [
    "atlas schema inspect -u sqlite://app.db",
    "atlas schema apply -u sqlite://app.db --to file://schema.sql \\\n  --dev-url 'sqlite://dev?mode=memory'",
  ],
  children: [schema, migrate, operator, version, completion, completeWords],
  later: ["ask", "cloud", "copilot", "license", "login", "logout", "script", "tool", "whoami"],
};
