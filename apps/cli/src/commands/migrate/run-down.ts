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
import { operatorVersion, orNone, targetUrl } from "./apply-request.ts";
import { assertContext } from "./context.ts";
import type { MigrateDownValues } from "./down.ts";
import { eachEnv } from "./each-env.ts";
import { lockDefaults, lockRequest } from "./lock-request.ts";
import { openDirectory } from "./shared.ts";
import { formatOf, toldRun, withoutSecrets } from "./told-run.ts";

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
  const work = { signal: context.signal, onEvent: migrateProgress(progress) };
  return toldRun(() => revertMigrations(request, deps, work), {
    context,
    format,
    reportOf: (error) => (error instanceof MigrateDownError ? error.report : undefined),
    print: (report) => print(report, around),
  });
}

async function print(report: MigrateDownReport, around: Surroundings): Promise<void> {
  const { context, progress, format, title } = around;
  const { terminal, hide } = context;
  progress.stop();
  const paint: Paint = (style, text) => terminal.style("out", style, text);
  const shown = withoutSecrets(report, hide);
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
    ...lockDefaults(env),
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
    lock: lockRequest(bound, env),
    operatorVersion: operatorVersion(context),
    hooks: env?.hooks ?? project?.globals.hooks ?? [],
  };
}
