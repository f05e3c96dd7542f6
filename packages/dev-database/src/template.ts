import { readFileSync } from "node:fs";
import { chown, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { openToAll } from "./files.ts";
import { lockFile } from "./file-lock.ts";
import { digHoles } from "./holes.ts";
import { serverUser } from "./unprivileged.ts";

export interface TemplateOptions {
  /** Stands for all that the files depend on: the server's build, how they are made, the layout here. */
  readonly name: string;
  readonly cacheDir: string;
  /** Makes `data` in the folder, which belongs to the server's user. */
  readonly make: (into: string) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns a data directory to copy servers from; made once, then kept in the cache.
 *
 * One process makes it while others wait. It appears under its name by a rename, with its mark inside, so a
 * half-made one is never used; deleting one is always safe.
 */
export async function keptTemplate({ name, cacheDir, make, signal }: TemplateOptions): Promise<string> {
  const folder = join(cacheDir, "templates");
  const template = join(folder, name);
  if (isComplete(template, name)) return join(template, "data");

  await mkdir(folder, { recursive: true, mode: 0o755 });
  using _lock = await lockFile(join(folder, `${name}.lock`), signal);
  if (isComplete(template, name)) return join(template, "data");

  await removeLeftovers(folder, name);
  const temporary = await mkdtemp(join(folder, `.${name}-`));
  try {
    await makeAsServer(temporary, make);
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
 * @returns whether it did: then `keptTemplate` makes a new one.
 */
export async function discardIfDamaged(data: string): Promise<boolean> {
  const template = dirname(data);
  const mark = readMark(template);
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

function isComplete(template: string, name: string): boolean {
  return readMark(template)?.name === name;
}

function readMark(template: string): Mark | undefined {
  try {
    // Only `keptTemplate` writes it, in one piece.
    return JSON.parse(readFileSync(join(template, "complete"), "utf8")) as Mark;
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

async function makeAsServer(into: string, make: TemplateOptions["make"]): Promise<void> {
  const user = serverUser();
  if (user !== undefined) await chown(into, user.uid, user.gid);
  await make(into);
  await digHoles(into);
  // Its copies are made by the server's user, who then owns them; the template itself nobody needs to change.
  if (user !== undefined) await giveBack(into);
  await openToAll(into);
}

async function giveBack(dir: string): Promise<void> {
  await chown(dir, 0, 0);
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
    await chown(join(entry.parentPath, entry.name), 0, 0);
}
