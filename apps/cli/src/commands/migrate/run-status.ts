import { type MigrateStatusReport, migrationStatus } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { type OpenEnv, openProject, required, withDefaults } from "../../project/open.ts";
import type { Paint } from "../../render/migrate-apply.ts";
import { migrateStatusText } from "../../render/migrate-status.ts";
import { Progress } from "../../render/progress.ts";
import { tellingAmbiguity } from "./ambiguity.ts";
import { orNone, targetUrl } from "./apply-request.ts";
import { eachEnv } from "./each-env.ts";
import { openDirectory } from "./shared.ts";
import type { MigrateStatusValues } from "./status.ts";

/** Runs `migrate status` on each environment. @returns the exit code. */
export async function statusCommand(values: MigrateStatusValues, context: CommandContext): Promise<number> {
  if (values.format !== undefined) await printerOf(values.format, context);
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const opened = await openProject(values, context, deps);
  const { terminal, signal } = context;
  return eachEnv(opened, { context, progress }, async (open, title) => {
    const print = await printerOf(values.format ?? open.env?.format["migrate.status"], context);
    const request = await requestOf(values, open, context);
    const report = await tellingAmbiguity(terminal, () => migrationStatus(request, deps, { signal }));
    if (!print.isFormat && title !== undefined) terminal.err(`${title}:\n`);
    terminal.out(print.textOf(report));
    return true;
  });
}

async function requestOf(values: MigrateStatusValues, open: OpenEnv, context: CommandContext) {
  const bound = withDefaults(values, {
    url: open.env?.url?.reveal(),
    "revisions-schema": open.env?.migration.revisionsSchema,
  });
  const directory = await openDirectory(values, open, context, { checksum: true });
  const url = await targetUrl(required(bound.url, "url"), open);
  return { url, directory, revisionsSchema: orNone(bound["revisions-schema"]) };
}

interface Printer {
  readonly isFormat: boolean;
  readonly textOf: (report: MigrateStatusReport) => string;
}

async function printerOf(template: string | undefined, { terminal }: CommandContext): Promise<Printer> {
  const paint: Paint = (style, text) => terminal.style("out", style, text);
  if (template === undefined)
    return { isFormat: false, textOf: (report) => migrateStatusText(report, paint) };
  const [{ readFormat }, { migrateStatusRoot }] = await Promise.all([
    import("../../format/format.ts"),
    import("../../format/migrate-status-root.ts"),
  ]);
  const format = readFormat(template, ["default"], terminal);
  return { isFormat: true, textOf: (report) => format.print(migrateStatusRoot(report, paint)) };
}
