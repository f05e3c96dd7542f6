import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AtlasError } from "@atlas/core";
import type { Directory, DirectoryFormatName, MigrationFile } from "./directory.ts";
import type { NewFile } from "./formats/format.ts";
import { formatName, formatOf } from "./formats/index.ts";
import { assertVersions, loadedFiles } from "./read.ts";
import { computeSum, sumFile } from "./sum.ts";
import { type DirectoryUrl, parseDirectoryUrl } from "./url.ts";

/**
 * For so many milliseconds files are read one by one, which takes least where they are at hand. The others are read side
 * by side.
 */
const oneByOneMs = 40;

/** How many files are read at a time. */
const concurrency = 32;

export interface ReadOptions {
  /** The layout, where the URL does not say. Default: `atlas`. */
  readonly format?: string | undefined;
  /** Do not refuse versions that are not good: for commands that put them in order. */
  readonly anyVersions?: boolean;
  /** A folder that is not there is an empty one: for commands that write. */
  readonly mayBeMissing?: boolean;
}

interface FolderOptions extends ReadOptions {
  /** Files with other names are as if they were not there. */
  readonly names?: ReadonlySet<string>;
}

/**
 * Reads a migration directory. Its checksums are not looked at: see `assertChecksum`.
 *
 * @param url - `file://migrations?format=goose&version=2`.
 * @throws {AtlasError} `E_DIRECTORY` for a URL, folder or format that cannot be read, and for two files of one
 *   version.
 */
export async function readDirectory(url: string, options: ReadOptions = {}): Promise<Directory> {
  const parsed = parseDirectoryUrl(url);
  const format = formatName(parsed.format ?? (options.format || "atlas"));
  return readFolder(parsed, format, options);
}

async function readFolder(
  { path, version }: Pick<DirectoryUrl, "path" | "version">,
  format: DirectoryFormatName,
  options: FolderOptions = {},
): Promise<Directory> {
  const layout = formatOf(format);
  const names = await namesIn(path, layout.isRecursive, options.mayBeMissing === true);
  const { names: only } = options;
  const listed = layout.list(names.filter((name) => name.endsWith(".sql") && (!only || only.has(name))));
  const wanted = listed.flatMap(({ name, undo }) => (undo === undefined ? [name] : [name, undo]));
  const bytes = new Map<string, Uint8Array>();
  let next = 0;
  const end = performance.now() + oneByOneMs;
  for (let name = wanted[next]; name !== undefined && performance.now() < end; name = wanted[++next])
    bytes.set(name, readAtOnce(join(path, name)));
  await Promise.all(
    Array.from({ length: Math.min(concurrency, wanted.length) }, async () => {
      for (let name = wanted[next++]; name !== undefined; name = wanted[next++])
        bytes.set(name, await readBytes(join(path, name)));
    }),
  );
  const directory: Directory = {
    path,
    format,
    files: loadedFiles(listed, bytes),
    sum: names.includes(sumFile) ? (await readBytes(join(path, sumFile))).toString("utf8") : undefined,
    ...(version !== undefined && { version }),
  };
  if (options.anyVersions !== true) assertVersions(directory);
  return directory;
}

/** Names of all files, with forward slashes. What is neither a file nor a link to one is left out. */
async function namesIn(
  root: string,
  isRecursive: boolean,
  mayBeMissing: boolean,
): Promise<readonly string[]> {
  const facts = await stat(root).catch((error: unknown) => {
    if (mayBeMissing && codeOf(error) === "ENOENT") return undefined;
    throw unreadable("stat", root, error);
  });
  if (!facts) return [];
  if (!facts.isDirectory())
    throw new AtlasError("E_DIRECTORY", `sql/migrate: "${root}" is not a dir`, {
      hint: "Name the folder that holds the migration files.",
    });
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const path = join(root, folder);
    const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
      throw unreadable("open", path, error);
    });
    for (const entry of entries) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (isRecursive && !entry.name.startsWith(".")) folders.push(name);
      } else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(join(root, name)))))
        found.push(name);
    }
  }
  return found;
}

