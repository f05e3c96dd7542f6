import { type MigrateDriftRequest, migrationDrift } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { type OpenEnv, openProject, withDefaults } from "../../project/open.ts";
import type { Paint } from "../../render/migrate-apply.ts";
import { migrateDriftText } from "../../render/migrate-drift.ts";
import { migrateProgress } from "../../render/migrate-progress.ts";
import { Progress } from "../../render/progress.ts";
import { devOf } from "../shared.ts";
import { tellingAmbiguity } from "./ambiguity.ts";
import { orNone, targetUrl } from "./apply-request.ts";
import type { MigrateDriftValues } from "./drift.ts";
import { eachEnv } from "./each-env.ts";
import { lockDefaults, lockRequest } from "./lock-request.ts";
import { openDirectory } from "./shared.ts";
import { formatOf } from "./told-run.ts";

/** Runs `migrate drift` on each environment. @returns the exit code. */
export async function driftCommand(values: MigrateDriftValues, context: CommandContext): Promise<number> {
  const given = values.format === undefined ? undefined : await formatOf(values.format, context);
  using progress = new Progress(context.terminal);
  const all = await context.deps(progress.note);
  const deps = values["no-cache"] ? { ...all, cacheDir: undefined } : all;
  const opened = await openProject(values, context, deps);
  const { terminal, signal } = context;
  return eachEnv(opened, { context, progress }, async (open, title) => {
    const template = open.env?.format["migrate.drift"];
    const format = given ?? (template === undefined ? undefined : await formatOf(template, context));
    const request = await requestOf(values, open, context);
    const work = { signal, onEvent: migrateProgress(progress) };
    const report = await tellingAmbiguity(terminal, () => migrationDrift(request, deps, work));
    progress.stop();
    if (format) {
      const { migrateDriftRoot } = await import("../../format/migrate-drift-root.ts");
      terminal.out(format.print(migrateDriftRoot(report)));
    } else {
      if (title !== undefined) terminal.err(`${title}:\n`);
      const paint: Paint = (style, text) => terminal.style("out", style, text);
      terminal.out(migrateDriftText(report, paint));
      for (const difference of report.notManaged) terminal.err(`not managed: ${difference}\n`);
    }
    return report.status === "OK";
  });
}

async function requestOf(
  values: MigrateDriftValues,
  open: OpenEnv,
  context: CommandContext,
): Promise<MigrateDriftRequest> {
  const { env } = open;
  const directory = await openDirectory(values, open, context, { checksum: true });
  const bound = withDefaults(values, {
    url: env?.url?.reveal(),
    "dev-url": env?.dev?.url.reveal(),
    exclude: env?.migration.exclude?.length ? env.migration.exclude : env?.exclude,
    "revisions-schema": env?.migration.revisionsSchema,
    ...lockDefaults(env),
  });
  return {
    url: await targetUrl(bound.url, open),
    directory,
    revisionsSchema: orNone(bound["revisions-schema"]),
    ...devOf(bound, env),
    schemas: env?.schemas ?? [],
    exclude: bound.exclude,
    mode: env?.mode ?? {},
    lock: lockRequest(bound, env),
  };
}
