import { execFile } from "node:child_process";
import { basename, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { AtlasError } from "@atlas/core";

/** A commit to compare with, and the folder of its repository. */
export interface GitBase {
  /** A branch, or anything that names a commit. */
  readonly base: string;
  readonly folder: string;
}

/** How the files of a directory differ from those of a commit. */
export interface GitChanges {
  /** Names without folders, of files that the commit does not have, whether or not they are committed. */
  readonly added: ReadonlySet<string>;
  readonly edited: ReadonlySet<string>;
  /** Names below the directory, with forward slashes. */
  readonly removed: readonly string[];
}

/**
 * Compares a directory as it is on the disk with a commit: what is not committed yet is what people are about to.
 *
 * @param path - of the directory.
 * @throws {AtlasError} `E_DIRECTORY` where git cannot tell, `E_FLAG` for what is no name of a commit.
 */
export async function changesSince(
  { base, folder }: GitBase,
  path: string,
  signal: AbortSignal,
): Promise<GitChanges> {
  // git would take it for an option.
  if (base.startsWith("-"))
    throw new AtlasError("E_FLAG", `git diff: ${JSON.stringify(base)} is not the name of a branch`);
  const below = relative(resolve(folder), resolve(path)).replaceAll("\\", "/") || ".";
  // A file that was rebased has another name: where git takes it for renamed, it would not be an added one.
  const diff = ["diff", "--no-ext-diff", "--no-renames", "--name-status", "-z", base, "--", below];
  const statuses = await git(diff, folder, base, signal);
  const others = await git(["ls-files", "--others", "-z", "--", below], folder, base, signal);
  const added = new Set(others.map((name) => basename(name)));
  const edited = new Set<string>();
  const removed: string[] = [];
  for (let at = 0; at + 1 < statuses.length; at += 2) {
    const [status = "", name = ""] = statuses.slice(at, at + 2);
    if (status === "A") added.add(basename(name));
    else if (status === "D") removed.push(nameBelow(resolve(path), name));
    else edited.add(basename(name));
  }
  return { added, edited, removed };
}

const run = promisify(execFile);

/** @returns what it prints, which zero bytes end. */
async function git(
  args: readonly string[],
  folder: string,
  base: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const options = { signal, maxBuffer: 64 * 1024 * 1024 };
  const place = folder === "." ? [] : ["-C", folder];
  try {
    const { stdout } = await run("git", [...place, "--no-pager", ...args], options);
    return stdout.split("\0").filter(Boolean);
  } catch (error) {
    // What a child process rejects with has these members.
    const { code, stderr, message } = error as { code?: unknown; stderr?: unknown; message: string };
    if (code === "ENOENT")
      throw new AtlasError("E_DIRECTORY", "lookup git: executable file not found in $PATH", {
        hint: "Install git, or say how many files are new with --latest.",
        cause: error,
      });
    const said = typeof stderr === "string" && stderr.trim() !== "" ? stderr.trim() : message;
    // Outside of a repository git goes on with all of its options.
    const reason = said.replace(/\s*^usage:[^]*/m, "");
    throw new AtlasError("E_DIRECTORY", `git diff: ${reason}`, {
      hint: `Is there a branch or commit ${JSON.stringify(base)}, and the directory in the repository of --git-dir?`,
      cause: error,
    });
  }
}

/** The name below a folder of a file that git tells from the root of the repository, which lies in or above it. */
function nameBelow(folder: string, name: string): string {
  const parts = name.split("/");
  const folders = folder.split(/[\\/]/);
  for (let count = parts.length - 1; count > 0; count--)
    if (folders.slice(-count).join("/") === parts.slice(0, count).join("/"))
      return parts.slice(count).join("/");
  return name;
}
