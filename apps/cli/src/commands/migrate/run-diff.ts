import { AtlasError } from "@atlas/core";
import { type Directory, newVersion, type NewFile, writeFiles } from "@atlas/migrate";
import {
  diffDirectory,
  isFree,
  type MigrateDiffResult,
  plannedFiles,
  validateDirectory,
} from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { planRoot } from "../../format/plan-root.ts";
import { readFormat } from "../../format/format.ts";
import { commonDefaults, openOne, withDefaults } from "../../project/open.ts";
import { policyOf, tellUnused } from "../../project/policy.ts";
import { readSources } from "../../project/sources.ts";
import {
  lossText,
  proofText,
  remarksText,
  skippedText,
  unplannedText,
  unqualifiedText,
} from "../../render/notes.ts";
import { Progress } from "../../render/progress.ts";
import { renameQuestions } from "../../rename-question.ts";
import { devOf, selectionOf } from "../shared.ts";
import type { MigrateDiffValues } from "./diff.ts";
import { writeEdited } from "./edit-planned.ts";
import { defaultLockTimeoutMs } from "./lock-request.ts";
import { readPlanFormat } from "./plan-format.ts";
import { openDirectory } from "./shared.ts";

const syncedText = "The migration directory is synced with the desired state, no changes to be made\n";

/** @param name - of the file, behind its version; may be empty. */
export async function diffCommand(
  values: MigrateDiffValues,
  context: CommandContext,
  name: string,
): Promise<number> {
  const { terminal, signal } = context;
  using progress = new Progress(terminal);
  const deps = await context.deps(progress.note);
  const open = await openOne(values, context, deps);
  const { env, project } = open;
  const { schema, exclude, include, "dev-url": dev } = commonDefaults(env);
  const bound = withDefaults(values, {
    to: env?.src,
    "dev-url": dev,
    schema,
    exclude,
    include,
    format: env?.format["migrate.diff"],
    "lock-timeout": env?.migration.lockTimeoutMs,
  });
  const missing = [...(bound["dev-url"] ? [] : ["dev-url"]), ...(bound.to.length > 0 ? [] : ["to"])];
  const { devUrl, baseline } = devOf(bound, env);
  if (missing.length > 0 || !devUrl)
    throw new AtlasError(
      "E_FLAG",
      `required flag(s) ${missing.map((flag) => JSON.stringify(flag)).join(", ")} not set`,
      {
        hint: "Add them, or the attributes dev and src to the environment of the project file.",
      },
    );
  const { version: _all, ...directory }: Directory = await openDirectory(values, open, context, {
    checksum: true,
    mayBeMissing: true,
  });
  if (values.edit && directory.format !== "atlas")
    throw new AtlasError("E_FLAG", "--edit flag supports only atlas directories");
  const format = readPlanFormat(bound.format, directory.format);
  const template = format.template === undefined ? undefined : readFormat(format.template, [], terminal);
  tellUnused(open, progress.note, { checksNulls: directory.format === "atlas" });
  const to = await readSources(bound.to, "to", open);
  const selection = selectionOf(bound);
  const result = await diffDirectory(
    {
      directory,
      to: to.sources,
      variables: to.variables,
      devUrl,
      baseline,
      mode: env?.mode ?? {},
      policy: policyOf(open),
      indent: format.indent,
      qualifier: values.qualifier,
      checksNulls: (env?.diff ?? project?.globals.diff)?.notNull.check === true,
      lockTimeoutMs: bound["lock-timeout"] ?? defaultLockTimeoutMs,
      ...selection,
      exclude: [...selection.exclude, ...(env?.migration.exclude ?? [])],
    },
    deps,
    { signal, onEvent: progress.onEvent, ...renameQuestions(context, progress, { isApproved: false }) },
  );
  progress.stop();
  const { plan } = result;
  const planned = plan.steps.length === 0 ? [] : filesOf(directory, name, result);
  const root = (files: readonly NewFile[]) =>
    planRoot({ name, steps: plan.steps, files, directory, isFree: isFree(plan.steps, result.dialect) });
  const written = template
    ? planned.map((file) => ({ ...file, text: template.print(root(planned)) }))
    : planned;
  if (values["dry-run"] && template) terminal.out(template.print(root(planned)));
  else if (planned.length === 0) terminal.out(syncedText);
  else if (values["dry-run"]) terminal.out(written.map((file) => shown(file, written.length)).join("\n"));
  else {
    const validate = (edited: Directory): Promise<void> =>
      validateDirectory({ directory: edited, devUrl, baseline }, deps, { signal, onEvent: progress.onEvent });
    if (values.edit) await writeEdited(directory, written, context, validate);
    else await writeFiles(directory, written);
  }
  terminal.err(
    lossText(plan.steps) +
      remarksText(plan.steps) +
      skippedText(plan.skipped) +
      unplannedText(plan.unmanaged) +
      unqualifiedText(result.unqualified) +
      (result.proof.proven ? "" : `${proofText(result.proof)}\n`),
  );
  return 0;
}

function filesOf(
  directory: Directory,
  name: string,
  { plan, checks, dialect }: MigrateDiffResult,
): readonly NewFile[] {
  const version = newVersion(directory, new Date());
  return plannedFiles(directory, { version, name, steps: plan.steps, checks }, dialect);
}

/** Of several files each under its name. */
function shown({ name, text }: NewFile, count: number): string {
  return count === 1 ? text : `-- ${name} --\n${text}`;
}
