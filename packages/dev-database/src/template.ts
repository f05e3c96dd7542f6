import { execFile } from "node:child_process";
import { chown, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { AtlasError } from "@atlas/core";

import { openToAll, type PostgresBinaries } from "./binaries.ts";
import { lockFile } from "./file-lock.ts";
import { serverUser } from "./unprivileged.ts";

/**
 * How data directories are made. Encoding UTF8 and locale C: the same on every machine, and the fastest.
 * Sockets trust their folder's permissions; TCP wants a password, which nobody has until one is set.
 */
const initArguments = [
  "--no-sync",
  "--no-instructions",
  "--username=postgres",
  "--encoding=UTF8",
  "--locale=C",
  "--auth-local=trust",
  "--auth-host=scram-sha-256",
  "--wal-segsize=1",
] as const;

/** Counts up when `initArguments` or the layout of a template change. */
const formatVersion = 2;

/**
 * Returns a data directory to copy servers from; made by `initdb` once for each build, then kept in the cache.
 *
 * One process makes it while others wait. It appears under its name by a rename, with its mark inside, so a
 * half-made one is never used; deleting one is always safe.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` with what `initdb` said.
 */
export async function dataTemplate(
  binaries: PostgresBinaries,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<string> {
  const name = `postgres-${binaries.build}-v${formatVersion}`;
  const folder = join(cacheDir, "templates");
  const template = join(folder, name);
  if (await isComplete(template, name)) return join(template, "data");

  await mkdir(folder, { recursive: true, mode: 0o755 });
  using _lock = await lockFile(join(folder, `${name}.lock`), signal);
  if (await isComplete(template, name)) return join(template, "data");

  await removeLeftovers(folder, name);
  const temporary = await mkdtemp(join(folder, `.${name}-`));
  try {
    await initialize(binaries, temporary, signal);
    const mark: Mark = { name, entries: await countEntries(join(temporary, "data")) };
    await writeFile(join(temporary, "complete"), JSON.stringify(mark), { mode: 0o644 });
    await rename(temporary, template);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  return join(template, "data");
}

/**
 * Removes a template that lost files since it was made, as cleaners of old files do.
 *
 * @returns whether it did: then `dataTemplate` makes a new one.
 */
export async function discardIfDamaged(data: string): Promise<boolean> {
  const template = dirname(data);
  const mark = await readMark(template);
  if (mark !== undefined && (await countEntries(data).catch(() => 0)) === mark.entries) return false;
  await rm(template, { recursive: true, force: true });
  return true;
}

/** Written into a template last. */
interface Mark {
  readonly name: string;
  /** How many files and folders the data directory holds. */
  readonly entries: number;
}

async function isComplete(template: string, name: string): Promise<boolean> {
  return (await readMark(template))?.name === name;
}

async function readMark(template: string): Promise<Mark | undefined> {
  try {
    // Only `dataTemplate` writes it, in one piece.
    return JSON.parse(await readFile(join(template, "complete"), "utf8")) as Mark;
  } catch {
    return undefined;
  }
}

async function countEntries(dir: string): Promise<number> {
  return (await readdir(dir, { recursive: true })).length;
}

/** What a process that died here left behind; we hold the lock, so nobody is at work on it. */
async function removeLeftovers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry === name || entry.startsWith(`.${name}-`))
      await rm(join(folder, entry), { recursive: true, force: true });
  }
}

async function initialize(binaries: PostgresBinaries, into: string, signal?: AbortSignal): Promise<void> {
  const user = serverUser();
  if (user !== undefined) await chown(into, user.uid, user.gid);
  try {
    await promisify(execFile)(
      join(binaries.dir, "bin", "initdb"),
      [...initArguments.filter((argument) => isKnown(argument, binaries.major)), "-D", join(into, "data")],
      { cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" }, signal, ...user },
    );
  } catch (error) {
    if (signal?.aborted) throw new AtlasError("E_CANCELLED", "the work was cancelled", { cause: error });
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new AtlasError("E_DEV_UNAVAILABLE", `PostgreSQL ${binaries.version} could not be initialized`, {
      cause: error,
      details: { said },
      hint: "Read what initdb said in the details, or give the URL of an empty database.",
    });
  }
  // Its copies are made by the server's user, who then owns them; the template itself nobody needs to change.
  if (user !== undefined) await giveBack(into);
  await openToAll(into);
}

/** `--no-instructions` came with PostgreSQL 14. */
function isKnown(argument: string, major: number): boolean {
  return major >= 14 || argument !== "--no-instructions";
}

async function giveBack(dir: string): Promise<void> {
  await chown(dir, 0, 0);
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
    await chown(join(entry.parentPath, entry.name), 0, 0);
}
