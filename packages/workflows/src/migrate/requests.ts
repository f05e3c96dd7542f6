import type { Secret } from "@atlas/core";
import type { Directory, ParsedFile } from "@atlas/migrate";
import type { Selection } from "../requests.ts";
import type { DriftFindings } from "./reports.ts";

/** Which migrations of which database. */
export interface MigrationsRequest {
  readonly url: Secret<string>;
  /** Its checksum was looked at by whoever opened it. */
  readonly directory: Directory;
  /** Where the revisions table is. Default: the schema that the URL is bound to, else `atlas_schema_revisions`. */
  readonly revisionsSchema?: string | undefined;
}

/** How runs on one revisions table are kept apart. */
export interface LockRequest {
  /** Default `atlas_migrate_execute`, which other versions of Atlas take, too. */
  readonly name?: string | undefined;
  /** How long to wait, in milliseconds; 0 tries once. */
  readonly timeoutMs: number;
  /** Takes none: somebody else keeps runs apart. Default: `false`. */
  readonly skip?: boolean | undefined;
}

export interface MigrateApplyRequest extends MigrationsRequest {
  /** How many files at most. Default: all. */
  readonly amount?: number | undefined;
  /** The last version that is to run. Default: that of the last file. */
  readonly toVersion?: string | undefined;
  /** The version that the database has already, on a first run. */
  readonly baseline?: string | undefined;
  /** A first run may meet a database that has something in it. */
  readonly allowDirty: boolean;
  /** As users wrote it; what is unknown is refused once the database is there, as scripts know it. */
  readonly execOrder: string;
  readonly txMode: string;
  /** Runs nothing but checks, and writes nothing. */
  readonly dryRun: boolean;
  readonly lock: LockRequest;
  /** Written down with each revision: `Atlas CLI v0.1.0`. */
  readonly operatorVersion: string;
  /** Statements around each transaction. */
  readonly hooks: readonly TransactionHook[];
  /** Compares the database first with what its revisions should have made; not on a first run. Default: it does not. */
  readonly drift?: DriftCheck | undefined;
  /** Asked before the first file, also in a dry run. @throws what stops the run. */
  readonly review?: ((planned: PlannedMigration) => void) | undefined;
}

/** How a database is compared before files run on it. */
export interface DriftCheck extends Selection {
  /** Where the directory is replayed. Default: a dev database of our own. */
  readonly devUrl?: Secret<string> | undefined;
  /** Told what was found, whatever it is. @throws what stops the run. */
  readonly judge: (found: DriftFindings) => void;
}

/** What a run is going to do. */
export interface PlannedMigration {
  readonly files: readonly ParsedFile[];
  /** Those that are left of all files, in order. */
  readonly statements: readonly string[];
  readonly targetVersion: string;
}

/** Statements that run inside of every transaction of a migration. */
export interface TransactionHook {
  readonly name: string;
  /** A statement that fails stops nothing. */
  readonly skipErrors: boolean;
  readonly afterBegin: readonly string[];
  readonly beforeCommit: readonly string[];
  readonly beforeRollback: readonly string[];
}

export interface MigrateSetRequest extends MigrationsRequest {
  /** The version the database stands at. Default: the last of the directory; nothing at all where that is empty. */
  readonly version: string | undefined;
  readonly operatorVersion: string;
}

export interface MigrateContext {
  readonly signal: AbortSignal;
  /** Told what goes on while it goes on. Default: nobody listens. */
  readonly onEvent?: ((event: MigrateEvent) => void) | undefined;
}

export type MigrateEvent =
  | { readonly type: "waiting_for_lock"; readonly holder: string | undefined }
  /** @param file - from 1. */
  | { readonly type: "file_started"; readonly name: string; readonly file: number; readonly of: number }
  | {
      readonly type: "statement_started";
      readonly name: string;
      /** From 1. */
      readonly statement: number;
      readonly of: number;
    }
  /** A statement did not get its lock and is tried again. */
  | { readonly type: "statement_waits"; readonly name: string; readonly blockers: readonly string[] };
