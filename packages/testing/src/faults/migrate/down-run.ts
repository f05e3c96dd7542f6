import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { type Directory, isInDoubt, markOf } from "@atlas/migrate";
import { type MigrateDownReport, type MigrateDownRequest, revertMigrations } from "@atlas/workflows";
import type { Census } from "../../corpus/census-postgres.ts";
import { apply, dialects, type Seen, status } from "./crash-run.ts";

/** `atlas migrate down`, in this process. */
export class DownRunner implements AsyncDisposable {
  readonly #devDatabases = createDevDatabases();
  /** Of what the files lead to, which is the same each time. */
  readonly #cacheDir = mkdtemp(join(tmpdir(), "atlas-crash-"));

  async revert(
    url: string,
    directory: Directory,
    options: Partial<MigrateDownRequest> = {},
  ): Promise<MigrateDownReport> {
    const request: MigrateDownRequest = {
      url: new Secret(url),
      directory,
      toVersion: "1",
      policy: { skip: [] },
      schemas: [],
      exclude: [],
      dryRun: false,
      // What is in the tables is to go.
      skipChecks: true,
      lock: { timeoutMs: 30_000 },
      operatorVersion: "Atlas CLI v0.1.0",
      hooks: [],
      ...options,
    };
    const deps = { dialects, devDatabases: this.#devDatabases, cacheDir: await this.#cacheDir };
    return revertMigrations(request, deps, { signal: new AbortController().signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#devDatabases[Symbol.asyncDispose]();
    await rm(await this.#cacheDir, { recursive: true, force: true });
  }
}

/** What taking two files back leads to when nothing comes between. */
export interface DownReference {
  /** By version: the database after 0, 1, 2, … of the statements that take the file back. */
  readonly states: ReadonlyMap<string, readonly Census[]>;
  /** The statements, of the last file first. */
  readonly statements: readonly string[];
  /** The catalog after 0, 1, 2, … statements of the second file, forwards. */
  readonly forwards: readonly string[];
}

/** Runs all statements one by one, past the tool. */
export async function downReference(
  forth: Seen,
  back: Seen,
  directory: Directory,
  runner: DownRunner,
): Promise<DownReference> {
  await apply(forth.urlAt(), directory, { amount: 1 });
  await using ahead = await forth.connect();
  const forwards = [catalogOf(await forth.census())];
  for (const sql of (directory.files[1]?.text ?? "").replace(/^--.*\n/, "").split(";\n")) {
    if (sql.trim() === "") continue;
    await ahead.execute(sql);
    forwards.push(catalogOf(await forth.census()));
  }
  await apply(back.urlAt(), directory);
  const { reverted } = await runner.revert(back.urlAt(), directory, { dryRun: true });
  assert.deepEqual(
    reverted.map(({ version, source }) => [version, source]),
    [
      ["3", "file"],
      ["2", "diff"],
    ],
  );
  await using driver = await back.connect();
  const states = new Map<string, readonly Census[]>();
  for (const { version, applied } of reverted) {
    const own = [await back.census()];
    for (const sql of applied) {
      await driver.execute(sql);
      own.push(await back.census());
    }
    states.set(version, own);
  }
  return { states, statements: reverted.flatMap(({ applied }) => applied), forwards };
}

/** That what the revisions say is so; of a statement that they leave open either may be. */
export async function assertDownTruthful(
  database: Seen,
  directory: Directory,
  { states, forwards }: DownReference,
  title: string,
): Promise<void> {
  const { revisions } = await status(database.urlAt(), directory);
  const last = revisions.at(-1);
  assert.deepEqual(
    revisions.map(({ version }) => version),
    ["1", "2", "3"].slice(0, revisions.length),
    title,
  );
  const found = await database.census();
  const own = states.get(last?.version ?? "");
  if (!own || !last) return assert.deepEqual(found, states.get("2")?.at(-1), title);
  const mark = markOf(last);
  const at = mark?.at ?? (last.applied === last.total ? 0 : own.findIndex(isAsAfter(last.applied)));
  const possible = mark?.state === "running" || isInDoubt(last) ? [at, at + 1] : [at];
  const isTrue = possible.some((each) => JSON.stringify(own[each]) === JSON.stringify(found));
  if (!isTrue) assert.deepEqual(found, own[at], `${title}: ${last.error}`);

  function isAsAfter(count: number): (census: Census) => boolean {
    return (census) => catalogOf(census) === forwards[count];
  }
}

/** The next run does what is left, nothing twice, and the way forward is free again. */
export async function assertDownFinishes(
  database: Seen,
  directory: Directory,
  reference: DownReference,
  runner: DownRunner,
  title: string,
): Promise<void> {
  await runner.revert(database.urlAt(), directory).catch((error: unknown) => {
    throw new Error(title, { cause: error });
  });
  assert.deepEqual(await database.census(), reference.states.get("2")?.at(-1), title);
  const { revisions, pending } = await status(database.urlAt(), directory);
  assert.deepEqual(
    [revisions, pending].map((list) => list.map(({ version }) => version)),
    [["1"], ["2", "3"]],
    title,
  );
  assert.equal((await apply(database.urlAt(), directory)).pending.length, 2, title);
}

/** Without rows. */
function catalogOf({ rows: _rows, ...catalog }: Census): string {
  return JSON.stringify(catalog);
}