/** A file of another tool's directory that is none of those that `readDirectory` gives. */
export interface OtherMigration {
  readonly name: string;
  /** Goes behind "as": `it is no SQL`. */
  readonly reason: string;
}

/**
 * Files that belong to another tool's migrations and are not read: programs, changelogs of other kinds, callbacks, and
 * those whose names say nothing of what they are.
 */
export async function otherMigrations({ path, format }: Directory): Promise<readonly OtherMigration[]> {
  const reasonOf = others[format];
  if (!reasonOf) return [];
  const names = await namesIn(path, formatOf(format).isRecursive, false);
  const all = new Set(names);
  return names.toSorted().flatMap((name) => {
    const reason = reasonOf(name, all);
    return reason === undefined ? [] : [{ name, reason }];
  });
}

type ReasonOf = (name: string, all: ReadonlySet<string>) => string | undefined;

const noSql = (pattern: RegExp): ReasonOf => {
  return (name) => (pattern.test(baseOf(name)) ? "it is no SQL" : undefined);
};

const others: Partial<Record<DirectoryFormatName, ReasonOf>> = {
  goose: noSql(/^\d+_.*(?<!_test)\.go$/),
  liquibase: noSql(/\.(?:xml|ya?ml|json)$/),
  "golang-migrate": (name, all) => {
    if (!name.endsWith(".sql") || name.endsWith(".up.sql")) return undefined;
    if (!name.endsWith(".down.sql")) return "its name ends neither in .up.sql nor in .down.sql";
    return all.has(name.replace(/\.down\.sql$/, ".up.sql")) ? undefined : "there is no .up.sql beside it";
  },
  flyway: (name) => {
    const base = baseOf(name);
    if (base.endsWith(".sql.conf")) return "settings of single files are not read";
    if (/^(?:[VUB][\d._]+|R)__.*\.(?!sql$|conf$)\w+$/.test(base)) return "it is no SQL";
    if (!base.endsWith(".sql") || name.split("/").some((part) => part.startsWith("."))) return undefined;
    if (/^(?:(?:before|after)[A-Z]|createSchema)/.test(base)) return "callbacks are not run";
    return /^[VBRU]/.test(base) ? undefined : "its name begins with none of V, B, R and U";
  },
};

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/**
 * Writes new files into the folder of a directory, which is made if need be, and `atlas.sum` anew.
 *
 * Of several who write at once, one at most does: what the others have planned does not know of its files.
 *
 * @param directory - as it was read.
 * @returns the directory as it is then.
 * @throws {AtlasError} `E_DIRECTORY` for a name that is taken or leads out of the folder, and where other files came
 *   meanwhile; nothing is written then.
 */
export async function writeFiles(directory: Directory, files: readonly NewFile[]): Promise<Directory> {
  const { path, format } = directory;
  for (const { name } of files) assertName(name);
  await makeFolder(path);
  const known = directory.files.flatMap(({ name, undo }) => (undo ? [name, undo.name] : [name]));
  assertUnchanged(path, known, await listedNames(path, format));
  for (const { name } of files) if (await exists(join(path, name))) throw taken(join(path, name));
  const written: string[] = [];
  try {
    for (const { name, text } of files) {
      const file = join(path, name);
      await writeFile(file, text, { flag: "wx" }).catch((error: unknown) => {
        if (codeOf(error) === "EEXIST") throw taken(file);
        written.push(file);
        throw unreadable("write", file, error);
      });
      written.push(file);
    }
    // Whoever looks now sees the files of all who are writing.
    const listed = await listedNames(path, format);
    assertUnchanged(path, [...known, ...files.map(({ name }) => name)], listed);
  } catch (error) {
    // All of them or none: half of what was planned is no migration.
    await Promise.all(written.map((file) => rm(file, { force: true })));
    throw error;
  }
  return rehash({ path, format }, new Set([...known, ...files.map(({ name }) => name)]));
}

