import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import {
  findBuilds,
  flavourTitles,
  openCacheDir,
  unpackedFolder,
  type ServerBuild,
} from "../packages/dev-database/src/index.ts";
import { unpackDebian } from "./debian-packages.ts";
import { debian, type PackageArchive, ubuntu } from "./package-archives.ts";

/** The servers that could not be had, each with the reason. */
export interface MissingServers {
  readonly required: readonly string[];
  /** CI may do without these: they are not always to be had. */
  readonly optional: readonly string[];
  /** Older series, on which only a few tests run; where they are absent these are not there. */
  readonly older: readonly string[];
}

interface Provision {
  readonly name: string;
  /** As in `ATLAS_TEST_MYSQL`. */
  readonly word: string;
  readonly isIt: (build: ServerBuild) => boolean;
  readonly archive: PackageArchive;
  /** The releases that have it. */
  readonly suites: readonly string[];
  readonly components?: string;
  readonly package: string;
  readonly need: keyof MissingServers;
  /** It is there whether in CI or not. */
  readonly isEveryday: boolean;
}

function series(flavour: ServerBuild["flavour"], version: string): Pick<Provision, "name" | "word" | "isIt"> {
  return {
    name: `${flavourTitles[flavour]} ${version}`,
    word: `${flavour}-${version}`,
    isIt: (build) => build.flavour === flavour && build.version.startsWith(`${version}.`),
  };
}

/** Debian has MySQL in sid alone, which moves: on some days it cannot be had. Older servers are Ubuntu's. */
const provisions: readonly Provision[] = [
  {
    name: "MariaDB 10",
    word: "mariadb-10.11",
    isIt: ({ flavour, version }) => flavour === "mariadb" && version.startsWith("10."),
    archive: debian,
    suites: ["bookworm"],
    package: "mariadb-server-core",
    need: "required",
    isEveryday: false,
  },
  {
    name: "MariaDB 11",
    word: "mariadb-11",
    isIt: ({ flavour, version }) => flavour === "mariadb" && !version.startsWith("10."),
    archive: debian,
    suites: ["trixie"],
    package: "mariadb-server-core",
    need: "required",
    isEveryday: true,
  },
  {
    ...series("mysql", "9"),
    archive: debian,
    suites: ["sid"],
    package: "mysql-server-core",
    need: "optional",
    isEveryday: true,
  },
  {
    ...series("mysql", "5.7"),
    archive: ubuntu,
    suites: ["bionic", "bionic-updates"],
    package: "mysql-server-core-5.7",
    need: "older",
    isEveryday: false,
  },
  {
    ...series("mysql", "8.0"),
    archive: ubuntu,
    suites: ["jammy", "jammy-updates"],
    package: "mysql-server-core-8.0",
    need: "older",
    isEveryday: false,
  },
  {
    ...series("mysql", "8.4"),
    archive: ubuntu,
    suites: ["resolute", "resolute-updates"],
    package: "mysql-server-core",
    need: "older",
    isEveryday: false,
  },
  {
    ...series("mariadb", "10.6"),
    archive: ubuntu,
    suites: ["jammy", "jammy-updates"],
    components: "main universe",
    package: "mariadb-server-core-10.6",
    need: "older",
    isEveryday: false,
  },
];

/** What these packages name and their servers start without. */
const without =
  /^(perl|perl-base|perl-modules.*|libperl.*|libgdbm.*|libdb5.*|libbz2.*|gcc-.*-base|libtirpc-common|openssl-provider.*|libc-gconv.*|galera.*|socat|rsync|lsof)$/;

/**
 * Sees to it that the servers of MySQL and MariaDB that tests run on are here, if one of these files asks for them:
 * what is installed is taken as it is, the rest is unpacked in the user's cache, once.
 */
export async function ensureMysql(files: readonly string[]): Promise<MissingServers> {
  const missing: Record<keyof MissingServers, string[]> = { required: [], optional: [], older: [] };
  if (!files.some((file) => /mysql|mariadb/i.test(readFileSync(file, "utf8")))) return missing;
  const present = findBuilds({ env: process.env });
  const absent = wantedProvisions().filter(({ isIt }) => !present.some(isIt));
  // An archive that does not answer is waited for but once.
  const outcomes = await Promise.allSettled(absent.map(provide));
  for (const [at, { name, isIt, need }] of absent.entries()) {
    const outcome = outcomes[at];
    const build = findBuilds({ env: process.env }).find(isIt);
    if (build !== undefined) console.log(`provided ${flavourTitles[build.flavour]} ${build.version}`);
    else if (outcome?.status === "rejected") missing[need].push(`${name}: ${reasonOf(outcome.reason)}`);
    else missing[need].push(`${name}: what was unpacked does not run here`);
  }
  return missing;
}

/** As `mysqlServers` of the tests chooses. */
function wantedProvisions(): readonly Provision[] {
  const words = (process.env["ATLAS_TEST_MYSQL"] ?? "").split(",").map((word) => word.trim());
  if (words.every((word) => word === ""))
    return process.env["CI"] === "true" ? provisions : provisions.filter(({ isEveryday }) => isEveryday);
  const leading = provisions.filter(({ need }) => need !== "older");
  const chosen = words.flatMap((each) => {
    const led = leading.filter(({ word }) => fits(word, each) || fits(each, word));
    return led.length > 0 ? led : provisions.filter(({ word }) => fits(word, each));
  });
  return provisions.filter((provision) => chosen.includes(provision));
}

/** `mysql-5.7` is a `mysql` and a `mysql-5`. */
function fits(word: string, wider: string): boolean {
  return word === wider || word.startsWith(`${wider}${wider.includes("-") ? "." : "-"}`);
}

async function provide({ archive, suites, components, package: name }: Provision): Promise<void> {
  const cacheDir = await openCacheDir({ env: process.env });
  const into = join(cacheDir, unpackedFolder, `${name}-${archive.name.toLowerCase()}-${suites[0]}`);
  try {
    await unpackDebian({ archive, suites, components, packages: [name], without, into });
  } catch (error) {
    // Another run was faster.
    if (existsSync(into)) return;
    if (!suites.includes("bookworm") || process.getuid?.() !== 0) throw error;
    // On other systems than Debian their own will do.
    await promisify(execFile)("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name]);
  }
}

/** The first error that apt names, else what went wrong; hooks of this machine may write before it. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  const text = said.trim() !== "" ? said : error instanceof Error ? error.message : String(error);
  const lines = text.trim().split("\n");
  return lines.find((line) => line.startsWith("E: ")) ?? lines[0] ?? "";
}
