import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { hasKeys, type PackageArchive } from "./package-archives.ts";

const run = promisify(execFile);

export interface DebianTree {
  readonly archive: PackageArchive;
  /** `["sid"]`, `["jammy", "jammy-updates"]`: the newest that any of them has is taken. */
  readonly suites: readonly string[];
  /** The parts of the archive that have them, as `main universe`. Default: `main`. */
  readonly components?: string | undefined;
  readonly packages: readonly string[];
  /** Of what these need, what their programs start without: matched against package names. */
  readonly without: RegExp;
  /** The folder to make; it appears whole or not at all. */
  readonly into: string;
}

/**
 * Unpacks packages of another release of Debian or Ubuntu with all the libraries they need, C library and loader
 * included, into a folder. The system stays as it is: apt works on lists and a status of our own, and checks the
 * signature of the index as always.
 *
 * @throws what apt or dpkg said, or that they are not here.
 */
export async function unpackDebian({ packages, without, into, ...source }: DebianTree): Promise<void> {
  const parent = join(into, "..");
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const work = await mkdtemp(join(parent, ".fetch-"));
  try {
    const apt = await privateApt(work, source);
    const closure = (await namesNeeded(apt, packages)).filter((name) => !without.test(name));
    await rename(await unpack(apt, closure, work), into);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type Apt = (command: string, args?: readonly string[], cwd?: string) => Promise<string>;

/** Downloads packages and returns a folder with what is in them. */
async function unpack(apt: Apt, names: readonly string[], work: string): Promise<string> {
  const debs = join(work, "debs");
  await mkdir(debs);
  await apt("download", names, debs);
  const root = join(work, "root");
  await mkdir(root, { mode: 0o755 });
  for (const name of (await readdir(debs)).toSorted()) await run("dpkg-deb", ["-x", join(debs, name), root]);
  return root;
}

/** The file with the keys of the archive: the system's, else the one that another archive vouches for. */
async function keysOf(archive: PackageArchive, work: string): Promise<string> {
  if (hasKeys(archive)) return archive.keyring;
  const { keyringPackage: from } = archive;
  if (from === undefined) throw new Error(`${archive.name}'s keys are not here (${archive.keyring})`);
  const apt = await privateApt(work, from);
  return join(await unpack(apt, [from.name], work), archive.keyring);
}

type Source = Pick<DebianTree, "archive" | "suites" | "components">;

/** An apt that knows one release and takes nothing for installed: so it names all that a package needs. Its index is new. */
async function privateApt(work: string, { archive, suites, components = "main" }: Source): Promise<Apt> {
  const keyring = await keysOf(archive, join(work, "keys"));
  await mkdir(join(work, "lists", "partial"), { recursive: true });
  await mkdir(join(work, "cache", "archives", "partial"), { recursive: true });
  await writeFile(join(work, "status"), "");
  const url = await archive.mirror();
  const sources = suites.map((suite) => `deb [signed-by=${keyring}] ${url} ${suite} ${components}\n`);
  await writeFile(join(work, "sources.list"), sources.join(""));
  const options = {
    "Dir::Etc::sourcelist": join(work, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State::Lists": join(work, "lists"),
    "Dir::State::status": join(work, "status"),
    "Dir::Cache": join(work, "cache"),
    "Acquire::Languages": "none",
    "Acquire::Retries": "2",
    // An index that cannot be had is an error, and no warning.
    "APT::Update::Error-Mode": "any",
    "Acquire::http::Timeout": "20",
    "Debug::NoLocking": "true",
    // Else apt, as root, gives itself to a user who cannot write here.
    "APT::Sandbox::User": process.getuid?.() === 0 ? "root" : "",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const apt: Apt = async (command, args = [], cwd = work) => {
    const { stdout } = await run("apt-get", [...flags, "-qq", command, ...args], {
      cwd,
      // Proxies are named in the environment.
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 16 * 1024 * 1024,
      timeout: 5 * 60_000,
    });
    return stdout;
  };
  await apt("update");
  return apt;
}

/** `'http://…/libc6_2.41_amd64.deb' libc6_2.41_amd64.deb 2800 SHA256:…` for each. */
async function namesNeeded(apt: Apt, packages: readonly string[]): Promise<readonly string[]> {
  const said = await apt("install", ["-y", "--no-install-recommends", "--print-uris", ...packages]);
  return [...said.matchAll(/^'[^']*' ([^_\s]+)_/gm)].flatMap(([, name]) => name ?? []);
}