/** Names of the files that are migrations, and of those that take them back. */
async function listedNames(path: string, format: DirectoryFormatName): Promise<readonly string[]> {
  const layout = formatOf(format);
  const names = await namesIn(path, layout.isRecursive, false);
  return layout.list(names.filter((name) => name.endsWith(".sql"))).flatMap(({ name, undo }) => {
    return undo === undefined ? [name] : [name, undo];
  });
}

/** @param known - and more, which need not be there. */
function assertUnchanged(path: string, known: readonly string[], now: readonly string[]): void {
  const isKnown = new Set(known);
  const added = now.find((name) => !isKnown.has(name));
  if (added === undefined) return;
  throw new AtlasError("E_DIRECTORY", `"${path}" has changed meanwhile: "${added}" was added`, {
    details: { file: added },
    hint: "Nothing was written. Run the command again: it then knows of that file.",
  });
}

/** Puts another text in place of a file's. */
export async function replaceFile(
  directory: Directory,
  file: MigrationFile,
  text: string,
): Promise<Directory> {
  await writeWhole(join(directory.path, file.name), text);
  return rehash(directory);
}

/** Removes files, those included that take them back. */
export async function removeFiles(directory: Directory, files: readonly MigrationFile[]): Promise<Directory> {
  for (const { name, undo } of files)
    for (const each of undo ? [name, undo.name] : [name])
      await rm(join(directory.path, each)).catch((error: unknown) => {
        throw unreadable("remove", join(directory.path, each), error);
      });
  return rehash(directory);
}

/** Gives files other names, one after the other; no name is taken. */
export async function renameFiles(
  directory: Directory,
  renames: readonly { readonly from: string; readonly to: string }[],
): Promise<Directory> {
  for (const { to } of renames) {
    assertName(to.slice(to.lastIndexOf("/") + 1));
    if (await exists(join(directory.path, to))) throw taken(join(directory.path, to));
  }
  for (const { from, to } of renames)
    await rename(join(directory.path, from), join(directory.path, to)).catch((error: unknown) => {
      throw unreadable("rename", join(directory.path, from), error);
    });
  return rehash(directory);
}

/**
 * Writes `atlas.sum` from the files that are there.
 *
 * @param names - of all that are to be in it: others are being written, and may go again. Default: all.
 */
export async function rehash(
  { path, format }: Pick<Directory, "path" | "format">,
  names?: ReadonlySet<string>,
): Promise<Directory> {
  const options = { anyVersions: true, ...(names && { names }) };
  const directory = await readFolder({ path, version: undefined }, format, options);
  const sum = computeSum(directory.files);
  if (sum !== directory.sum) await writeWhole(join(path, sumFile), sum);
  return { ...directory, sum };
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 }).catch((error: unknown) => {
    throw unreadable("mkdir", path, error);
  });
}

/** All of the text or none: another program never sees half of it, nor does a crash leave it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(draft, "wx");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw unreadable("write", path, error);
  }
}

function readAtOnce(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable("open", path, error);
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable("open", path, error);
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** @throws {AtlasError} `E_DIRECTORY` for a name that is none of a file right in the folder. */
function assertName(name: string): void {
  // oxlint-disable-next-line no-control-regex
  if (name !== "" && !/[/\\\u0000-\u001f]/.test(name) && !name.startsWith(".")) return;
  throw new AtlasError("E_DIRECTORY", `${JSON.stringify(name)} is not a good name for a migration file`, {
    hint: "Use letters, digits, dashes and underscores.",
  });
}

function taken(path: string): AtlasError {
  return new AtlasError("E_DIRECTORY", `file "${path}" already exists`, {
    hint: "Nothing was overwritten. Run the command again, or choose another name.",
  });
}

function unreadable(verb: string, path: string, error: unknown): AtlasError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EROFS: "read-only file system",
    ENOSPC: "no space left on device",
    ENOTDIR: "not a directory",
    EEXIST: "file exists",
  };
  const code = codeOf(error) ?? "";
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new AtlasError("E_DIRECTORY", `${verb} ${path}: ${reason}`, {
    hint: "Check the path, which is relative to the current folder, and its permissions.",
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
