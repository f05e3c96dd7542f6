import type { Revision } from "@atlas/core";
import type { DownFileReport, FileReport, ReportError } from "@atlas/migrate";

/** A migration file as reports name it. */
export interface FileName {
  /** `20240101_add_users.sql`. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** Where migration files ran or were to run. */
export interface MigrateTarget {
  /** What reports call the family of the database: `postgres`, `mariadb`. */
  readonly driver: string;
  /** With the password as `xxxxx`. */
  readonly redactedUrl: string;
  /** The schema that the URL is bound to; `null`: the whole database. */
  readonly bound: string | null;
  /** The directory as users wrote it, without `file://`. */
  readonly dir: string;
}

/** What became of a run of `migrate apply`, well or not. Statements and messages as people may see them. */
export interface MigrateApplyReport extends MigrateTarget {
  /** All files of the run, in the order in which they run; empty: there was nothing to do. */
  readonly pending: readonly FileName[];
  /** Those of them that were begun. */
  readonly applied: readonly FileReport[];
  /** The last version before the run; empty: none. */
  readonly current: string;
  /** The last version of the run; empty: there is nothing to do. */
  readonly target: string;
  /** In RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** What stopped the run. */
  readonly error?: ReportError;
}

/** How far a database is. */
export interface MigrateStatusReport extends MigrateTarget {
  /** All files of the directory. */
  readonly available: readonly FileName[];
  /** Files that stand before the last version and were never run. */
  readonly outOfOrder: readonly FileName[];
  /** Files that run next. */
  readonly pending: readonly FileName[];
  /** Whether the first of `pending` is a checkpoint that stands for all before it. */
  readonly startsAtCheckpoint: boolean;
  readonly revisions: readonly Revision[];
  /** The last revision where its file is applied in part, and nobody has said that this is settled. */
  readonly partial?: {
    readonly applied: number;
    readonly total: number;
    /** Empty: it failed without a word. */
    readonly error: string;
    readonly stmt: string;
  };
}

/** What `migrate set` changed in the revisions table. */
export interface MigrateSetReport {
  /** The version that the database now stands at; empty: none. */
  readonly current: string;
  /** By version. */
  readonly set: readonly FileName[];
  readonly removed: readonly FileName[];
}

/** What became of a run of `migrate down`, well or not. */
export interface MigrateDownReport extends MigrateTarget {
  /** The newest first; empty: there was nothing to take back. */
  readonly planned: readonly FileName[];
  /** Those of them that were begun. */
  readonly reverted: readonly DownFileReport[];
  /** The last version before the run; empty: none. */
  readonly current: string;
  /** The version that is to be left; empty: none. */
  readonly target: string;
  /** Nothing was run but checks. */
  readonly dryRun: boolean;
  /** What would be lost was not looked at. */
  readonly skippedChecks: boolean;
  /** What people should know besides. */
  readonly notes: readonly string[];
  /** In RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly error?: ReportError;
}

/** How a database compares with what its revisions should have made. */
export interface MigrateDriftReport extends MigrateTarget, DriftFindings {
  /** The last version; empty: none. */
  readonly current: string;
  /** How many files are still to run. */
  readonly pending: number;
}

/** What comparing a database found. */
export interface DriftFindings {
  /**
   * `OK`: it is what they make; `DRIFT`: it is not; `UNREAD`: what was compared is, but something is there on both sides
   * that is not compared.
   */
  readonly status: "OK" | "DRIFT" | "UNREAD";
  /** What differs, as people say it: `table "users" has no column "email"`. */
  readonly changes: readonly DriftChange[];
  /** Statements that make the database what its revisions should have made. */
  readonly statements: readonly {
    readonly sql: string;
    readonly comment: string;
    readonly loses: readonly string[];
  }[];
  /** What is on both sides and is not compared. */
  readonly unread: readonly string[];
  /** What differs and belongs to a class of objects that is not managed. */
  readonly notManaged: readonly string[];
}

export interface DriftChange {
  /** What would make it as it should be: `drop_table`, `add_column`. */
  readonly change: string;
  /** `table "tags"`, `column "users.email"`. */
  readonly subject: string;
}
