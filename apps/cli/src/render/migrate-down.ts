import type { CheckReport, DownFileReport } from "@atlas/migrate";
import type { MigrateDownReport } from "@atlas/workflows";
import { elapsedNs } from "./go-time.ts";
import { errorLine, okLine, type Paint, statementText, summaryOf } from "./migrate-apply.ts";

export const nothingToRevert = "No migration files to revert";

/** What a run of `migrate down` did, file by file. */
export function migrateDownText(report: MigrateDownReport, paint: Paint): string {
  const { planned, reverted, current, target, error } = report;
  if (planned.length === 0 && !error) return `${nothingToRevert}\n`;
  const count = `${planned.length} migration${planned.length === 1 ? "" : "s"} in total`;
  const to = paint("cyan", target === "" ? "0" : target);
  const header = `Migrating down from version ${paint("cyan", current)} to ${to} (${count}):`;
  const files = reverted.map((file) => fileText(file, report, paint)).join("");
  const isTold = reverted.some((file) => file.error ?? file.checks.some((check) => check.error));
  const stopped = error && !isTold ? `\n${errorLine(error.message, paint)}` : "";
  const rule = paint("cyan", "-".repeat(25));
  const summary = summaryOf({ ...report, applied: reverted }, "  ", paint, { checks: false });
  return `${header}\n${files}${stopped}\n  ${rule}\n${summary}\n`;
}

/** What should be known besides: where the statements are from, and what goes with them. */
export function migrateDownNotes({ reverted, notes, skippedChecks, error }: MigrateDownReport): string {
  const isRefused = error?.code === "E_CHECK";
  const losses = reverted.flatMap(({ losses: all }) => (skippedChecks && !isRefused ? all.flat() : []));
  const sources = reverted.map(
    ({ version, source }) =>
      `version ${version}: ${source === "file" ? "by its own down part" : "by computed statements"}\n`,
  );
  return (
    sources.join("") +
    [...new Set(losses)].map((lost) => `loses data: ${lost}\n`).join("") +
    notes.map((note) => `note: ${note}\n`).join("")
  );
}

function fileText(file: DownFileReport, report: MigrateDownReport, paint: Paint): string {
  const dashes = paint("cyan", "--");
  const version = paint("cyan", file.version);
  const checks = file.checks.map((check) => checkText(check, file.version, paint)).join("");
  if (file.checks.some(({ error }) => error !== undefined)) return checks;
  const by = file.source === "file" ? " with its down file" : "";
  const statements = file.applied
    .map((statement, index) => {
      const lost = report.skippedChecks ? (file.losses[index] ?? []) : [];
      return (
        statementText(bare(statement), "cyan", paint) + lost.map((one) => `       loses ${one}\n`).join("")
      );
    })
    .join("");
  const end = file.error ? errorLine(file.error.text, paint) : okLine(elapsedNs(file), paint);
  return `${checks}\n  ${dashes} reverting version ${version}${by}\n${statements}${end}`;
}

function checkText(check: CheckReport, version: string, paint: Paint): string {
  const statements = check.statements
    .map(({ statement, error }) =>
      statementText(bare(statement), error === undefined ? "cyan" : "red", paint),
    )
    .join("");
  const end = check.error ? errorLine(check.error.text, paint) : okLine(elapsedNs(check), paint);
  const dashes = paint("cyan", "--");
  return `\n  ${dashes} checks before reverting version ${paint("cyan", version)}\n${statements}${end}`;
}

function bare(statement: string): string {
  return statement.replace(/;\s*$/, "");
}
