import { execFile } from "node:child_process";
import { basename, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { AtlasError } from "@atlas/core";
import type { SumEntry } from "@atlas/lint";
import type { Directory } from "@atlas/migrate";

/** How the files that are new are told from those that others have. */
export type Detector =
  /** The last files; more than there are: all of them. */
  | { readonly type: "latest"; readonly count: number }
  /** The first file that a branch does not have, and all after it. */
  | { readonly type: "git"; readonly base: string; readonly folder: string }
  /** The first file that another directory does not have as it is, and all after it. */
  | { readonly type: "directory"; readonly entries: readonly SumEntry[] };

/**
 * Where the new files of a directory begin; its length: there are none.
 *
 * @param entries - of the directory.
 * @throws {AtlasError} `E_DIRECTORY` where git cannot tell.
 */
export async function firstNew(
  directory: Directory,
  entries: readonly SumEntry[],
  detector: Detector,
  signal: AbortSignal,
): Promise<number> {
  const total = directory.files.length;
  switch (detector.type) {
    case "latest":
      return detector.count < 0 || detector.count >= total ? 0 : total - detector.count;
    case "git": {
      const added = await filesAddedSince(detector, directory.path, signal);
      const at = directory.files.findIndex(({ name }) => added.has(basename(name)));
      return at < 0 ? total : at;
    }
    case "directory": {
      const at = entries.findIndex(({ name, hash }, index) => {
        const other = detector.entries[index];
        return other?.name !== name || other.hash !== hash;
      });
      return at < 0 ? total : at;
    }
  }
}

const run = promisify(execFile);

async function filesAddedSince(
  { base, folder }: Detector & { readonly type: "git" },
  path: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  // git would take it for an option.
  if (base.startsWith("-"))
    throw new AtlasError("E_FLAG", `git diff: ${JSON.stringify(base)} is not the name of a branch`);
  const below = relative(resolve(folder), resolve(path)).replaceAll("\\", "/");
  // A file that was rebased has another name: where git takes it for renamed, it would not be an added one.
  const args = ["--no-pager", "diff", "--no-renames", "--name-only", "--diff-filter=A", base, "HEAD"];
  args.push("--", below || ".");
  try {
    const { stdout } = await run("git", folder === "." ? args : ["-C", folder, ...args], {
      signal,
      maxBuffer: 64 * 1024 * 1024,
    });
    return new Set(
      stdout
        .split("\n")
        .filter(Boolean)
        .map(unquoted)
        .map((name) => basename(name)),
    );
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

/** git quotes names with characters beyond ASCII: their octal bytes. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  for (const [, octal, escaped, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\])/gu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...Buffer.from(escaped ?? plain ?? ""));
  }
  return Buffer.from(bytes).toString();
}
