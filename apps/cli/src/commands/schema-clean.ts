import { asAtlasError, defaultPolicy, Secret } from "@atlas/core";
import type { ApplyResult, Proposal, Verdict, WorkflowDeps, WorkflowEvent } from "@atlas/workflows";
import { approval } from "../approval.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { durationFlag, switchFlag, textFlag, type Values } from "../flags.ts";
import { defaultIndent } from "../indent.ts";
import { ApplyOutput } from "../render/apply-output.ts";
import { projectFlags } from "../project/flags.ts";
import { openProject, required, withDefaults } from "../project/open.ts";
import { Progress } from "../render/progress.ts";
import { readApplyFormat } from "./apply-format.ts";

const flags = {
  url: textFlag("Database or schema to empty", { short: "u", value: "url", required: true }),
  "dry-run": switchFlag("Print what would be dropped and change nothing"),
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}'", { value: "template" }),
  log: textFlag("Former name of --format", { value: "template", hidden: true }),
  "auto-approve": switchFlag("Drop without asking"),
  "lock-timeout": durationFlag("How long to wait for another run on this database", {
    value: "duration",
    default: "10s",
  }),
  ...projectFlags,
};

type CleanValues = Values<typeof flags>;

export const schemaClean = defineCommand({
  name: "clean",
  summary: "Drop everything in a database or schema",
  description:
    "Prints the statements that drop all objects, asks, and runs them. A URL that\n" +
    "is bound to a schema empties that schema; any other drops every schema.\n" +
    "The rows are gone for good.",
  examples: [
    "atlas schema clean -u 'postgres://localhost/app?search_path=public' --dry-run",
    "atlas schema clean -u sqlite://app.db --auto-approve",
  ],
  flags,
  exclusive: [
    ["log", "format"],
    ["dry-run", "auto-approve"],
  ],
  run: cleanSchemaCommand,
});

/** Once for each environment that is selected, one after the other. */
async function cleanSchemaCommand(values: CleanValues, context: CommandContext): Promise<number> {
  const given = values.format ?? values.log;
  const givenFormat = given === undefined ? undefined : await readApplyFormat(given, context.terminal);
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const { envs } = await openProject(values, context, deps);
  for (const env of envs) {
    const template = env?.format["schema.clean"];
    const format =
      givenFormat ?? (template === undefined ? undefined : await readApplyFormat(template, context.terminal));
    const bound = withDefaults(values, { url: env?.url?.reveal() });
    const output = new ApplyOutput(context, format, "Nothing to drop");
    const code = await cleanOne(
      { ...bound, url: required(bound.url, "url") },
      { context, deps, progress, output },
    );
    if (code !== 0) return code;
  }
  return 0;
}

interface Cleaning {
  readonly context: CommandContext;
  readonly deps: WorkflowDeps;
  readonly progress: Progress;
  readonly output: ApplyOutput;
}

async function cleanOne(
  values: CleanValues & { readonly url: string },
  { context, deps, progress, output }: Cleaning,
): Promise<number> {
  const { applySchema, ApplyError } = await import("@atlas/workflows");
  let isApplying = false;
  const onEvent = (event: WorkflowEvent): void => {
    if (event.type === "phase" && event.phase === "apply") isApplying = true;
    progress.onEvent(event);
  };
  const decide = (proposal: Proposal): Promise<Verdict> => {
    progress.stop();
    output.proposal(proposal);
    return approval(values["auto-approve"], context);
  };
  let result: ApplyResult;
  try {
    result = await applySchema(
      {
        url: new Secret(values.url),
        to: [{ type: "empty" }],
        policy: defaultPolicy,
        indent: defaultIndent,
        txMode: "file",
        dryRun: values["dry-run"],
        lockTimeoutMs: values["lock-timeout"],
        schemas: [],
        exclude: [],
      },
      deps,
      decide,
      { signal: context.signal, onEvent },
    );
  } catch (error) {
    progress.stop();
    const report = error instanceof ApplyError ? error.report : undefined;
    output.failed(asAtlasError(error), { report, isApplying, redactedUrl: undefined });
    throw error;
  }
  progress.stop();
  return output.finished(result);
}
