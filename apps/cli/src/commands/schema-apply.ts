import { asAtlasError, AtlasError, defaultPolicy, Secret } from "@atlas/core";
import type { ApplyResult, Proposal, TxMode, Verdict, WorkflowDeps, WorkflowEvent } from "@atlas/workflows";
import { approval } from "../approval.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { durationFlag, listFlag, requiredTextFlag, switchFlag, textFlag, type Values } from "../flags.ts";
import { defaultIndent } from "../indent.ts";
import { ApplyOutput } from "../render/apply-output.ts";
import { Progress } from "../render/progress.ts";
import { readApplyFormat } from "./apply-format.ts";
import {
  devUrlFlag,
  projectFlags,
  refuseProjectFlags,
  secretOf,
  selectionFlags,
  selectionOf,
} from "./shared.ts";

const flags = {
  url: requiredTextFlag("Database to change", { short: "u", value: "url" }),
  to: listFlag("Desired schema: a schema file, a folder or a database", { value: "url" }),
  exclude: selectionFlags.exclude,
  schema: selectionFlags.schema,
  "dev-url": devUrlFlag,
  "dry-run": switchFlag("Print the plan and change nothing"),
  "auto-approve": switchFlag("Apply without asking"),
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}'", { value: "template" }),
  log: textFlag("Former name of --format", { value: "template", hidden: true }),
  "tx-mode": textFlag("Transactions: file (all that can be together) or none (default file)", {
    value: "mode",
  }),
  "lock-timeout": durationFlag("How long to wait for another run on this database", {
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

function checkFlags(values: ApplyValues): void {
  refuseProjectFlags(values);
  if (values.to.length === 0 && values.file.length === 0)
    throw new AtlasError("E_FLAG", 'one of flag(s) "file" or "to" is required');
  txModeOf(values["tx-mode"]);
  if ((values.format ?? values.log) !== undefined && !values["dry-run"] && !values["auto-approve"])
    throw new AtlasError("E_FLAG", "--log and --format can only be used with --dry-run or --auto-approve");
}

function txModeOf(text = "file"): TxMode {
  if (text === "file" || text === "all" || text === "none") return text;
  throw new AtlasError("E_FLAG", `unknown tx-mode ${JSON.stringify(text)}`);
}

async function applySchemaCommand(values: ApplyValues, context: CommandContext): Promise<number> {
  const template = values.format ?? values.log;
  const format = template === undefined ? undefined : await readApplyFormat(template, context.terminal);
  const output = new ApplyOutput(context, format);
  const { applySchema, ApplyError, resolveSources } = await import("@atlas/workflows");
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);

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
    const to = [...values.to, ...values.file.map((path) => `file://${path}`)];
    result = await applySchema(
      {
        url: new Secret(values.url),
        to: await resolveSources(to, "to"),
        devUrl: secretOf(values["dev-url"]),
        policy: defaultPolicy,
        indent: defaultIndent,
        txMode: txModeOf(values["tx-mode"]),
        dryRun: values["dry-run"],
        lockTimeoutMs: values["lock-timeout"],
        ...selectionOf(values),
      },
      deps,
      decide,
      { signal: context.signal, onEvent },
    );
  } catch (error) {
    progress.stop();
    const report = error instanceof ApplyError ? error.report : undefined;
    output.failed(asAtlasError(error), { report, isApplying, redactedUrl: redactedUrl(values.url, deps) });
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
