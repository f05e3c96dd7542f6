import { asAtlasError, AtlasError } from "@atlas/core";
import type { ApplyResult, Proposal, Verdict, WorkflowDeps, WorkflowEvent } from "@atlas/workflows";
import { type CommandContext, defineCommand } from "../command.ts";
import { countFlag, listFlag, optionalDurationFlag, switchFlag, textFlag, type Values } from "../flags.ts";
import { ApplyOutput } from "../render/apply-output.ts";
import { projectFlags } from "../project/flags.ts";
import { checkPlan } from "../project/checks.ts";
import { type OpenEnv, openProject } from "../project/open.ts";
import { renameQuestions } from "../rename-question.ts";
import { Progress } from "../render/progress.ts";
import { readApplyFormat } from "./apply-format.ts";
import { applyRequest, desiredMissing, formatOf, redactedUrl, txModeOf } from "./apply-request.ts";
import { assertContext } from "./migrate/context.ts";
import { assertCovered, devUrlFlag, selectionFlags, strictCoverageFlag } from "./shared.ts";

const flags = {
  url: textFlag("Database to change", { short: "u", value: "url", required: true }),
  to: listFlag("Desired schema: a schema file, a folder or a database", { value: "url" }),
  exclude: selectionFlags.exclude,
  include: selectionFlags.include,
  schema: selectionFlags.schema,
  "dev-url": devUrlFlag,
  "dry-run": switchFlag("Print the plan and change nothing"),
  "auto-approve": switchFlag("Apply without asking"),
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}'", { value: "template" }),
  log: textFlag("Former name of --format", { value: "template", hidden: true }),
  "tx-mode": textFlag("Transactions: file (all that can be together) or none (default file)", {
    value: "mode",
    choices: ["file", "none"],
  }),
  edit: switchFlag("Change the statements of the plan in an editor before they are tried"),
  "lock-timeout": optionalDurationFlag("How long to wait for another run on this database", {
    value: "duration",
    default: "10s",
  }),
  "lock-name": textFlag("Name of the lock that keeps runs apart (default atlas_schema_apply)", {
    value: "name",
  }),
  "skip-lock": switchFlag("Take no lock: something else keeps runs apart"),
  context: textFlag("What started the run, as JSON", { value: "json", hidden: true }),
  "strict-coverage": strictCoverageFlag,
  file: listFlag("Former name of --to, without file://", { short: "f", value: "paths", hidden: true }),
  ...projectFlags,
  concurrency: countFlag("How many environments to work on at once (default 1, or what the rollout says)", {
    value: "number",
  }),
};

export type ApplyValues = Values<typeof flags>;

export const schemaApply = defineCommand({
  name: "apply",
  summary: "Bring a database to the desired schema",
  description:
    "Compares a database with the desired schema, prints the statements that lead\n" +
    "there, asks, and applies them. Running it again finds nothing left to do.",
  examples: [
    "atlas schema apply -u 'postgres://localhost:5432/app?sslmode=disable' \\\n" +
      "  --to file://schema.sql --dev-url docker://postgres/16/dev",
    "atlas schema apply -u sqlite://app.db --to file://schema.sql \\\n" +
      "  --dev-url 'sqlite://dev?mode=memory' --dry-run",
    "atlas schema apply --env local",
  ],
  flags,
  exclusive: [
    ["file", "to"],
    ["log", "format"],
    ["dry-run", "auto-approve"],
  ],
  check: checkFlags,
  run: applySchemaCommand,
});

/** What an environment may add to is looked at again once it is known. */
function checkFlags(values: ApplyValues): void {
  txModeOf(values["tx-mode"]);
  if ((values.format ?? values.log) !== undefined && !values["dry-run"] && !values["auto-approve"])
    throw new AtlasError("E_FLAG", "--log and --format can only be used with --dry-run or --auto-approve");
  if (values.env === undefined && values.to.length === 0 && values.file.length === 0) throw desiredMissing();
}

async function applySchemaCommand(values: ApplyValues, context: CommandContext): Promise<number> {
  assertContext(values.context);
  const given = values.format ?? values.log;
  const givenFormat = given === undefined ? undefined : await readApplyFormat(given, context.terminal);
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const { envs, ...opened } = await openProject(values, context, deps);
  if (envs.length > 1) {
    if (values.edit)
      throw new AtlasError("E_FLAG", "--edit works on one environment", {
        hint: "Select an environment without for_each.",
      });
    const { applyToMany } = await import("./apply-many.ts");
    return applyToMany(values, { ...opened, envs }, { context, deps, progress, format: givenFormat });
  }
  const open = { ...opened, env: envs[0] };
  const format = givenFormat ?? (await formatOf(open.env, values, context));
  return applyOne(values, { context, deps, progress, output: new ApplyOutput(context, format), open });
}

interface Applying {
  readonly context: CommandContext;
  readonly deps: WorkflowDeps;
  readonly progress: Progress;
  readonly output: ApplyOutput;
  readonly open: OpenEnv;
}

async function applyOne(
  values: ApplyValues,
  { context, deps, progress, output, open }: Applying,
): Promise<number> {
  const { applySchema, ApplyError } = await import("@atlas/workflows");
  const [{ tellUnused }, { assertReviewable, reviewPlan, tellAnalysis }] = await Promise.all([
    import("../project/policy.ts"),
    import("../project/review.ts"),
  ]);
  assertReviewable(open, values["auto-approve"]);
  tellUnused(open, progress.note);
  let isApplying = false;
  const onEvent = (event: WorkflowEvent): void => {
    if (event.type === "phase" && event.phase === "apply") isApplying = true;
    progress.onEvent(event);
  };
  const decide = async (proposal: Proposal): Promise<Verdict> => {
    progress.stop();
    output.proposal(proposal);
    checkPlan(proposal.plan, open);
    if (values["strict-coverage"]) assertCovered(proposal.plan.unmanaged);
    return reviewPlan(proposal, {
      open,
      context,
      isApproved: values["auto-approve"],
      isSilent: output.hasFormat,
    });
  };

  let result: ApplyResult;
  const url = values.url ?? open.env?.url?.reveal() ?? "";
  try {
    const request = await applyRequest(values, open);
    if (values.edit && !request.devUrl)
      throw new AtlasError(
        "E_FLAG",
        "--edit requires a connection to the dev-database (provided by --dev-url)",
      );
    const edit = async (statements: string): Promise<string> => {
      progress.stop();
      const { editText } = await import("../editor.ts");
      return editText(statements, "plan.sql", context.editor);
    };
    result = await applySchema(values.edit ? { ...request, edit } : request, deps, decide, {
      signal: context.signal,
      onEvent,
      ...renameQuestions(context, progress, { isApproved: values["auto-approve"] }),
    });
  } catch (error) {
    progress.stop();
    const report = error instanceof ApplyError ? error.report : undefined;
    output.failed(asAtlasError(error), { report, isApplying, redactedUrl: redactedUrl(url, deps) });
    throw error;
  }
  progress.stop();
  const code = output.finished(result);
  if (result.outcome === "planned") {
    await tellAnalysis(result.proposal, { open, context, isSilent: output.hasFormat });
    checkPlan(result.proposal.plan, open);
  }
  if (values["strict-coverage"]) assertCovered(result.proposal.plan.unmanaged);
  return code;
}
