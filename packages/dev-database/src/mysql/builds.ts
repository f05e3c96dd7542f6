import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

import { knownCacheDirs, type CacheOptions } from "../cache-dir.ts";
import { serverUser } from "../unprivileged.ts";
import { readVersion, type ServerVersion } from "./flavour.ts";
import { rememberVersions } from "./version-cache.ts";

/** A server program of MySQL or MariaDB that is there. */
export interface ServerBuild extends ServerVersion {
  /** The file of the program. */
  readonly path: string;
  /** How it is run: the program, or the loader it brings along with the program as argument. */
  readonly command: readonly string[];
  /** Where it finds what belongs to it, as arguments of the server. */
  readonly placeArguments: readonly string[];
  /** The folder with the SQL that a new MariaDB is made from; `undefined`: it lies nowhere. */
  readonly scripts: string | undefined;
  /** Settings that its files are made for, and no others work with them: `lower-case-table-names`. Default: none. */
  readonly settings?: Readonly<Record<string, number>>;
}

/** The same with names of tables in lower case, or as it is. @param defaults - of a target, as `Driver.sessionDefaults`. */
export function buildFor(
  build: ServerBuild,
  { lower_case_table_names: mode }: Readonly<Record<string, string>> = {},
): ServerBuild {
  return mode === "1" ? { ...build, settings: { "lower-case-table-names": 1 } } : build;
}

/** One text for each kind of server: builds that share it can stand for each other. */
export function buildKey({ path, settings = {} }: ServerBuild): string {
  return JSON.stringify([path, settings]);
}

export interface FindOptions extends CacheOptions {
  /** Where servers lie that are not on `PATH`. Default: `serverFolders`. */
  readonly folders?: readonly string[] | undefined;
}

/** Folders of servers, which are rarely on the `PATH` of users. */
export const serverFolders: readonly string[] = [
  "/usr/local/sbin",
  "/usr/sbin",
  "/usr/libexec",
  "/usr/local/mysql/bin",
  "/usr/local/mariadb/bin",
  "/opt/homebrew/bin",
];

/** The folder of the cache in which each entry is an unpacked server. */
export const unpackedFolder = "servers";

/**
 * Finds the servers of MySQL and MariaDB: on `PATH`, in the usual folders, and unpacked in the cache. Each program
 * is asked for its version once, and again when its file changes. What does not run counts as absent.
 */
export function findBuilds(options: FindOptions): readonly ServerBuild[] {
  const caches = knownCacheDirs(options);
  using versions = rememberVersions(caches);
  const seen = new Set<string>();
  const builds: ServerBuild[] = [];
  for (const place of [...installed(options), ...caches.flatMap(unpacked)]) {
    const real = realpathSync(place.path);
    if (seen.has(real)) continue;
    seen.add(real);
    const command = [...loaderFor(place), place.path];
    const said = versions.of(real, () => askVersion(command));
    const version = readVersion(said);
    if (version === undefined) continue;
    builds.push({ ...version, path: place.path, command, ...belongings(place) });
  }
  return builds;
}

/** A program, and the folder that stands for `/usr` to it. */
interface Place {
  readonly path: string;
  readonly prefix: string;
  /** The folder of an unpacked server; `undefined`: it is installed where it was built for. */
  readonly root: string | undefined;
}

/** In this order: beside `mariadbd`, `mysqld` is a link to it. */
const names = ["mariadbd", "mysqld"];

function installed({ env, folders = serverFolders }: FindOptions): readonly Place[] {
  const path = (env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  return [...path, ...folders].flatMap((folder) =>
    names
      .map((name) => join(folder, name))
      .filter(isFile)
      .map((file) => ({ path: file, prefix: dirname(folder), root: undefined })),
  );
}

/** Distributions' packages have `usr/sbin`, the makers' archives `bin`. */
const insides = ["usr/sbin", "usr/bin", "usr/libexec", "sbin", "bin"];

function unpacked(cacheDir: string): readonly Place[] {
  const folder = join(cacheDir, unpackedFolder);
  if (!existsSync(folder)) return [];
  // What is still being made has a dot before its name.
  const roots = readdirSync(folder)
    .filter((name) => !name.startsWith("."))
    .toSorted();
  return roots.flatMap((name) => {
    const root = join(folder, name);
    const bins = insides.map((inside) => join(root, inside));
    return bins.flatMap((bin) =>
      names
        .map((file) => join(bin, file))
        .filter(isFile)
        .map((path) => ({ path, prefix: dirname(bin), root })),
    );
  });
}

/** Linux programs unpacked with all libraries they need run through the loader among these. */
const loaders = [
  { loader: "lib64/ld-linux-x86-64.so.2", libraries: "lib/x86_64-linux-gnu" },
  { loader: "lib/ld-linux-aarch64.so.1", libraries: "lib/aarch64-linux-gnu" },
];

function loaderFor({ root }: Place): readonly string[] {
  if (root === undefined) return [];
  // Older packages have a part of the libraries outside of `usr`.
  const tops = [join(root, "usr"), root];
  for (const { loader, libraries } of loaders) {
    const found = tops.flatMap((top) => fileInside(root, join(top, loader)) ?? [])[0];
    const folders = tops.map((top) => join(top, libraries)).filter((path) => existsSync(path));
    if (found !== undefined) return [found, "--library-path", folders.join(":")];
  }
  return [];
}

/**
 * What a path of an unpacked tree means where the tree is `/`: links of packages name the file from there, and this
 * machine's own loader does not fit their libraries. `undefined`: nothing is there.
 */
function fileInside(root: string, path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isSymbolicLink()) return found && path;
  const target = readlinkSync(path);
  return fileInside(root, target.startsWith("/") ? join(root, target) : join(dirname(path), target));
}

const scriptName = /^(mysql|mariadb)_system_tables\.sql$/;

function belongings({ path, prefix, root }: Place): Pick<ServerBuild, "placeArguments" | "scripts"> {
  // Homebrew's programs are links into a folder that has the rest.
  const prefixes = [prefix, dirname(dirname(realpathSync(path)))];
  const shares = prefixes.flatMap((at) =>
    ["share/mariadb", "share/mysql", "share"].map((share) => join(at, share)),
  );
  const scripts = shares.find((share) => list(share).some((name) => scriptName.test(name)));
  if (root === undefined) return { placeArguments: [], scripts };
  const messages = shares.find((share) => existsSync(join(share, "english")));
  const charsets = shares.map((share) => join(share, "charsets")).find((share) => existsSync(share));
  const plugins = ["lib/mysql/plugin", "lib/plugin"]
    .map((at) => join(prefix, at))
    .find((at) => existsSync(at));
  const placeArguments = [
    `--basedir=${prefix}`,
    ...(messages === undefined ? [] : [`--lc-messages-dir=${messages}`]),
    ...(charsets === undefined ? [] : [`--character-sets-dir=${charsets}`]),
    ...(plugins === undefined ? [] : [`--plugin-dir=${plugins}`]),
  ];
  return { placeArguments, scripts };
}

/** What the program says, or nothing when it does not run here. */
function askVersion([program = "", ...args]: readonly string[]): string {
  try {
    return execFileSync(program, [...args, "--no-defaults", "--version"], {
      cwd: "/",
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 10_000,
      ...serverUser(),
    });
  } catch {
    return "";
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return existsSync(path);
}
