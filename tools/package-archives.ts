import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** Where packages for apt come from. */
export interface PackageArchive {
  /** What people call it: `Debian`. */
  readonly name: string;
  readonly mirror: () => Promise<string>;
  /** Its keys, where a system has them. */
  readonly keyring: string;
  /** Where its keys come from on other systems. */
  readonly keyringPackage?: {
    readonly archive: PackageArchive;
    readonly suites: readonly string[];
    readonly name: string;
  };
}

export const debian: PackageArchive = {
  name: "Debian",
  mirror: debianMirror,
  keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
};

/** Older servers than Debian still has. Its keys are a package of Debian, so its index is checked as Debian's is. */
export const ubuntu: PackageArchive = {
  name: "Ubuntu",
  mirror: async () =>
    // Other processors than those of most machines have an archive of their own.
    process.arch === "x64" ? "http://archive.ubuntu.com/ubuntu" : "http://ports.ubuntu.com/ubuntu-ports",
  keyring: "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
  keyringPackage: { archive: debian, suites: ["trixie"], name: "ubuntu-keyring" },
};

export function hasKeys({ keyring }: PackageArchive): boolean {
  return existsSync(keyring);
}

/** The mirror of this machine where it is a Debian. */
async function debianMirror(): Promise<string> {
  const sources = await readFile("/etc/apt/sources.list.d/debian.sources", "utf8").catch(() => "");
  return /^URIs:\s*(\S+)/m.exec(sources)?.[1] ?? "http://deb.debian.org/debian";
}
