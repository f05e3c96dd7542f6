import { type Revision, revisionTypes } from "@atlas/core";
import type { FileName, MigrateStatusReport } from "@atlas/workflows";
import { goTime } from "./go-time.ts";
import { fileNameJson } from "./migrate-apply-json.ts";
import type { Paint } from "./migrate-apply.ts";
import { urlJson } from "./url-json.ts";

type Json = Readonly<Record<string, unknown>>;

/** What is said of a status, in words and numbers. */
export interface StatusWords {
  readonly status: "OK" | "PENDING";
  readonly current: string;
  readonly next: string;
  /** Statements of a file that is applied in part: those that are, and all; 0: the last file is done. */
  readonly count: number;
  readonly total: number;
  /** On one line each; empty: none. */
  readonly error: string;
  readonly sql: string;
}

export function statusWords(report: MigrateStatusReport): StatusWords {
  const { pending, outOfOrder, partial, revisions } = report;
  const next = outOfOrder.length > 0 ? "UNKNOWN" : (pending[0]?.version ?? "Already at latest version");
  return {
    status: pending.length + outOfOrder.length === 0 ? "OK" : "PENDING",
    current: revisions.at(-1)?.version ?? "No migration applied yet",
    next,
    count: partial?.applied ?? 0,
    total: partial?.total ?? 0,
    error: oneLine(partial?.error ?? ""),
    sql: oneLine(partial?.stmt ?? ""),
  };
}

function oneLine(text: string): string {
  return text.replaceAll("\n", " ");
}

/** How far a database is, as `migrate status` says it. */
export function migrateStatusText(report: MigrateStatusReport, paint: Paint): string {
  const words = statusWords(report);
  const { pending, outOfOrder, revisions, partial, startsAtCheckpoint } = report;
  const current = partial ? ` (${partial.applied} statements applied)` : "";
  const left = partial ? ` (${partial.total - partial.applied} statements left)` : "";
  const isCheckpoint = startsAtCheckpoint && outOfOrder.length === 0;
  const line = (name: string, text: string): string => `  ${paint("cyan", "--")} ${name} ${text}\n`;
  const isDone = words.status === "OK";
  return [
    `Migration Status: ${paint(isDone ? "green" : "yellow", words.status)}\n`,
    line("Current Version:", `${paint("cyan", words.current)}${current}`),
    line(
      "Next Version:   ",
      `${paint("cyan", words.next)}${isCheckpoint ? " (checkpoint)" : ""}${outOfOrder.length > 0 ? "" : left}`,
    ),
    line("Executed Files: ", `${revisions.length}${partial ? " (last one partially)" : ""}`),
    line("Pending Files:  ", pendingText(pending, outOfOrder)),
    outOfOrder.length > 0 ? `\n  ${paint("red", "ERROR:")} ${outOfOrderText(outOfOrder)}\n` : "",
    words.error === "" ? "" : failureText(words, paint),
  ].join("");
}

/** `3`, `3 (1 out of order)`, `1 (out of order)`. */
function pendingText(pending: readonly FileName[], outOfOrder: readonly FileName[]): string {
  const late = outOfOrder.length;
  if (late === 0) return String(pending.length);
  return pending.length === 0 ? `${late} (out of order)` : `${pending.length + late} (${late} out of order)`;
}

function outOfOrderText(files: readonly FileName[]): string {
  const names = files.map(({ name }) => name).join(", ");
  const start = files.length === 1 ? `migration file ${names} was` : `migration files ${names} were`;
  return `${start} added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error`;
}

function failureText({ sql, error }: StatusWords, paint: Paint): string {
  const dashes = paint("cyan", "--");
  return `\nLast migration attempt had errors:\n  ${dashes} SQL:   ${sql}\n  ${dashes} ERROR: ${paint("red", error)}\n`;
}

/** The JSON report of `migrate status`. */
export function migrateStatusJson(report: MigrateStatusReport): Json {
  const words = statusWords(report);
  const { outOfOrder, pending, revisions } = report;
  return {
    Env: { Driver: report.driver, URL: urlJson(report.redactedUrl, report.bound), Dir: report.dir },
    Available: report.available.map(fileNameJson),
    ...(outOfOrder.length > 0 && { OutOfOrder: outOfOrder.map(fileNameJson) }),
    ...(pending.length > 0 && { Pending: pending.map(fileNameJson) }),
    ...(revisions.length > 0 && { Applied: revisions.map(revisionJson) }),
    Current: words.current,
    Next: words.next,
    ...(words.count > 0 && { Count: words.count }),
    ...(words.total > 0 && { Total: words.total }),
    Status: words.status,
    ...(words.error !== "" && { Error: words.error }),
    ...(words.sql !== "" && { SQL: words.sql }),
  };
}

export function revisionJson(revision: Revision): Json {
  return {
    Version: revision.version,
    Description: revision.description,
    Type: typeText(revision.type),
    Applied: revision.applied,
    Total: revision.total,
    ExecutedAt: goTime(revision.executedAt),
    ExecutionTime: revision.executionTime,
    ...(revision.error !== "" && { Error: revision.error }),
    ...(revision.errorStmt !== "" && { ErrorStmt: revision.errorStmt }),
    OperatorVersion: revision.operatorVersion,
  };
}

function typeText(type: number): string {
  const { baseline, execute, resolved } = revisionTypes;
  if (type === baseline) return "baseline";
  if (type === execute) return "applied";
  if (type === resolved) return "manually set";
  if (type === (execute | resolved)) return "applied + manually set";
  return `unknown (${type.toString(2).padStart(4, "0")})`;
}
