import { AtlasError, type ErrorCode } from "@atlas/core";
import type { ParsedFile } from "./directory.ts";

/** What a run did, or in a dry run would do. Plain data. */
export interface ExecutionReport {
  /** Those that were begun, in their order. */
  readonly files: readonly FileReport[];
  /** In RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** What stopped the run. */
  readonly error?: ReportError;
}

export interface ReportError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A statement that failed, and why in the words of the server. */
export interface StatementError {
  readonly statement: string;
  readonly text: string;
}

export interface FileReport {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** How many of its statements were applied by an earlier run. */
  readonly skipped: number;
  /** Those that were run, in their order; the last one is the one that failed, where one did. */
  readonly applied: readonly string[];
  readonly checks: readonly CheckReport[];
  readonly error?: StatementError;
  /** The database took back all of it: nothing of this run is left of the file. Default: `false`. */
  readonly undone?: boolean;
}

export interface CheckReport {
  /** `checks.sql`, `checks/roles.sql`. */
  readonly name: string;
  readonly statements: readonly { readonly statement: string; readonly error?: string }[];
  readonly error?: StatementError;
  /** Of a dry run: nobody knows whether it will hold, as the server refused it before other files have run. */
  readonly untried?: StatementError;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** What is told while a run is under way. */
export interface ExecutionEvents {
  /** @param skipped - how many statements an earlier run has applied. */
  readonly onFileStart?: (file: ParsedFile, skipped: number) => void;
  readonly onCheckStart?: (file: ParsedFile, check: string) => void;
  readonly onCheckEnd?: (file: ParsedFile, report: CheckReport) => void;
  /** @param index - in the file, from 0. */
  readonly onStatementStart?: (file: ParsedFile, index: number) => void;
  readonly onStatementEnd?: (file: ParsedFile, index: number, durationMs: number) => void;
  readonly onStatementError?: (file: ParsedFile, index: number, text: string) => void;
  /** Also for one that failed. */
  readonly onFileEnd?: (file: ParsedFile, report: FileReport) => void;
  /** A statement waits for others. @param blockers - who they are: `psql (process 123 of alice, idle in transaction)`. */
  readonly onLockWait?: (file: ParsedFile, statement: string, blockers: readonly string[]) => void;
  /** A statement did not get its lock in time: what it stood with was taken back and is tried again. @param attempt - from 1. */
  readonly onRetry?: (file: ParsedFile, statement: string, attempt: number) => void;
}

/** Why a run ended, with the report of what it did until then. */
export class RunError<Report> extends AtlasError {
  readonly report: Report;

  constructor(cause: AtlasError, report: Report) {
    super(cause.code, cause.message, {
      details: cause.details,
      ...(cause.hint !== undefined && { hint: cause.hint }),
      ...(cause.place && { place: cause.place }),
      cause,
    });
    this.report = report;
  }
}

/** A run stopped half-way. The report says what became of each file. */
export class ExecutionError extends RunError<ExecutionReport> {
  override readonly name: string = "ExecutionError";
}
