import { applyMigrations, type MigrateApplyReport, MigrateError, type WorkflowDeps } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { printedAfterRun } from "../../format/after-run.ts";
import type { Format } from "../../format/format.ts";
import { type OpenEnv, openProject } from "../../project/open.ts";
import { migrateApplyText, type Paint } from "../../render/migrate-apply.ts";
import { migrateProgress } from "../../render/migrate-progress.ts";
import { Progress } from "../../render/progress.ts";
import { migrateApplyRequest } from "./apply-request.ts";
import type { MigrateApplyValues } from "./apply.ts";
import { assertContext } from "./context.ts";
import { eachEnv } from "./each-env.ts";
import { formatOf, toldRun, withoutSecrets } from "./told-run.ts";

/** Runs `migrate apply` on each environment. @returns the exit code. */
export async function applyCommand(
  values: MigrateApplyValues,
  context: CommandContext,
  amount: number | undefined,
): Promise<number> {
  assertContext(values.context);
  const given = values.format ?? values.log;
  const format = given === undefined ? undefined : await formatOf(given, context);
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const opened = await openProject(values, context, deps);
  return eachEnv(opened, { context, progress }, async (open, title) => {
    const template = open.env?.format["migrate.apply"];
    const own = format ?? (template === undefined ? undefined : await formatOf(template, context));
    return new Applying({ context, deps, progress, format: own, title }).run(values, open, amount);
  });
}

interface Surroundings {
  readonly context: CommandContext;
  readonly deps: WorkflowDeps;
  readonly progress: Progress;
  readonly format: Format | undefined;
  /** Of one environment among several. */
  readonly title: string | undefined;
}

class Applying {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @returns whether it went well; a report that a template printed tells of what did not. */
  async run(values: MigrateApplyValues, open: OpenEnv, amount: number | undefined): Promise<boolean> {
    const { context, deps, progress, format } = this.#around;
    const request = await migrateApplyRequest(values, open, amount, context);
    const work = { signal: context.signal, onEvent: migrateProgress(progress) };
    return toldRun(() => applyMigrations(request, deps, work), {
      context,
      format,
      reportOf: (error) => (error instanceof MigrateError ? error.report : undefined),
      print: (report) => this.#print(report),
    });
  }

  async #print(report: MigrateApplyReport): Promise<void> {
    const { context, progress, format, title } = this.#around;
    const { terminal, hide } = context;
    progress.stop();
    const paint: Paint = (style, text) => terminal.style("out", style, text);
    const shown = withoutSecrets(report, hide);
    if (!format) {
      if (title !== undefined) terminal.err(`${title}:\n`);
      return terminal.out(migrateApplyText(shown, paint));
    }
    const { migrateApplyRoot } = await import("../../format/migrate-apply-root.ts");
    terminal.out(printedAfterRun(() => format.print(migrateApplyRoot(shown, paint))));
  }
}
