import assert from "node:assert/strict";
import { AtlasError, type Dialect, type Driver, type Revision, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { postgres } from "@atlas/dialect-postgres";
import { sqlite } from "@atlas/dialect-sqlite";
import { type Directory, isInDoubt } from "@atlas/migrate";
import { applyMigrations, type MigrateApplyReport, type MigrateApplyRequest, migrationStatus } from "@atlas/workflows";
import type { Census } from "../../corpus/census-postgres.ts";

const dialects: readonly Dialect[] = [postgres, mysql, sqlite];
// Nothing here needs one: it starts none.
const deps = { dialects, devDatabases: createDevDatabases(), cacheDir: undefined };

/** `atlas migrate apply`, in this process. */
export function apply(
  url: string,
  directory: Directory,
  options: Partial<MigrateApplyRequest> = {},
): Promise<MigrateApplyReport> {
  const request: MigrateApplyRequest = {
    url: new Secret(url),
    directory,
    allowDirty: false,
    execOrder: "linear",
    txMode: "file",
    dryRun: false,
    lock: { timeoutMs: 30_000 },
    operatorVersion: "Atlas CLI v0.1.0",
    hooks: [],
    ...options,
  };
  return applyMigrations(request, deps, { signal: new AbortController().signal });
}

/** `atlas migrate status`, in this process. */
export function status(url: string, directory: Directory) {
  const context = { signal: new AbortController().signal };
  return migrationStatus({ url: new Secret(url), directory }, deps, context);
}

/** Why a run ended. */
export async function failureOf(run: Promise<unknown>): Promise<AtlasError> {
  const error: unknown = await run.then(
    () => new Error("it went through"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AtlasError, String(error));
  return error;
}

/** What a directory leads to when nothing comes between. */
export interface Reference {
  /** The database after 0, 1, 2, … statements of the second file. */
  readonly states: readonly Census[];
  readonly end: Census;
  readonly rows: readonly unknown[];
}

/** A database whose insides can be seen. */
interface Seen {
  urlAt(): string;
  connect(): Promise<Driver>;
  census(): Promise<Census>;
}

/** Runs the statements of the second file one by one, past the tool, and the whole with it in another database. */
export async function referenceOf(
  plain: Seen,
  whole: Seen,
  directory: Directory,
  statements: readonly string[],
  txMode: string,
): Promise<Reference> {
  await apply(plain.urlAt(), directory, { amount: 1 });
  const states = [await plain.census()];
  await using driver = await plain.connect();
  for (const sql of statements) {
    await driver.execute(sql);
    states.push(await plain.census());
  }
  await apply(whole.urlAt(), directory, { txMode });
  const { revisions } = await status(whole.urlAt(), directory);
  return { states, end: await whole.census(), rows: revisions.map(withoutTimes) };
}

function withoutTimes({ executedAt: _, executionTime: _time, ...row }: Revision): unknown {
  return row;
}

/** That what `migrate status` says is so; of a statement that it leaves open either may be. */
export async function assertTruthful(
  database: Seen,
  directory: Directory,
  reference: Reference,
  title: string,
): Promise<void> {
  const { revisions, pending, partial } = await status(database.urlAt(), directory);
  const row = revisions.find(({ version }) => version === "2");
  const applied = row?.applied ?? 0;
  const total = reference.states.length - 1;
  assert.deepEqual(
    revisions.map(({ version }) => version),
    row ? (revisions.length === 3 ? ["1", "2", "3"] : ["1", "2"]) : ["1"],
    title,
  );
  const isOver = revisions.length === 3;
  const left = isOver ? [] : applied === total ? ["3"] : ["2", "3"];
  assert.deepEqual(
    pending.map(({ version }) => version),
    left,
    title,
  );
  if (row && applied < total) {
    assert.equal(partial?.applied, applied, title);
    assert.equal(partial.total, total, title);
  } else assert.equal(partial, undefined, title);
  const found = await database.census();
  if (isOver) return assert.deepEqual(found, reference.end, title);
  const possible = row && isInDoubt(row) ? [applied, applied + 1] : [applied];
  const isTrue = possible.some((at) => sameState(found, reference.states[at] ?? {}));
  if (!isTrue) assert.deepEqual(found, reference.states[applied], title);
}

/** What a build of an index that was cut off leaves is cleared away by the next run. */
function sameState(found: Census, expected: Census): boolean {
  const lines = (census: Census): string =>
    JSON.stringify(
      Object.entries(census).map(([topic, each]) =>
        topic === "rows" ? each : each.filter((line) => !/t_[cm]/.test(line)),
      ),
    );
  return lines(found) === lines(expected);
}

/** The next run does what is left, nothing twice, and then there is nothing to do. */
export async function assertFinishes(
  database: Seen,
  directory: Directory,
  reference: Reference,
  title: string,
  txMode = "file",
): Promise<void> {
  await apply(database.urlAt(), directory, { txMode }).catch((error: unknown) => {
    throw new Error(title, { cause: error });
  });
  await assertFinished(database, directory, reference, title);
}

/** All is as if nothing had come between, and there is nothing to do. */
export async function assertFinished(
  database: Seen,
  directory: Directory,
  reference: Reference,
  title: string,
): Promise<void> {
  assert.deepEqual(await database.census(), reference.end, title);
  const { revisions } = await status(database.urlAt(), directory);
  assert.deepEqual(revisions.map(withoutTimes), reference.rows, title);
  assert.deepEqual((await apply(database.urlAt(), directory)).pending, [], title);
}
