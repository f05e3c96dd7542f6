import { AtlasError, nearest, type Revision, revisionTypes } from "@atlas/core";
import { fileDirectives } from "./directives.ts";
import type { MigrationFile } from "./directory.ts";

export const execOrders = ["linear", "linear-skip", "non-linear"] as const;

/** What to do with a file that was added among those that ran already: refuse, leave alone, run it first. */
export type ExecOrder = (typeof execOrders)[number];

/** How a directory and a revisions table stand to each other. */
export interface History {
  /** In the order in which they run, the one that is partially applied first. Without those out of order. */
  readonly pending: readonly MigrationFile[];
  /** Added among the files that ran already. */
  readonly outOfOrder: readonly MigrationFile[];
  /** What ran last; absent: nothing did. */
  readonly last?: Revision;
}

export interface HistoryOptions {
  /** In the order of the directory, checkpoints included. */
  readonly files: readonly MigrationFile[];
  /** By version. */
  readonly revisions: readonly Revision[];
}

export interface PendingOptions extends HistoryOptions {
  /** Default `linear`. */
  readonly execOrder?: ExecOrder | undefined;
  /** The version that the database has already, on a first run. Ignored once there are revisions. */
  readonly baseline?: string | undefined;
  /** A first run may meet a database that has something in it. Default: `false`. */
  readonly allowDirty?: boolean | undefined;
  /** How many files at most. Default: all. */
  readonly amount?: number | undefined;
  /** The last version that is to run. Default: that of the last file. */
  readonly toVersion?: string | undefined;
  /** Why the database is not clean (`Driver.occupied`), asked for on a first run alone; absent: it is. */
  readonly dirt?: string | undefined;
}

export interface Pending {
  /** In the order in which they run. Empty: nothing is to be done. */
  readonly files: readonly MigrationFile[];
  /** The file whose version is recorded before the first one runs, without running it. */
  readonly baseline?: MigrationFile;
  /** Left alone because of `linear-skip`. */
  readonly skipped: readonly MigrationFile[];
}

/** Whether a file stands for all that come before it, by the directive at its top. */
export function isCheckpoint({ text }: MigrationFile): boolean {
  return fileDirectives(text).some(({ name }) => name === "checkpoint");
}

/** Whether a file is applied in part and is to be gone on with. */
export function isPartial({ applied, total, type }: Revision): boolean {
  return applied !== total && (type & revisionTypes.resolved) === 0;
}

/** Whether somebody has said since that the database stands at a later version: then the file was settled by hand. */
function isPassed({ version, executedAt }: Revision, revisions: readonly Revision[]): boolean {
  return revisions.some(
    (other) =>
      other.version > version &&
      (other.type & revisionTypes.resolved) !== 0 &&
      Date.parse(other.executedAt) > Date.parse(executedAt),
  );
}

/**
 * What of a directory is not in a revisions table.
 *
 * @throws {AtlasError} `E_MIGRATE` for a revision that is partially applied and whose file is missing, and for a file
 *   without a version.
 */
export function historyOf({ files, revisions }: HistoryOptions): History {
  files.forEach(requireVersion);
  const migrations = files.filter((file) => !isCheckpoint(file));
  const [first] = revisions;
  const last = revisions.at(-1);
  if (!first || !last) return { pending: fromLastCheckpoint(files), outOfOrder: [] };

  const partial = revisions.filter((revision) => isPartial(revision) && !isPassed(revision, revisions));
  const resumed = partial.map((revision) => fileOf(revision, files));
  const known = new Set(revisions.map(({ version }) => version));
  const later = migrations.filter(({ version }) => version > last.version);
  const outOfOrder = migrations.filter(
    ({ version }) => version > first.version && version < last.version && !known.has(version),
  );
  return { pending: [...resumed, ...later], outOfOrder, last };
}

/**
 * The files that a run executes.
 *
 * @throws {AtlasError} `E_MIGRATE` as `historyOf`; for a first run on a database that is not clean, a version that no
 *   file has, both `baseline` and `allowDirty`, and files out of order where they are refused.
 */
