import type { CheckReport, FileReport } from "@atlas/migrate";
import type { MigrateApplyReport } from "@atlas/workflows";
import type { Style } from "../terminal.ts";
import { elapsedNs, goDuration } from "./go-time.ts";

/** Puts a text into a style where the output is a terminal. */
export type Paint = (style: Style, text: string) => string;

/** What a run of `migrate apply` did, file by file. */
export function migrateApplyText(report: MigrateApplyReport, paint: Paint): string {
  if (report.pending.length === 0 && !report.error) return `${nothingToDo}\n`;
  const files = report.applied.map((file) => fileText(file, paint)).join("");
  const isTold = report.applied.some(hasError);
  const stopped = report.error && !isTold ? `\n${errorLine(report.error.message, paint)}` : "";
  const rule = paint("cyan", "-".repeat(25));
  return `${headerText(report, paint)}\n${files}${stopped}\n  ${rule}\n${summaryText(report, "  ", paint)}\n`;
}

export const nothingToDo = "No migration files to execute";

/** `Migrating to version 2 from 1 (1 migrations in total):`, always in the plural. */
export function headerText({ target, current, pending }: MigrateApplyReport, paint: Paint): string {
  const from = current === "" ? "" : ` from ${paint("cyan", current)}`;
  return `Migrating to version ${paint("cyan", target)}${from} (${pending.length} migrations in total):`;
}

/** How long it took and what was done, a line each. */
export function summaryText(report: MigrateApplyReport, indent: string, paint: Paint): string {
  return summaryOf(report, indent, paint, { checks: true });
}

/** The same of any run over files. @param options.checks - they are counted, too; those that fail always are. */
export function summaryOf(
  report: Pick<MigrateApplyReport, "applied" | "startedAt" | "endedAt">,
  indent: string,
  paint: Paint,
  options: { readonly checks: boolean },
): string {
  const failed = report.applied.filter(hasError).length;
  const checks = report.applied.flatMap((file) => file.checks.filter(({ untried }) => !untried));
  const failedChecks = checks.filter(({ error }) => error !== undefined).length;
  const statements = report.applied.reduce((sum, file) => sum + file.applied.length, 0);
  // The last statement of a file that failed is the one that did.
  const failedStatements = report.applied.filter(hasFailedStatement).length;
  const lines = [
    paint("yellow", goDuration(elapsedNs(report))),
    counted(report.applied.length - failed, failed, "migration"),
    options.checks || failedChecks > 0 ? checksText(checks.length - failedChecks, failedChecks) : "",
    counted(statements - failedStatements, failedStatements, "sql statement"),
  ];
  return lines
    .filter((line) => line !== "")
    .map((line) => `${indent}${paint("cyan", "--")} ${line}`)
    .join("\n");
}

function hasError({ error, checks }: FileReport): boolean {
  return error !== undefined || checks.some((check) => check.error !== undefined);
}

/** Whether the file got as far as a statement that failed. */
function hasFailedStatement({ error, applied }: FileReport): boolean {
  return error !== undefined && applied.at(-1) === error.statement;
}

/** `2 migrations`, `1 migration ok, 2 with errors`, `1 migration with errors`; empty: there are none. */
function counted(ok: number, failed: number, noun: string): string {
  if (failed === 0) return ok === 0 ? "" : `${ok} ${noun}${plural(ok)}`;
  if (ok === 0) return `${failed} ${noun}${plural(failed)} with errors`;
  return `${ok} ${noun}${plural(ok)} ok, ${failed} with errors`;
}

function checksText(ok: number, failed: number): string {
  if (failed === 0) return ok === 0 ? "" : `${ok} check${plural(ok)}`;
  if (ok === 0) return `${failed} check error${plural(failed)}`;
  return `${ok} check${plural(ok)} ok, ${failed} failure${plural(failed)}`;
}

function plural(count: number): string {
  return count > 1 ? "s" : "";
}

/** The part of a report about one file, after an empty line. */
export function fileText(file: FileReport, paint: Paint): string {
  const checks = file.checks.map((check) => checkText(check, file.version, paint)).join("");
  if (file.checks.some(({ error }) => error !== undefined)) return checks;
  const dashes = paint("cyan", "--");
  const statements = file.applied.map((statement) => statementText(statement, "cyan", paint)).join("");
  const spentNs = file.checks.reduce((sum, check) => sum + elapsedNs(check), 0);
  const end = file.error ? errorLine(file.error.text, paint) : okLine(elapsedNs(file) - spentNs, paint);
  return `${checks}\n  ${dashes} migrating version ${paint("cyan", file.version)}\n${statements}${end}`;
}

function checkText(check: CheckReport, version: string, paint: Paint): string {
  const dashes = paint("cyan", "--");
  const statements = check.statements
    .map(({ statement, error }) => statementText(statement, error === undefined ? "cyan" : "red", paint))
    .join("");
  const untried = check.untried && `    ${paint("yellow", check.untried.text.replaceAll("\n", " "))}\n`;
  const end = check.error ? errorLine(check.error.text, paint) : (untried ?? okLine(elapsedNs(check), paint));
  return `\n  ${dashes} checks before migrating version ${paint("cyan", version)}\n${statements}${end}`;
}

export function statementText(statement: string, style: Style, paint: Paint): string {
  return `    ${paint(style, "->")} ${statement.replaceAll("\n", `\n${" ".repeat(7)}`)}\n`;
}

export function okLine(ns: number, paint: Paint): string {
  return `  ${paint("cyan", "--")} ${paint("green", "ok")} (${paint("yellow", goDuration(ns))})\n`;
}

export function errorLine(text: string, paint: Paint): string {
  return text
    .split("\n")
    .map((line) => `    ${paint("redBgWhiteFg", line)}\n`)
    .join("");
}
