import type { CheckReport, FileReport, StatementError } from "@atlas/migrate";
import type { FileName, MigrateApplyReport } from "@atlas/workflows";
import { goTime } from "./go-time.ts";
import { nothingToDo } from "./migrate-apply.ts";
import { urlJson } from "./url-json.ts";

type Json = Readonly<Record<string, unknown>>;

/** The JSON report of `migrate apply`, with the keys that wrappers of the CLI read. */
export function migrateApplyJson(report: MigrateApplyReport): Json {
  const { current, error, redactedUrl, bound } = report;
  return {
    Driver: report.driver,
    URL: urlJson(redactedUrl, bound),
    Dir: report.dir,
    Pending: report.pending.map(fileNameJson),
    Applied: report.applied.map(fileJson),
    ...(current !== "" && { Current: current }),
    Target: report.target,
    Start: goTime(report.startedAt),
    End: goTime(report.endedAt),
    ...(error ? { Error: error.message, Code: error.code } : { Message: messageOf(report) }),
  };
}

/** One sentence about a run that went well. */
function messageOf({ pending, target, current }: MigrateApplyReport): string {
  if (pending.length === 0) return nothingToDo;
  return `Migrated to version ${target} from ${current} (${pending.length} migrations in total)`;
}

export function fileNameJson({ name, version, description }: FileName): Json {
  return { Name: name, Version: version, Description: description };
}

export function fileJson(file: FileReport): Json {
  return {
    ...fileNameJson(file),
    Start: goTime(file.startedAt),
    End: goTime(file.endedAt),
    ...(file.skipped > 0 && { Skipped: file.skipped }),
    Applied: file.applied,
    ...(file.checks.length > 0 && { Checks: file.checks.map(checkJson) }),
    ...(file.error && { Error: failedJson(file.error) }),
  };
}

export function checkJson({ name, statements, error, untried, startedAt, endedAt }: CheckReport): Json {
  return {
    Name: name,
    Stmts: statements.map((one) => ({
      Stmt: one.statement,
      ...(one.error !== undefined && { Error: one.error }),
    })),
    ...(error && { Error: failedJson(error) }),
    ...(untried && { Untried: failedJson(untried) }),
    Start: goTime(startedAt),
    End: goTime(endedAt),
  };
}

export function failedJson({ statement, text }: StatementError): Json {
  return { Stmt: statement, Text: text };
}