export function pendingFiles(options: PendingOptions): Pending {
  const { files, revisions, baseline, execOrder = "linear" } = options;
  if (baseline !== undefined && options.allowDirty === true)
    throw refusal(
      "sql/migrate: baseline and allow-dirty are mutually exclusive",
      "Leave out one of the two.",
    );
  if (revisions.length === 0) {
    if (baseline !== undefined) {
      files.forEach(requireVersion);
      return cut(afterBaseline(files, baseline), options);
    }
    if (options.dirt !== undefined && options.allowDirty !== true) throw notClean(options.dirt);
    // A checkpoint behind the version that is asked for stands for too much.
    const seen = files.filter(({ version }) => version <= (options.toVersion ?? version));
    return cut({ files: historyOf({ files: seen, revisions }).pending, skipped: [] }, options);
  }
  const { pending, outOfOrder } = historyOf(options);
  if (outOfOrder.length === 0 || execOrder === "linear-skip")
    return cut({ files: pending, skipped: outOfOrder }, options);
  if (execOrder === "linear") throw outOfOrderError(outOfOrder);
  // What is applied in part is gone on with before anything else.
  const known = new Set(revisions.map(({ version }) => version));
  const begun = pending.filter(({ version }) => known.has(version));
  const rest = pending.filter(({ version }) => !known.has(version));
  return cut({ files: [...begun, ...outOfOrder, ...rest], skipped: [] }, options);
}

/** What `linear` refuses; its message is shown by `migrate status`, too. */
export function outOfOrderError(files: readonly MigrationFile[]): AtlasError {
  const names = files.map(({ name }) => name);
  const subject = names.length === 1 ? `file ${names[0]} was` : `files ${names.join(", ")} were`;
  return refusal(
    `migration ${subject} added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error`,
    "Give the files a newer version (atlas migrate rebase), or run them with --exec-order non-linear.",
    { files: names },
  );
}

/** What a first run meets on a database with something in it. */
function notClean(reason: string): AtlasError {
  return refusal(
    `sql/migrate: connected database is not clean: ${reason}. baseline version or allow-dirty is required`,
    "Say with --baseline which version the database has already, or run all files on it with --allow-dirty.",
    { reason },
  );
}

function fromLastCheckpoint(files: readonly MigrationFile[]): readonly MigrationFile[] {
  const start = files.findLastIndex(isCheckpoint);
  return start < 0 ? files : files.slice(start);
}

function afterBaseline(files: readonly MigrationFile[], version: string): Pending {
  const migrations = files.filter((file) => !isCheckpoint(file));
  const baseline = migrations.find((file) => file.version === version);
  if (!baseline)
    throw refusal(
      `sql/migrate: baseline version ${JSON.stringify(version)} not found`,
      "Name the version of a file in the migration directory.",
    );
  return { files: migrations.filter((file) => file.version > version), baseline, skipped: [] };
}

function cut(pending: Pending, { amount, toVersion, files }: PendingOptions): Pending {
  if (toVersion !== undefined && !files.some(({ version }) => version === toVersion)) {
    const near = nearest(
      toVersion,
      files.map(({ version }) => version),
    );
    const advice = near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
    throw refusal(
      `sql/migrate: migration with version ${JSON.stringify(toVersion)} not found${advice}`,
      "Name the version of a file in the migration directory.",
    );
  }
  const wanted =
    toVersion === undefined ? pending.files : pending.files.filter(({ version }) => version <= toVersion);
  return { ...pending, files: wanted.slice(0, amount ?? wanted.length) };
}

function fileOf({ version, description }: Revision, files: readonly MigrationFile[]): MigrationFile {
  const file = files.find((each) => each.version === version);
  if (file) return file;
  const name = description === "" ? `${version}.sql` : `${version}_${description}.sql`;
  throw refusal(
    `sql/migrate: missing migration: revision ${JSON.stringify(name)} is partially applied but migration file was not found`,
    "Bring the file back, or finish its work by hand and say so with atlas migrate set.",
    { version },
  );
}

/** Revisions are told apart by their versions. */
function requireVersion({ name, version }: MigrationFile): void {
  if (version !== "") return;
  throw refusal(
    `sql/migrate: file ${JSON.stringify(name)} has no version`,
    "Give each file a version; atlas migrate import makes versions for repeatable files.",
    { file: name },
  );
}

function refusal(message: string, hint: string, details: Readonly<Record<string, unknown>> = {}): AtlasError {
  return new AtlasError("E_MIGRATE", message, { hint, details });
}
