import { chmodSync, mkdirSync, statSync, type Stats } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { AtlasError } from "@atlas/core";

import { canRead, serverUser } from "./unprivileged.ts";

export interface CacheOptions {
  /** The folder to prefer. Default: see `openCacheDir`. */
  readonly cacheDir?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes and returns the folder in which binaries and templates are kept. All in it can be deleted at any time.
 *
 * The first that can be used of: the preferred one; `atlas` in `$XDG_CACHE_HOME` or `~/.cache`, for root
 * `/var/cache/atlas`; one in the temporary folder. Servers of root run as another user, who has to read it: a
 * cache below `/root` cannot be used.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` when no folder can be used.
 */
export async function openCacheDir(options: CacheOptions): Promise<string> {
  const user = serverUser();
  const given = options.cacheDir === undefined ? [] : [resolve(options.cacheDir)];
  const candidates = [...given, ...defaultDirs(options.env)];
  let cause: unknown;
  for (const dir of candidates) {
    try {
      // Whatever the umask is: the server's user has to read it.
      if (mkdirSync(dir, { recursive: true }) !== undefined) chmodSync(dir, 0o755);
      refuseForeign(dir);
      if (await canRead(dir, user)) return dir;
      cause = new Error(`"${dir}" cannot be read by the user ${user?.uid} that servers run as`);
    } catch (error) {
      cause = error;
    }
  }
  throw new AtlasError("E_DEV_UNAVAILABLE", "there is no folder to keep dev database files in", {
    cause,
    details: { tried: candidates, reason: cause instanceof Error ? cause.message : String(cause) },
    hint: "Make one of these folders writable for this user, and readable for all when this user is root.",
  });
}

/** The folders of `openCacheDir` that are there already and can be trusted, the preferred first. */
export function knownCacheDirs(options: CacheOptions): readonly string[] {
  const given = options.cacheDir === undefined ? [] : [resolve(options.cacheDir)];
  return [...new Set([...given, ...defaultDirs(options.env)])].filter((dir) => {
    try {
      return isOurs(statSync(dir));
    } catch {
      return false;
    }
  });
}

function defaultDirs(env: CacheOptions["env"]): readonly string[] {
  const uid = process.getuid?.() ?? 0;
  const last = join(env["TMPDIR"] ?? tmpdir(), `atlas-cache-${uid}`);
  if (uid === 0 && process.platform === "linux") return ["/var/cache/atlas", last];
  // Set to nothing it counts as not set.
  return [join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "atlas"), last];
}

/** In a shared temporary folder somebody else may have made it first, to have us run their files. */
function refuseForeign(dir: string): void {
  if (!isOurs(statSync(dir)))
    throw new Error(`"${dir}" belongs to somebody else or can be written by everybody`);
}

function isOurs(found: Stats): boolean {
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o002) === 0;
}
