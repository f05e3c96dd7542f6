import {
  diagnosticsCount,
  type FileReport,
  lineOf,
  type LintReport,
  nonFileReports,
  type StepReport,
  type SuggestedFix,
  type SummaryReport,
  wrapWords,
} from "@atlas/lint";
import { elapsedNs, goDuration } from "./go-time.ts";
import type { Paint } from "./migrate-apply.ts";

/** Where people read about a code. */
export const documentation = "https://atlasgo.io/lint/analyzers#";

/** Words of a line, with what stands before them. */
export const lintWidth = 85;

/** What `migrate lint` says; empty where nothing was analysed. */
export function lintText(report: SummaryReport, paint: Paint): string {
  const steps = nonFileReports(report);
  if (report.files.length === 0 && steps.length === 0) return "";
  return [
    `${headerText(report, paint)}\n\n`,
    ...steps.map((step) => `${stepText(step, paint)}\n`),
    ...filesText(report.files, paint),
    footerText(report, paint),
  ].join("");
}

/** `Analyzing changes from version 1 to 2 (1 migration in total):` */
export function headerText({ fromVersion, toVersion, totalFiles }: SummaryReport, paint: Paint): string {
  const to = paint("cyan", toVersion ?? "");
  const range =
    fromVersion !== undefined && toVersion !== undefined
      ? ` from version ${paint("cyan", fromVersion)} to ${to}`
      : toVersion === undefined
        ? ""
        : ` until version ${to}`;
  const total = totalFiles > 0 ? ` (${counted(totalFiles, "migration")} in total)` : "";
  return `Analyzing changes${range}${total}:`;
}

/** `1 version ok, 2 with warnings`; files that fail, that only have findings, and the rest. */
export function versionStatuses(files: readonly FileReport[]): string {
  const failed = files.filter(({ error }) => error !== undefined).length;
  const warned = files.filter(({ error, reports }) => error === undefined && reports.length > 0).length;
  const parts = [
    { count: files.length - failed - warned, text: "ok" },
    { count: warned, text: "with warnings" },
    { count: failed, text: "with errors" },
  ].filter(({ count }) => count > 0);
  return parts
    .map(({ count, text }, index) =>
      index === 0 ? `${counted(count, "version")} ${text}` : `${count} ${text}`,
    )
    .join(", ");
}

export function totalChanges(files: readonly FileReport[]): number {
  return files.reduce((sum, { changes }) => sum + changes, 0);
}

function stepText({ name, result }: StepReport, paint: Paint): string {
  const reports = result?.reports ?? [];
  const dash = paint("cyan", "--");
  const lines = reports.flatMap((report) => [
    `    ${dash} ${reportTitle(report)}`,
    ...report.diagnostics.flatMap(({ text }) => wrapped(`    ${dash} `, text, 7)),
  ]);
  return [`  ${dash} ${name.toLowerCase()}`, ...lines, ...fixLines(fixesOf(reports), paint), ""].join("\n");
}

/** File by file; what could not be analysed ends the list. */
function filesText(files: readonly FileReport[], paint: Paint): readonly string[] {
  const texts: string[] = [];
  for (const file of files) {
    if (file.startedAt === undefined) {
      texts.push(`  ${paint("red", "Error:")} ${file.error ?? ""}\n\n`);
      break;
    }
    texts.push(`${fileText(file, paint)}\n`);
  }
  return texts;
}

function fileText(file: FileReport, paint: Paint): string {
  const dash = paint("cyan", "--");
  const heading = `  ${dash} analyzing version ${paint("cyan", file.version)}`;
  if (file.error !== undefined && file.reports.length === 0)
    return `${heading}\n    ${paint("red", "Error:")} ${file.error}\n`;
  const findings =
    file.reports.length === 0
      ? [`    ${dash} no diagnostics found`]
      : file.reports.flatMap((report) => reportLines(report, file, paint));
  const { startedAt = "", endedAt = "" } = file;
  const duration = paint("yellow", goDuration(elapsedNs({ startedAt, endedAt })));
  return `${[
    heading,
    ...findings,
    ...fixLines(fixesOf(file.reports), paint),
    `  ${dash} ok (${duration})`,
  ].join("\n")}\n`;
}

function reportLines(report: LintReport, file: FileReport, paint: Paint): readonly string[] {
  const dash = paint("cyan", "--");
  return [
    `    ${dash} ${reportTitle(report)}`,
    ...report.diagnostics.flatMap(({ start, text, code }) => {
      const link = code === "" ? "" : ` ${paint("underline", documentation + code)}`;
      const line = paint("cyan", `L${lineOf(file.text, start)}`);
      return wrapped(`      ${dash} ${line}: `, text + link, 9);
    }),
  ];
}

function reportTitle({ text }: LintReport): string {
  return text === "" ? "Unnamed diagnostics detected:" : `${text}:`;
}

/** Those of reports before those of findings. */
export function fixesOf(reports: readonly LintReport[]): readonly SuggestedFix[] {
  return [
    ...reports.flatMap(({ fixes }) => fixes),
    ...reports.flatMap(({ diagnostics }) => diagnostics.flatMap(({ fixes }) => fixes)),
  ];
}

function fixLines(all: readonly SuggestedFix[], paint: Paint): readonly string[] {
  const fixes = all.filter(({ message }) => message !== "");
  if (fixes.length === 0) return [];
  const title = fixes.length === 1 ? "suggested fix:" : "suggested fixes:";
  return [
    `    ${paint("cyan", "--")} ${title}`,
    ...fixes.flatMap(({ message }) => wrapped(`      ${paint("cyan", "->")} `, message, 9)),
  ];
}

/** A text behind its prefix; further lines are indented. */
function wrapped(prefix: string, text: string, indent: number): readonly string[] {
  return wrapWords(text, lintWidth - prefix.length).map((line, index) =>
    index === 0 ? prefix + line : " ".repeat(indent) + line,
  );
}

function footerText(report: SummaryReport, paint: Paint): string {
  const { files } = report;
  const changes = totalChanges(files);
  const diagnostics = diagnosticsCount(report);
  const statuses = versionStatuses(files);
  const lines = [
    paint("yellow", goDuration(elapsedNs(report))),
    ...(statuses === "" ? [] : [statuses]),
    ...(changes === 0 ? [] : [counted(changes, "schema change")]),
    ...(diagnostics === 0 ? [] : [counted(diagnostics, "diagnostic")]),
  ];
  const dash = paint("cyan", "--");
  return `  ${paint("cyan", "-".repeat(25))}\n${lines.map((line) => `  ${dash} ${line}\n`).join("")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
