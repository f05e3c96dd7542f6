import type { Policy, Secret } from "@atlas/core";
import { DownError, type DownExecutionReport, Revisions, takeBack } from "@atlas/migrate";
import { parseTarget } from "../dialects.ts";
import type { Selection, WorkflowDeps } from "../requests.ts";
import { MigrateDownError } from "./down-error.ts";
import { DownPlanning } from "./down-planning.ts";
import { revertedRows } from "./down-rows.ts";
import { withHooks } from "./hooks.ts";
import { lockRevisions } from "./lock.ts";
import { fileOfRow } from "./ran-files.ts";
import type { MigrateDownReport } from "./reports.ts";
import type { LockRequest, MigrateContext, MigrationsRequest, TransactionHook } from "./requests.ts";
import { preciseNow } from "./spans.ts";
import { describeTarget, nameOf, supportOf } from "./target.ts";

export interface MigrateDownRequest extends MigrationsRequest, Selection {
  /** How many files. Default: 1, where no version is given either. */
  readonly amount?: number | undefined;
  /** The version that is to be left; `0`: none. */
  readonly toVersion?: string | undefined;
  /** Where statements are tried and computed. Default: one of our own, and files that say how they are taken back are taken at their word. */
  readonly devUrl?: Secret<string> | undefined;
  readonly policy: Policy;
  readonly dryRun: boolean;
  /** Does not look whether anything is in what goes. */
  readonly skipChecks: boolean;
  readonly lock: LockRequest;
  readonly operatorVersion: string;
  readonly hooks: readonly TransactionHook[];
}

/**
 * Takes the last migration files back: by their own words where they have some, else by a plan that is computed from
 * what the directory leads to without them. What the directory did not make stays.
 *
 * @throws {MigrateDownError} once the files are known, with what became of them.
 * @throws {AtlasError} before: `E_LOCK_TIMEOUT`, `E_MIGRATE`, `E_PROOF` for a down file that does not lead to the version
 *   before, `E_DEV_UNAVAILABLE`.
 */
export async function revertMigrations(
  request: MigrateDownRequest,
  deps: WorkflowDeps,
  context: MigrateContext,
): Promise<MigrateDownReport> {
  const startedAt = preciseNow();
  const target = parseTarget(deps.dialects, request.url);
  const migrations = supportOf(target.dialect);
  const { signal } = context;
  await using driver = await target.dialect.connect(target.url, {
    signal,
    lockTimeoutMs: request.lock.timeoutMs,
    mustExist: true,
  });
  await using _lock = await lockRevisions(driver, request, request.lock, context);
  const revisions = await Revisions.open(driver, { migrations, schema: request.revisionsSchema, signal });
  const rows = revisions.list();
  const { reverted, left } = revertedRows(rows, request);
  const planning = new DownPlanning(request, target, driver, deps, context, rows);
  const report = (done: DownExecutionReport | undefined): MigrateDownReport => ({
    ...describeTarget(driver, target, request),
    planned: reverted.map((row) =>
      nameOf(fileOfRow(request.directory, row, target.dialect, driver.sessionDefaults).file),
    ),
    reverted: (done?.files ?? []).map((file) => planning.veiled(file)),
    current: rows.at(-1)?.version ?? "",
    target: left.at(-1)?.version ?? "",
    dryRun: request.dryRun,
    skippedChecks: request.skipChecks,
    notes: planning.notes,
    startedAt,
    endedAt: preciseNow(),
    ...(done?.error && { error: { ...done.error, message: planning.veiledMessage(done) } }),
  });
  if (reverted.length === 0) return report(undefined);
  const reversals = await planning.plan(reverted);
  if (!request.dryRun) await revisions.ensure({ signal });
  try {
    const done = await takeBack(
      withHooks(driver, request.hooks, () => true),
      reversals,
      {
        migrations,
        revisions,
        operatorVersion: request.operatorVersion,
        dryRun: request.dryRun,
        signal,
        stamp: preciseNow,
        onFileStart: ({ file }, index) =>
          context.onEvent?.({
            type: "file_started",
            name: file.file.name,
            file: index + 1,
            of: reversals.length,
          }),
      },
    );
    return report(done);
  } catch (error) {
    if (!(error instanceof DownError)) throw error;
    const stopped = report(error.report);
    const message = stopped.error?.message ?? error.message;
    const hint = planning.isSensitive(error.report) ? undefined : error.hint;
    throw new MigrateDownError(error, { message, hint }, stopped);
  }
}
