import type { Driver, MigrationSupport } from "@atlas/core";
import type { MigrationFile, ParsedFile } from "./directory.ts";
import type { ExecutionEvents, ExecutionReport } from "./report.ts";
import type { Revisions } from "./revisions.ts";
import { Run } from "./run.ts";
import type { TxMode } from "./tx-mode.ts";

/** What every run is told, forwards and back. */
export interface RunOptions {
  readonly migrations: MigrationSupport;
  /** Opened on the same driver. Its table is made where it is missing, except in a dry run. */
  readonly revisions: Revisions;
  /** `Atlas CLI v0.1.0` */
  readonly operatorVersion: string;
  /** Nothing is run but the checks, and nothing is written. Default: `false`. */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How long a statement waits for a lock on a table, in milliseconds; 0: as long as it takes. Default 5 000. */
  readonly lockTimeoutMs?: number | undefined;
  /** How often what did not get its lock is tried again. Default 6. */
  readonly lockRetries?: number | undefined;
  /** Default: the clock. */
  readonly now?: (() => Date) | undefined;
}

export interface ExecutionOptions extends RunOptions {
  /** Entries of `atlas.sum` without `h1:`, by the name of the file. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Default `file`. */
  readonly txMode?: TxMode | undefined;
  /** The file whose version is recorded as there before the first one runs (`Pending.baseline`). */
  readonly baseline?: MigrationFile | undefined;
  /** How long a statement may run, in milliseconds; 0: as long as it takes. Default 0. */
  readonly statementTimeoutMs?: number | undefined;
  readonly events?: ExecutionEvents | undefined;
  /** Waits between two tries, less long once the signal is aborted. Default: real time. */
  readonly wait?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/**
 * Runs migration files, in the order given, and keeps the revisions table: wherever a run ends, by a failure, a killed
 * process or a lost connection, the next one goes on without running a statement twice or leaving one out.
 *
 * A statement and the row that says so are written in one transaction wherever a transaction can hold the statement.
 * Otherwise the row says before the statement runs that it is about to, with a trace of what the catalog holds under
 * its names; a later run compares that trace with the present one.
 *
 * The caller holds the lock that keeps runs apart.
 *
 * @param files - those of `pendingFiles`, taken apart.
 * @throws {ExecutionError} with the report: `E_MIGRATE`, `E_CHECK` for a check that does not hold, `E_CANCELLED`,
 *   `E_CONNECTION_LOST`, `E_LOCK_TIMEOUT`, `E_TIMEOUT`, and `E_APPLY` for a statement that the server refused.
 */
export async function executeFiles(
  driver: Driver,
  files: readonly ParsedFile[],
  options: ExecutionOptions,
): Promise<ExecutionReport> {
  return new Run(driver, files, options).execute();
}
