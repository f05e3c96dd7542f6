import { asAtlasError } from "@atlas/core";
import {
  MigrateDownError,
  type MigrateDownReport,
  type MigrateDownRequest,
  revertMigrations,
  type WorkflowDeps,
} from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import type { Format } from "../../format/format.ts";
import { type OpenEnv, openProject, withDefaults } from "../../project/open.ts";
import { policyOf } from "../../project/policy.ts";
import type { Paint } from "../../render/migrate-apply.ts";
import { migrateDownNotes, migrateDownText } from "../../render/migrate-down.ts";
import { migrateProgress } from "../../render/migrate-progress.ts";
import { Progress } from "../../render/progress.ts";
import { devOf } from "../shared.ts";
import { tellingAmbiguity } from "./ambiguity.ts";
import { operatorVersion, orNone, targetUrl } from "./apply-request.ts";
import { assertContext } from "./context.ts";
import type { MigrateDownValues } from "./down.ts";
import { eachEnv } from "./each-env.ts";
import { openDirectory } from "./shared.ts";

const defaultLockTimeoutMs = 10_000;

/** Runs `migrate down` on each environment. @returns the exit code. */
export async function downCommand(
  values: MigrateDownValues,
  context: CommandContext,
  amount: number | undefined,
): Promise<number> {
  assertContext(values.context);
  const given = values.format === undefined ? undefined : await formatOf(values.format, context);
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const opened = await openProject(values, context, deps);
  return eachEnv(opened, { context, progress }, async (open, title) => {
    const template = open.env?.format["migrate.down"];
    const format = given ?? (template === undefined ? undefined : await formatOf(template, context));
    const request = await requestOf(values, open, amount, context);
    return run(request, { context, deps, progress, format, title });
  });
}

interface Surroundings {
  readonly context: CommandContext;
  readonly deps: WorkflowDeps;
  readonly progress: Progress;
  readonly format: Format | undefined;
  readonly title: string | undefined;
}

async function run(request: MigrateDownRequest, around: Surroundings): Promise<boolean> {
  const { context, deps, progress, format } = around;
  const { signal, terminal } = context;
  try {
    const work = { signal, onEvent: migrateProgress(progress) };
    await print(await tellingAmbiguity(terminal, () => revertMigrations(request, deps, work)), around);
    return true;
  } catch (error) {
    if (!(error instanceof MigrateDownError)) throw error;
    try {
      await print(error.report, around);
    } catch (printError) {
      // The error that ended the run must not be lost behind one of the template.
      terminal.err(`The result could not be printed: ${asAtlasError(printError).message}\n`);
      throw error;
    }
    if (!format) throw error;
    return false;
  }
}

async function print(report: MigrateDownReport, around: Surroundings): Promise<void> {
  const { context, progress, format, title } = around;
  const { terminal, hide } = context;
  progress.stop();
  const paint: Paint = (style, text) => terminal.style("out", style, text);
  const shown = report.error
    ? { ...report, error: { ...report.error, message: hide(report.error.message) } }
    : report;
  if (format) {
    const { migrateDownRoot } = await import("../../format/migrate-down-root.ts");
    terminal.out(format.print(migrateDownRoot(shown)));
    return;
  }
  if (title !== undefined) terminal.err(`${title}:\n`);
  terminal.out(migrateDownText(shown, paint));
  terminal.err(migrateDownNotes(shown));
}

async function requestOf(
  values: MigrateDownValues,
  open: OpenEnv,
  amount: number | undefined,
  context: CommandContext,
): Promise<MigrateDownRequest> {
  const { env, project } = open;
  const directory = await openDirectory(values, open, context, { checksum: true });
  const bound = withDefaults(values, {
    url: env?.url?.reveal(),
    "dev-url": env?.dev?.url.reveal(),
    "revisions-schema": env?.migration.revisionsSchema,
    "lock-timeout": env?.migration.lockTimeoutMs,
    "lock-name": env?.migration.lockName,
  });
  return {
    url: await targetUrl(bound.url, open),
    directory,
    revisionsSchema: orNone(bound["revisions-schema"]),
    amount,
    toVersion: orNone(values["to-version"]),
    ...devOf(bound, env),
    policy: policyOf(open),
    schemas: env?.schemas ?? [],
    exclude: env?.migration.exclude?.length ? env.migration.exclude : (env?.exclude ?? []),
    mode: env?.mode ?? {},
    dryRun: values["dry-run"],
    skipChecks: values["skip-checks"],
    lock: {
      name: orNone(bound["lock-name"]),
      timeoutMs: bound["lock-timeout"] ?? defaultLockTimeoutMs,
      skip: values["skip-lock"] || env?.migration.skipLock === true,
    },
    operatorVersion: operatorVersion(context),
    hooks: env?.hooks ?? project?.globals.hooks ?? [],
  };
}

async function formatOf(template: string, { terminal }: CommandContext): Promise<Format> {
  const { readFormat } = await import("../../format/format.ts");
  return readFormat(template, [], terminal);
}
