import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { AtlasError } from "@atlas/core";

import { keptTemplate } from "../template.ts";
import { serverUser } from "../unprivileged.ts";
import type { ServerBuild } from "./builds.ts";
import { flavourTitles } from "./flavour.ts";
import { flagsOf, withoutKeys } from "./server-arguments.ts";

/** Counts up when the way a template is made or its layout change. */
const formatVersion = 2;

/**
 * Sizes are fixed when the files are made. MySQL keeps the larger part of the log as spare files, which would be
 * copied for nothing.
 */
const initSettings = {
  mysql: {
    "loose-innodb-redo-log-capacity": "8M",
    "loose-innodb-log-file-size": "8M",
    "loose-disable-log-bin": "ON",
    "secure-file-priv": "NULL",
  },
  mariadb: {
    "innodb-log-file-size": "8M",
    "loose-innodb-undo-tablespaces": 0,
    "loose-disable-log-bin": "ON",
  },
} as const;

/**
 * Returns a data directory to copy servers from; made once for each build and its settings, then kept in the cache. Its one account is
 * `root` on this machine without a password; there is no schema but those of the server itself.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` with what the server said.
 */
export async function dataTemplate(
  build: ServerBuild,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<string> {
  const settings = Object.entries(build.settings ?? {}).map(([setting, value]) => `-${setting}-${value}`);
  const name = `${build.flavour}-${build.text}-${process.platform}-${process.arch}-v${formatVersion}${settings.join("")}`;
  return await keptTemplate({ name, cacheDir, signal, make: (into) => initialize(build, into, signal) });
}

async function initialize(build: ServerBuild, into: string, signal?: AbortSignal): Promise<void> {
  const data = join(into, "data");
  const common = [
    "--no-defaults",
    ...build.placeArguments,
    `--datadir=${data}`,
    `--tmpdir=${into}`,
    "--innodb-flush-method=nosync",
    "--loose-innodb-doublewrite=0",
    ...flagsOf({ ...initSettings[build.flavour], ...withoutKeys[build.flavour], ...build.settings }),
  ];
  if (build.flavour === "mysql") {
    await run(build, [...common, "--initialize-insecure"], "", signal);
    // Every copy is a server with an identity of its own.
    return await rm(join(data, "auto.cnf"), { force: true });
  }
  const sql = await mariadbScripts(build);
  // Unlike MySQL, it wants the folder to be there.
  await run(build, [...common, "--bootstrap"], sql, signal, data);
}

/**
 * What makes the server's own schemas, in the order of its own installer. The texts for HELP are left out: nobody
 * asks a dev database for help, and they are two megabytes.
 */
async function mariadbScripts({ scripts, version }: ServerBuild): Promise<string> {
  if (scripts === undefined)
    throw new AtlasError("E_DEV_UNAVAILABLE", `the scripts that set up MariaDB ${version} are not here`, {
      hint: 'Install all of MariaDB\'s server package, with "mariadb_system_tables.sql", or give the URL of an empty database.',
    });
  const parts = [
    ["mariadb_system_tables.sql", "mysql_system_tables.sql"],
    ["mariadb_performance_tables.sql", "mysql_performance_tables.sql"],
    ["mariadb_system_tables_data.sql", "mysql_system_tables_data.sql"],
    ["maria_add_gis_sp_bootstrap.sql"],
    ["mariadb_sys_schema.sql", "mysql_sys_schema.sql"],
  ];
  const texts = await Promise.all(parts.map((names) => firstText(scripts, names)));
  return [
    "CREATE DATABASE IF NOT EXISTS mysql;",
    "USE mysql;",
    "SET @auth_root_socket = NULL;",
    ...texts,
    // The scripts let root in from this machine's name, too, and without a password.
    "DELETE FROM mysql.global_priv WHERE Host <> 'localhost';",
    "DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';",
    "",
  ].join("\n");
}

/** Names changed with MariaDB 11; the sys schema came with 10.6. */
async function firstText(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    const found = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (found !== undefined) return found;
  }
  return "";
}

async function run(
  { flavour, version, command: [program = "", ...loaded] }: ServerBuild,
  args: readonly string[],
  input: string,
  signal: AbortSignal | undefined,
  folder?: string,
): Promise<void> {
  // The shell makes the folder as the server's user does.
  const script = 'if [ -n "$1" ]; then mkdir "$1" || exit 1; fi; shift; exec "$@"';
  const child = spawn("/bin/sh", ["-c", script, "sh", folder ?? "", program, ...loaded, ...args], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    stdio: ["pipe", "ignore", "pipe"],
    signal,
    killSignal: "SIGKILL",
    ...serverUser(),
  });
  child.stdin.on("error", () => {}); // It ended first: then its exit says so.
  child.stdin.end(input);
  const said = text(child.stderr);
  let cause: unknown;
  const [code] = await once(child, "close").catch((error: unknown) => {
    cause = error;
    return [undefined];
  });
  if (signal?.aborted) throw new AtlasError("E_CANCELLED", "the work was cancelled", { cause });
  if (code === 0) return;
  throw new AtlasError("E_DEV_UNAVAILABLE", `${flavourTitles[flavour]} ${version} could not be initialized`, {
    cause,
    details: { said: (await said).trim().slice(-4000) },
    hint: "Read what the server said in the details, or give the URL of an empty database.",
  });
}
