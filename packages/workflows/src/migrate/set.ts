import { AtlasError, type Driver, type Revision, revisionTypes } from "@atlas/core";
import { assertToldApart, type Directory, type MigrationFile, Revisions, sumEntries } from "@atlas/migrate";
import { parseTarget } from "../dialects.ts";
import type { WorkflowDeps } from "../requests.ts";
import { lockRevisions } from "./lock.ts";
import type { FileName, MigrateSetReport } from "./reports.ts";
import type { MigrateContext, MigrateSetRequest } from "./requests.ts";
import { nameOf, supportOf } from "./target.ts";

/**
 * Says which version a database stands at, by rows of the revisions table alone: nothing of it is run.
 *
 * @throws {AtlasError} `E_MIGRATE` for a version that no file has; `E_FLAG` where none is given and there are no
 *   revisions; `E_LOCK_TIMEOUT` at once where a run is under way.
 */
export async function setVersion(
  request: MigrateSetRequest,
  deps: WorkflowDeps,
  context: MigrateContext,
): Promise<MigrateSetReport> {
  const { directory, revisionsSchema: schema } = request;
  const { signal } = context;
  const target = parseTarget(deps.dialects, request.url);
  const migrations = supportOf(target.dialect);
  await using driver = await target.dialect.connect(target.url, { signal });
  await using _lock = await lockRevisions(driver, request, { timeoutMs: 0 }, context);
  const revisions = await Revisions.open(driver, { migrations, schema, signal });
  const rows = revisions.list();
  assertToldApart(directory.files, rows, migrations);
  if (request.version === undefined && rows.length === 0)
    throw new AtlasError("E_FLAG", "accepts 1 arg(s), received 0", {
      hint: "Name the version of a migration file: there are no revisions to go by.",
    });
  const version = request.version ?? directory.files.at(-1)?.version;
  const changes = changesTo(version, directory, rows, request.operatorVersion);
  if (changes.written.length + changes.removed.length > 0) {
    await revisions.ensure({ signal });
    await inTransaction(driver, signal, async () => {
      await revisions.remove(
        changes.removed.map((row) => row.version),
        { signal },
      );
      for (const row of changes.written) await revisions.write(row, { signal });
    });
  }
  const files = new Map(directory.files.map((file) => [file.version, file]));
  const named = (row: Revision): FileName => {
    const file = files.get(row.version);
    return file ? nameOf(file) : { name: "", version: row.version, description: row.description };
  };
  return {
    current: revisions.list().at(-1)?.version ?? "",
    set: changes.written.map(named),
    removed: changes.removed.map(named),
  };
}

interface SetChanges {
  readonly written: readonly Revision[];
  readonly removed: readonly Revision[];
}

/** @param version - `undefined`: none, so that all revisions go. */
function changesTo(
  version: string | undefined,
  { files }: Directory,
  rows: readonly Revision[],
  operatorVersion: string,
): SetChanges {
  if (version === undefined) return { written: [], removed: rows };
  if (!files.some((file) => file.version === version))
    throw new AtlasError("E_MIGRATE", `migration with version ${JSON.stringify(version)} not found`, {
      hint: "Name the version of a file in the migration directory.",
    });
  const kept = rows.filter((row) => row.version <= version);
  const last = kept.at(-1)?.version;
  const hashes = new Map(sumEntries(files).map(({ name, hash }) => [name, hash]));
  const executedAt = new Date().toISOString();
  const settled = kept
    // Of one before it, too: what is left of it would run at the next chance.
    .filter(isOpen)
    .map((row) => ({
      ...row,
      type: revisionTypes.execute | revisionTypes.resolved,
      executedAt,
      operatorVersion,
    }));
  const added = files
    .filter((file) => file.version <= version && (last === undefined || file.version > last))
    .map((file) => revisionOf(file, hashes.get(file.name) ?? "", executedAt, operatorVersion));
  return {
    written: [...settled, ...added],
    removed: rows.filter((row) => row.version > version),
  };
}

/** Whether a file failed or was applied in part, and nobody has said that this is settled. */
function isOpen({ type, error, applied, total }: Revision): boolean {
  return (type & revisionTypes.resolved) === 0 && (error !== "" || applied !== total);
}

function revisionOf(
  { version, description }: MigrationFile,
  hash: string,
  executedAt: string,
  operatorVersion: string,
): Revision {
  return {
    version,
    description,
    type: revisionTypes.resolved,
    applied: 0,
    total: 0,
    executedAt,
    executionTime: 0,
    error: "",
    errorStmt: "",
    hash,
    partialHashes: [],
    operatorVersion,
  };
}

async function inTransaction(driver: Driver, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  await driver.begin({ signal });
  try {
    await work();
    await driver.commit({ signal });
  } catch (error) {
    await driver.rollback().catch(() => undefined);
    throw error;
  }
}
