import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface DebianTree {
  /** `sid`, `trixie`. */
  readonly suite: string;
  readonly packages: readonly string[];
  /** Of what these need, what their programs start without: matched against package names. */
  readonly without: RegExp;
  /** The folder to make; it appears whole or not at all. */
  readonly into: string;
}

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Unpacks packages of another Debian release with all the libraries they need, C library and loader included, into a
 * folder. The system stays as it is: apt works on lists and a status of our own, and checks the signature of the
 * index as always.
 *
 * @throws what apt or dpkg said, or that they are not here.
 */
export async function unpackDebian({ suite, packages, without, into }: DebianTree): Promise<void> {
  const parent = join(into, "..");
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const work = await mkdtemp(join(parent, ".fetch-"));
  try {
    const apt = await privateApt(work, suite);
    await apt("update");
    const closure = (await namesNeeded(apt, packages)).filter((name) => !without.test(name));
    const debs = join(work, "debs");
    await mkdir(debs);
    await apt("download", closure, debs);
    const root = join(work, "root");
    await mkdir(root, { mode: 0o755 });
    for (const name of (await readdir(debs)).toSorted())
      await run("dpkg-deb", ["-x", join(debs, name), root]);
    await rename(root, into);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type Apt = (command: string, args?: readonly string[], cwd?: string) => Promise<string>;

/** An apt that knows one release and takes nothing for installed: so it names all that a package needs. */
async function privateApt(work: string, suite: string): Promise<Apt> {
  await readFile(keyring).catch(() => {
    throw new Error(`Debian's keys are not here (${keyring})`);
  });
  await mkdir(join(work, "lists", "partial"), { recursive: true });
  await mkdir(join(work, "cache", "archives", "partial"), { recursive: true });
  await writeFile(join(work, "status"), "");
  await writeFile(join(work, "sources.list"), `deb [signed-by=${keyring}] ${await mirror()} ${suite} main\n`);
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
  return async (command, args = [], cwd = work) => {
    const { stdout } = await run("apt-get", [...flags, "-qq", command, ...args], {
      cwd,
      // Proxies are named in the environment.
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 16 * 1024 * 1024,
      timeout: 5 * 60_000,
    });
    return stdout;
  };
}

/** The mirror of this machine where it is a Debian. */
async function mirror(): Promise<string> {
  const sources = await readFile("/etc/apt/sources.list.d/debian.sources", "utf8").catch(() => "");
  return /^URIs:\s*(\S+)/m.exec(sources)?.[1] ?? "http://deb.debian.org/debian";
}

/** `'http://…/libc6_2.41_amd64.deb' libc6_2.41_amd64.deb 2800 SHA256:…` for each. */
async function namesNeeded(apt: Apt, packages: readonly string[]): Promise<readonly string[]> {
  const said = await apt("install", ["-y", "--no-install-recommends", "--print-uris", ...packages]);
  return [...said.matchAll(/^'[^']*' ([^_\s]+)_/gm)].flatMap(([, name]) => name ?? []);
}
