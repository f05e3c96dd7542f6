import { asAtlasError, AtlasError, Secret } from "@atlas/core";
import type { ApplyResult, Proposal, TxMode, Verdict, WorkflowDeps, WorkflowEvent } from "@atlas/workflows";
import { approval } from "../approval.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { listFlag, optionalDurationFlag, switchFlag, textFlag, type Values } from "../flags.ts";
import { defaultIndent } from "../indent.ts";
import { ApplyOutput } from "../render/apply-output.ts";
import { projectFlags } from "../project/flags.ts";
import { commonDefaults, type OpenEnv, openProject, required, withDefaults } from "../project/open.ts";
import { Progress } from "../render/progress.ts";
import { readApplyFormat } from "./apply-format.ts";
import { devUrlFlag, secretOf, selectionFlags, selectionOf } from "./shared.ts";

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
  }),
  "lock-timeout": optionalDurationFlag("How long to wait for another run on this database", {
    value: "duration",
    default: "10s",
  }),
  file: listFlag("Former name of --to, without file://", { short: "f", value: "paths", hidden: true }),
  ...projectFlags,
};

type ApplyValues = Values<typeof flags>;

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
  if (values.env === undefined) checkDesired(values);
}

function checkDesired(values: ApplyValues): void {
  if (values.to.length === 0 && values.file.length === 0)
    throw new AtlasError("E_FLAG", 'one of flag(s) "file" or "to" is required');
}

function txModeOf(text = "file"): TxMode {
  if (text === "file" || text === "all" || text === "none") return text;
  throw new AtlasError("E_FLAG", `unknown tx-mode ${JSON.stringify(text)}`);
}

async function applySchemaCommand(values: ApplyValues, context: CommandContext): Promise<number> {
  const given = values.format ?? values.log;
  const givenFormat = given === undefined ? undefined : await readApplyFormat(given, context.terminal);
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const { envs, ...opened } = await openProject(values, context, deps);
  for (const env of envs) {
    const open = { ...opened, env };
    // A template for what was applied has nothing to say before the question.
    const template = values["dry-run"] || values["auto-approve"] ? env?.format["schema.apply"] : undefined;
    const format =
      givenFormat ?? (template === undefined ? undefined : await readApplyFormat(template, context.terminal));
    const output = new ApplyOutput(context, format);
    const code = await applyOne(values, { context, deps, progress, output, open });
    if (code !== 0) return code;
  }
  return 0;
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
  const { env } = open;
  const bound = withDefaults(values, {
    ...commonDefaults(env),
    ...(values.file.length === 0 && { to: env?.src }),
    "lock-timeout": env?.migration.lockTimeoutMs,
  });
  checkDesired(bound);
  const url = required(bound.url, "url");
  const [{ applySchema, ApplyError }, { oneUrl, readSources }, { policyOf, tellUnused }] = await Promise.all([
    import("@atlas/workflows"),
    import("../project/sources.ts"),
    import("../project/policy.ts"),
  ]);
  tellUnused(open, progress.note);

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
    const to = [...bound.to, ...bound.file.map((path) => `file://${path}`)];
    const side = await readSources(to, "to", open);
    result = await applySchema(
      {
        url: new Secret(await oneUrl(url, "url", open)),
        to: side.sources,
        variables: side.variables,
        devUrl: secretOf(bound["dev-url"]),
        baseline: env?.dev?.baseline,
        policy: policyOf(open),
        indent: defaultIndent,
        txMode: txModeOf(values["tx-mode"]),
        dryRun: values["dry-run"],
        lockTimeoutMs: bound["lock-timeout"] ?? 10_000,
        ...selectionOf(bound),
      },
      deps,
      decide,
      { signal: context.signal, onEvent },
    );
  } catch (error) {
    progress.stop();
    const report = error instanceof ApplyError ? error.report : undefined;
    output.failed(asAtlasError(error), { report, isApplying, redactedUrl: redactedUrl(url, deps) });
    throw error;
  }
  progress.stop();
  return output.finished(result);
}

/** The target for reports of runs that failed; `undefined` when its URL is not understood. */
function redactedUrl(url: string, deps: WorkflowDeps): string | undefined {
  const scheme = url.split(":", 1)[0]?.toLowerCase() ?? "";
  try {
    return deps.dialects.find(({ schemes }) => schemes.includes(scheme))?.parseUrl(new Secret(url)).redacted;
  } catch {
    return undefined;
  }
}
