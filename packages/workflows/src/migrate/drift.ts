import {
  describeRef,
  type Driver,
  type Plan,
  refKey,
  refOf,
  type Revision,
  type Secret,
  type State,
  type UnmanagedInPlan,
} from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { historyOf, Revisions } from "@atlas/migrate";
import { parseTarget } from "../dialects.ts";
import { leftOutBetween } from "../left-out.ts";
import { withoutRevisions } from "../read.ts";
import type { CallContext, Selection, WorkflowDeps } from "../requests.ts";
import { selectFrom } from "../select.ts";
import { lockRevisions } from "./lock.ts";
import { ranFiles } from "./ran-files.ts";
import { replayedState } from "./replay.ts";
import type { DriftChange, DriftFindings, MigrateDriftReport } from "./reports.ts";
import type { LockRequest, MigrateContext, MigrationsRequest } from "./requests.ts";
import { describeTarget, supportOf } from "./target.ts";

export interface DriftRequest extends MigrationsRequest, Selection {
  /** Where the directory is replayed. Default: a dev database of our own. */
  readonly devUrl?: Secret<string> | undefined;
}

export interface MigrateDriftRequest extends DriftRequest {
  readonly lock: LockRequest;
}

/**
 * Compares a database with what its revisions should have made of it. Changes nothing.
 *
 * @throws {AtlasError} `E_LOCK_TIMEOUT`, `E_MIGRATE`, and whatever replaying the directory throws.
 */
export async function migrationDrift(
  request: MigrateDriftRequest,
  deps: WorkflowDeps,
  context: MigrateContext,
): Promise<MigrateDriftReport> {
  const { directory, revisionsSchema: schema } = request;
  const { signal } = context;
  const target = parseTarget(deps.dialects, request.url);
  const migrations = supportOf(target.dialect);
  await using driver = await target.dialect.connect(target.url, {
    signal,
    lockTimeoutMs: request.lock.timeoutMs,
    mustExist: true,
  });
  await using _lock = await lockRevisions(driver, request, request.lock, context);
  const revisions = await Revisions.open(driver, { migrations, schema, signal });
  const rows = revisions.list();
  const { pending } = historyOf({ files: directory.files, revisions: rows });
  const found = await findDrift(driver, rows, revisions.schema, request, deps, { signal });
  return {
    ...describeTarget(driver, target, request),
    current: rows.at(-1)?.version ?? "",
    pending: pending.length,
    ...found,
  };
}

/**
 * The same over a connection that is open, by whoever holds the lock.
 *
 * @param rows - by version.
 * @param revisionsSchema - where the revisions table is: neither it nor a schema of its own counts.
 */
export async function findDrift(
  driver: Driver,
  rows: readonly Revision[],
  revisionsSchema: string,
  request: DriftRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<DriftFindings> {
  const { dialect } = driver;
  const { directory, schemas, devUrl, baseline } = request;
  const { signal } = context;
  const selection = withoutRevisions(request, [[{ type: "migrations", directory }]]);
  const files = ranFiles(directory, rows, dialect, driver.sessionDefaults);
  const expected = await replayedState(
    files,
    {
      devUrl,
      dialect,
      targetVersion: driver.version,
      bound: driver.bound,
      narrows: true,
      targetIdentity: await driver.identity?.({ signal }),
      targetDefaults: driver.sessionDefaults,
      baseline,
      directory,
      schemas,
    },
    deps,
    context,
  );
  const whole = await driver.inspect({ schemas, shared: true }, { signal });
  const select = (state: State): State => selectFrom(state, selection, dialect.kinds);
  const desired = select(expected);
  const live = withoutOwnSchema(select(whole), desired, driver, revisionsSchema);
  const plan = makePlan(dialect, live, desired, {
    policy: { skip: [] },
    indent: "",
    kept: whole.objects.filter((object) => !live.objects.includes(object)),
    keptUnmanaged: whole.unmanaged,
  });
  // What is on one side alone differs, whatever we know of it.
  const [unread, foreign] = split(plan.unmanaged, ({ side }) => side === "both");
  const changes = [...changesOf(plan), ...foreign.map(foreignChange)];
  const leftOut = leftOutBetween(dialect, whole, expected, selection);
  return {
    status: changes.length > 0 ? "DRIFT" : unread.length > 0 ? "UNREAD" : "OK",
    changes,
    statements: plan.steps.map(({ sql, comment, loses }) => ({ sql, comment, loses })),
    unread: unread.map(({ kind, name }) => `${kind} ${name}`),
    notManaged: leftOut.map(
      ({ difference, kind, name, mode }) => `${difference ?? `${kind} ${name}`} (mode.${mode} is off)`,
    ),
  };
}

/** A schema that is there for the revisions table alone. */
function withoutOwnSchema(live: State, expected: State, driver: Driver, schema: string): State {
  if (driver.bound !== null) return live;
  const isUsed = ({ objects }: State): boolean =>
    objects.some((object) => object.schema === schema && object.kind !== "schema");
  const isDeclared = expected.objects.some(({ kind, name }) => kind === "schema" && name === schema);
  if (isDeclared || isUsed(live)) return live;
  const own = live.objects.filter(({ kind, name }) => kind === "schema" && name === schema);
  const keys = new Set(own.map((object) => refKey(refOf(object))));
  return { ...live, objects: live.objects.filter((object) => !keys.has(refKey(refOf(object)))) };
}

/** Each difference once; those that stay because somebody else's object needs them, too. */
function changesOf({ steps, skipped }: Plan): readonly DriftChange[] {
  const all = [
    ...steps.flatMap(({ sources }) => sources),
    ...skipped.map(({ change, subject }) => ({ change, subject })),
  ];
  const seen = new Map(
    all.map(({ change, subject }) => [`${change} ${refKey(subject)}`, { change, subject }]),
  );
  return [...seen.values()].map(({ change, subject }) => ({ change, subject: describeRef(subject) }));
}

function foreignChange({ kind, name, side }: UnmanagedInPlan): DriftChange {
  const noun = kind.replaceAll(" ", "_");
  return { change: side === "present" ? `drop_${noun}` : `add_${noun}`, subject: `${kind} "${name}"` };
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
