import { execFile } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { AtlasError } from "@atlas/core";

import { keptTemplate } from "../template.ts";
import { serverUser } from "../unprivileged.ts";
import type { PostgresBinaries } from "./binaries.ts";

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
const formatVersion = 3;

/**
 * Returns a data directory to copy servers from; made by `initdb` once for each build, then kept in the cache.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` with what `initdb` said.
 */
export async function dataTemplate(
  binaries: PostgresBinaries,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<string> {
  const name = `postgres-${binaries.build}-v${formatVersion}`;
  return await keptTemplate({ name, cacheDir, signal, make: (into) => initialize(binaries, into, signal) });
}

async function initialize(binaries: PostgresBinaries, into: string, signal?: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(
      join(binaries.dir, "bin", "initdb"),
      [...initArguments.filter((argument) => isKnown(argument, binaries.major)), "-D", join(into, "data")],
      { cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" }, signal, ...serverUser() },
    );
    await removeMaps(join(into, "data"));
  } catch (error) {
    if (signal?.aborted) throw new AtlasError("E_CANCELLED", "the work was cancelled", { cause: error });
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new AtlasError("E_DEV_UNAVAILABLE", `PostgreSQL ${binaries.version} could not be initialized`, {
      cause: error,
      details: { said },
      hint: "Read what initdb said in the details, or give the URL of an empty database.",
    });
  }
}

/**
 * A quarter of all files says where in other files there is room and what all sessions see. The server takes a file that
 * is not there for one that says nothing, and each start copies as many files less.
 *
 * @see https://www.postgresql.org/docs/18/storage-fsm.html
 */
async function removeMaps(data: string): Promise<void> {
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true }))
    if (/^\d+_(?:fsm|vm)$/.test(entry.name)) await rm(join(entry.parentPath, entry.name));
}

/** `--no-instructions` came with PostgreSQL 14. */
function isKnown(argument: string, major: number): boolean {
  return major >= 14 || argument !== "--no-instructions";
}
