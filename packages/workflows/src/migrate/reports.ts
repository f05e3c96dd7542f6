import type { Revision } from "@atlas/core";
import type { FileReport, ReportError } from "@atlas/migrate";

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
