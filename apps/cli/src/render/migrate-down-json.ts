import type { DownFileReport } from "@atlas/migrate";
import type { MigrateDownReport } from "@atlas/workflows";
import { goTime } from "./go-time.ts";
import { fileJson, fileNameJson } from "./migrate-apply-json.ts";
import { urlJson } from "./url-json.ts";

type Json = Readonly<Record<string, unknown>>;

/** The JSON report of `migrate down`, with the keys that wrappers of the CLI read. */
export function migrateDownJson(report: MigrateDownReport): Json {
  const { planned, reverted, current, target, error, notes } = report;
  return {
    Planned: planned.map(fileNameJson),
    Reverted: reverted.map(revertedJson),
    Current: current,
    Target: target,
    Total: planned.length,
    Start: goTime(report.startedAt),
    End: goTime(report.endedAt),
    URL: urlJson(report.redactedUrl, report.bound),
    ...(!error && !report.dryRun && planned.length > 0 && { Status: "APPLIED" }),
    ...(notes.length > 0 && { Notes: notes }),
    ...(error && { Error: error.message, Code: error.code }),
  };
}

/** Keys of our own: `Source` (`file`, `diff`), and `Losses` of those statements that lose something. */
export function revertedJson(file: DownFileReport): Json {
  const { Error: failed, ...json } = fileJson(file);
  const losses = file.applied.flatMap((statement, index) => {
    const lost = file.losses[index] ?? [];
    return lost.length === 0 ? [] : [{ Stmt: statement, Losses: lost }];
  });
  return {
    ...json,
    Scope: file.scope,
    Source: file.source,
    ...(losses.length > 0 && { Losses: losses }),
    ...(failed !== undefined && { Error: failed }),
  };
}
