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

/** The servers that could not be had, each with the reason. */
export interface MissingServers {
  readonly required: readonly string[];
  /** CI may do without these: they are not always to be had. */
  readonly optional: readonly string[];
}

interface Provision {
  readonly name: string;
  /** As in `ATLAS_TEST_MYSQL`. */
  readonly word: string;
  readonly isIt: (build: ServerBuild) => boolean;
  /** Tests run on it only in CI, or when `ATLAS_TEST_MYSQL` names it. */
  readonly isOlder: boolean;
  /** The Debian release that has it. */
  readonly suite: string;
  readonly package: string;
  readonly isOptional: boolean;
}

/** Debian has MySQL in sid alone, which moves: on some days it cannot be had. */
const provisions: readonly Provision[] = [
  {
    name: "MariaDB 10",
    word: "mariadb-10",
    isIt: ({ flavour, version }) => flavour === "mariadb" && version.startsWith("10."),
    isOlder: true,
    suite: "bookworm",
    package: "mariadb-server-core",
    isOptional: false,
  },
  {
    name: "MariaDB 11",
    word: "mariadb-11",
    isIt: ({ flavour, version }) => flavour === "mariadb" && !version.startsWith("10."),
    isOlder: false,
    suite: "trixie",
    package: "mariadb-server-core",
    isOptional: false,
  },
  {
    name: "MySQL",
    word: "mysql",
    isIt: ({ flavour }) => flavour === "mysql",
    isOlder: false,
    suite: "sid",
    package: "mysql-server-core",
    isOptional: true,
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
  const required: string[] = [];
  const optional: string[] = [];
  if (!files.some((file) => /mysql|mariadb/i.test(readFileSync(file, "utf8")))) return { required, optional };
  for (const provision of provisions) {
    if (!isWanted(provision) || findBuilds({ env: process.env }).some(provision.isIt)) continue;
    const { name, isOptional } = provision;
    try {
      await provide(provision);
      const [build] = findBuilds({ env: process.env }).filter(provision.isIt);
      if (build === undefined) throw new Error("what was unpacked does not run here");
      console.log(`provided ${flavourTitles[build.flavour]} ${build.version}`);
    } catch (error) {
      (isOptional ? optional : required).push(`${name}: ${reasonOf(error)}`);
    }
  }
  return { required, optional };
}

function isWanted({ word, isOlder }: Provision): boolean {
  const words = process.env["ATLAS_TEST_MYSQL"] ?? "";
  if (words === "") return !isOlder || process.env["CI"] === "true";
  return words.split(",").some((each) => `${each.trim()}-`.startsWith(`${word.split("-")[0]}-`));
}

async function provide({ suite, package: name }: Provision): Promise<void> {
  const cacheDir = await openCacheDir({ env: process.env });
  const into = join(cacheDir, unpackedFolder, `${name}-${suite}`);
  try {
    await unpackDebian({ suite, packages: [name], without, into });
  } catch (error) {
    // Another run was faster.
    if (existsSync(into)) return;
    if (suite !== "bookworm" || process.getuid?.() !== 0) throw error;
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
