import assert from "node:assert/strict";
import { AtlasError, type Dialect, type Driver, type Revision, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { postgres } from "@atlas/dialect-postgres";
import { sqlite } from "@atlas/dialect-sqlite";
import { type Directory, isInDoubt, parseFile } from "@atlas/migrate";
import {
  applyMigrations,
  type MigrateApplyReport,
  type MigrateApplyRequest,
  migrationStatus,
  setVersion,
} from "@atlas/workflows";
import type { Census } from "../../corpus/census-postgres.ts";

export const dialects: readonly Dialect[] = [postgres, mysql, sqlite];
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

/** `atlas migrate set`, in this process. */
export function set(url: string, directory: Directory, version: string) {
  const request = { url: new Secret(url), directory, version, operatorVersion: "Atlas CLI v0.1.0" };
  return setVersion(request, deps, { signal: new AbortController().signal });
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
  /** The database after 0, 1, 2, … statements, counted over all files. */
  readonly states: readonly Census[];
  readonly rows: readonly unknown[];
}

/** A database whose insides can be seen. */
export interface Seen {
  urlAt(): string;
  connect(): Promise<Driver>;
  census(): Promise<Census>;
}

/** Runs all statements one by one, past the tool, and with it in another database. */
export async function referenceOf(
  plain: Seen,
  whole: Seen,
  directory: Directory,
  txMode = "file",
): Promise<Reference> {
  await using driver = await plain.connect();
  const scan = driver.dialect.migrations?.scan;
  assert.ok(scan);
  const states = [await plain.census()];
  for (const file of directory.files)
    for (const { text } of parseFile(directory.format, file, scan).statements) {
      await driver.execute(text);
      states.push(await plain.census());
    }
  await apply(whole.urlAt(), directory, { txMode });
  const { revisions } = await status(whole.urlAt(), directory);
  assert.deepEqual(await whole.census(), states.at(-1));
  return { states, rows: revisions.map(withoutTimes) };
}

function withoutTimes({ executedAt: _at, executionTime: _time, ...row }: Revision): unknown {
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
  const last = revisions.at(-1);
  const isPartial = last !== undefined && last.applied < last.total;
  const done = revisions.length - (isPartial ? 1 : 0);
  assert.deepEqual(
    [revisions, pending].map((list) => list.map(({ version }) => version)),
    [["1", "2", "3"].slice(0, revisions.length), ["1", "2", "3"].slice(done)],
    title,
  );
  assert.deepEqual(
    [partial?.applied, partial?.total],
    isPartial ? [last.applied, last.total] : [undefined, undefined],
  );
  const applied = revisions.reduce((sum, row) => sum + row.applied, 0);
  const found = await database.census();
  const possible = last && isInDoubt(last) ? [applied, applied + 1] : [applied];
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
  assert.deepEqual(await database.census(), reference.states.at(-1), title);
  const { revisions } = await status(database.urlAt(), directory);
  assert.deepEqual(revisions.map(withoutTimes), reference.rows, title);
  assert.deepEqual((await apply(database.urlAt(), directory)).pending, [], title);
}
