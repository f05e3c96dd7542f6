import { AtlasError, Secret } from "@atlas/core";
import { hasFailed } from "@atlas/lint";
import type { LintSettings } from "@atlas/project";
import { type Detector, lintDirectory, type LintResult } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { analysisSettings, lintSettingsOf } from "../../project/lint.ts";
import { projectAnalyzers } from "../../project/lint-rules.ts";
import { type OpenEnv, openOne, required } from "../../project/open.ts";
import { tellUnusedLint } from "../../project/unused-lint.ts";
import { lintText } from "../../render/lint.ts";
import { Progress } from "../../render/progress.ts";
import { devOf } from "../shared.ts";
import { latestOf, type MigrateLintValues } from "./lint.ts";
import { openDirectory } from "./shared.ts";

/** Runs `migrate lint`. @returns the exit code. */
export async function lintCommand(values: MigrateLintValues, context: CommandContext): Promise<number> {
  const given = values.format ?? values.log;
  const early = given === undefined ? undefined : await printerOf(given, context);
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const open = await openOne(values, context, deps);
  const settings = lintSettingsOf(open);
  tellUnusedLint(settings, progress.note);
  const print = early ?? (await printerOf(settings.format ?? open.env?.format["migrate.lint"], context));
  const bound = { "dev-url": values["dev-url"] ?? open.env?.dev?.url.reveal() };
  const dev = devOf({ "dev-url": required(bound["dev-url"], "dev-url") }, open.env);
  const detector = await detectorOf(values, settings, open, context);
  if (values.base && detector.type !== "directory") progress.note(unusedBase(values.base, detector));
  const directory = await openDirectory(values, open, context, { checksum: false });
  const url = values.url ?? open.env?.url?.reveal();
  const result = await lintDirectory(
    {
      directory,
      devUrl: dev.devUrl ?? new Secret(""),
      baseline: dev.baseline,
      detector,
      settings: analysisSettings(settings),
      nonLinear: settings.analyzers["non_linear"],
      extra: await projectAnalyzers(settings, { signal: context.signal, note: progress.note }),
      url: url === undefined || url === "" ? undefined : new Secret(url),
    },
    deps,
    { signal: context.signal, onEvent: progress.onEvent },
  );
  progress.stop();
  context.terminal.out(print(result));
  return hasFailed(result.report) ? 1 : 0;
}

/**
 * How new files are told: by the command line, else by the project file.
 *
 * @throws {AtlasError} `E_FLAG` where neither says.
 */
async function detectorOf(
  values: MigrateLintValues,
  settings: LintSettings,
  open: OpenEnv,
  context: CommandContext,
): Promise<Detector> {
  const folder = values["git-dir"] ?? settings.git?.dir ?? ".";
  const latest = latestOf(values.latest);
  if (latest !== undefined) return { type: "latest", count: latest };
  if (values["git-base"]) return { type: "git", base: values["git-base"], folder };
  if (values.base) return directoryDetector(values.base, open, context);
  if (settings.latest !== undefined && settings.latest !== 0)
    return { type: "latest", count: settings.latest };
  if (settings.git) return { type: "git", base: settings.git.base ?? "master", folder };
  const directory = values.dir ?? open.env?.migration.dir ?? "";
  if (open.env?.migration.repo ?? directory.startsWith("atlas://")) throw noRegistry();
  throw new AtlasError("E_FLAG", "--latest or --git-base is required", {
    hint: "Say how many files are new with --latest 1, or which branch has the others with --git-base main.",
  });
}

/** A base that is not compared with is told, as its name promises what does not happen. */
function unusedBase(base: string, { type }: Detector): string {
  const flag = type === "latest" ? "--latest" : "--git-base";
  return `--base ${base} is not compared with: ${flag} says which files are new`;
}

async function directoryDetector(base: string, open: OpenEnv, context: CommandContext): Promise<Detector> {
  if (base.startsWith("atlas://")) throw noRegistry();
  const other = await openDirectory({ dir: base, "dir-format": undefined }, open, context, {
    checksum: false,
  });
  return { type: "directory", files: other.files };
}

function noRegistry(): AtlasError {
  return new AtlasError(
    "E_FLAG",
    "directories of a registry cannot be compared with: this version has no registry yet",
    {
      hint: "Say which files are new with --latest or --git-base, or name another folder with --base file://….",
    },
  );
}

type Print = (result: LintResult) => string;

async function printerOf(template: string | undefined, context: CommandContext): Promise<Print> {
  const { terminal, version } = context;
  if (template === undefined)
    return ({ report }) => lintText(report, (style, text) => terminal.style("out", style, text));
  const [{ readFormat }, { lintFunctions, lintRoot }] = await Promise.all([
    import("../../format/format.ts"),
    import("../../format/lint-root.ts"),
  ]);
  const format = readFormat(template, lintFunctions, terminal);
  return (result) => format.print(lintRoot(result, terminal, version));
}
