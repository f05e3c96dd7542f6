import type { LintReport } from "./analyzer.ts";

/** What became of one file. Plain data; offsets in UTF-16 units of `text`. */
export interface FileReport {
  readonly name: string;
  readonly version: string;
  readonly text: string;
  /** Only those in which something is left after all that was silenced. */
  readonly reports: readonly LintReport[];
  /** Why it fails the run. Absent: it does not. */
  readonly error?: string;
  /** Top-level changes of its statements. */
  readonly changes: number;
  /** What became of the file since others had it. Absent: nothing, or nobody says what others have. */
  readonly change?: "ADDED" | "MODIFIED";
  /** In RFC 3339, with fractions of a second. */
  readonly startedAt?: string;
  readonly endedAt?: string;
}

/** One step of a lint run. */
export interface StepReport {
  readonly name: string;
  readonly text: string;
  readonly error?: string;
  /** Of the file that it analysed; of a step that is about no file, one without a name. */
  readonly result?: FileReport;
}

/** A whole lint run, as it is printed. */
export interface SummaryReport {
  /** What reports call the family of the dev database: `postgres`, `mariadb`. */
  readonly driver: string;
  /** Of the dev database, without its password. */
  readonly redactedUrl: string;
  /** The schema that the dev URL is bound to; `null`: none. */
  readonly boundSchema: string | null;
  /** The directory, as users wrote it. */
  readonly directory: string;
  /** Version of the last file that was taken as merged; absent: there is none. */
  readonly fromVersion?: string;
  readonly toVersion?: string;
  /** How many files were new. */
  readonly totalFiles: number;
  /** HCL before and after the new files; absent: it was not reached. */
  readonly schema?: { readonly current: string; readonly desired: string };
  readonly steps: readonly StepReport[];
  /** Files that were analysed, and last the one that something went wrong with. */
  readonly files: readonly FileReport[];
  /** In RFC 3339, with fractions of a second. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Reports on no file in particular, such as those on the history. */
export function nonFileReports(report: SummaryReport): readonly StepReport[] {
  return report.steps.filter(({ result }) => result && result.name === "");
}

export function diagnosticsCount(report: SummaryReport): number {
  return [...report.files, ...nonFileReports(report).flatMap(({ result }) => result ?? [])]
    .flatMap(({ reports }) => reports)
    .reduce((sum, { diagnostics }) => sum + diagnostics.length, 0);
}

/** Whether the run ends with 1. */
export function hasFailed(report: SummaryReport): boolean {
  return (
    report.files.some(({ error }) => error !== undefined) ||
    report.steps.some(({ error, result }) => error !== undefined && result !== undefined)
  );
}
