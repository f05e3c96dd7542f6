import { AtlasError } from "@atlas/core";
import { type Directory, directoryOf, newVersion, writeFiles } from "@atlas/migrate";
import { isFree, makeCheckpoint, plannedFiles, validateDirectory } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { readFormat } from "../../format/format.ts";
import { planRoot } from "../../format/plan-root.ts";
import { commonDefaults, openOne, required, withDefaults } from "../../project/open.ts";
import { unqualifiedText } from "../../render/notes.ts";
import { Progress } from "../../render/progress.ts";
import { devOf } from "../shared.ts";
import type { MigrateCheckpointValues } from "./checkpoint.ts";
import { writeEdited } from "./edit-planned.ts";
import { defaultLockTimeoutMs } from "./lock-request.ts";
import { readPlanFormat } from "./plan-format.ts";
import { openDirectory } from "./shared.ts";

/** @param tag - what the checkpoint is called; may be empty. */
export async function checkpointCommand(
  values: MigrateCheckpointValues,
  context: CommandContext,
  tag: string,
): Promise<number> {
  const { terminal, signal } = context;
  using progress = new Progress(terminal);
  const deps = await context.deps(progress.note);
  const open = await openOne(values, context, deps);
  const { env } = open;
  const { schema, "dev-url": dev } = commonDefaults(env);
  const bound = withDefaults(values, {
    "dev-url": dev,
    schema,
    "lock-timeout": env?.migration.lockTimeoutMs,
  });
  required(bound["dev-url"], "dev-url");
  const { devUrl, baseline } = devOf(bound, env);
  if (!devUrl) throw new Error("the dev URL was asked for");
  if (/[\r\n]/.test(tag))
    throw new AtlasError("E_FLAG", "a tag stands on one line", { hint: "Use a word such as v1." });
  const { version: _all, ...directory }: Directory = await openDirectory(values, open, context, {
    checksum: true,
  });
  if (directory.format !== "atlas")
    throw new AtlasError("E_DIRECTORY", `files in the layout of ${directory.format} cannot be checkpoints`, {
      hint: "Import the directory with 'atlas migrate import' first.",
    });
  if (directory.files.length === 0)
    throw new AtlasError(
      "E_DIRECTORY",
      `"${directory.path}" has no files that a checkpoint could stand for`,
      {
        hint: "Nothing was written. Write the first file with 'atlas migrate diff' or 'atlas migrate new'.",
      },
    );
  const format = readPlanFormat(bound.format, directory.format);
  const template = format.template === undefined ? undefined : readFormat(format.template, [], terminal);
  const version = newVersion(directory, new Date());
  const directive = tag === "" ? "atlas:checkpoint" : `atlas:checkpoint ${tag}`;
  const name = "checkpoint";
  const events = { signal, onEvent: progress.onEvent };
  const { steps, dialect, unqualified } = await makeCheckpoint(
    {
      directory,
      devUrl,
      baseline,
      schemas: bound.schema,
      indent: format.indent,
      qualifier: values.qualifier,
      lockTimeoutMs: bound["lock-timeout"] ?? defaultLockTimeoutMs,
    },
    deps,
    events,
    (result) =>
      directoryOf(
        directory.path,
        directory.format,
        plannedFiles(
          directory,
          { version, name, steps: result.steps, directives: [directive] },
          result.dialect,
        ),
      ).files,
  );
  progress.stop();
  const planned = plannedFiles(directory, { version, name, steps, directives: [directive] }, dialect);
  const root = planRoot({ name, steps, files: planned, directory, isFree: isFree(steps, dialect) });
  const written = template
    ? planned.map((file) => ({ ...file, text: `-- ${directive}\n\n${template.print(root)}` }))
    : planned;
  const validate = (edited: Directory): Promise<void> =>
    validateDirectory({ directory: edited, devUrl, baseline }, deps, events);
  if (values.edit) await writeEdited(directory, written, context, validate);
  else await writeFiles(directory, written);
  terminal.err(unqualifiedText(unqualified));
  return 0;
}
