import { createHash } from "node:crypto";
import { AtlasError } from "@atlas/core";
import { assertNoConflict, conflictLine } from "./conflicts.ts";
import { directive } from "./directives.ts";
import type { Directory, MigrationFile } from "./directory.ts";

/** The file that holds the checksums of a directory. */
export const sumFile = "atlas.sum";

export interface SumEntry {
  readonly name: string;
  /** Base64 of SHA-256, without `h1:`. */
  readonly hash: string;
}

/**
 * What `atlas.sum` lists: each hash covers the names and bytes of all files up to its own. A file whose first line
 * says `atlas:sum ignore` has no entry, and takes part with its name alone.
 */
export function sumEntries(files: readonly Pick<MigrationFile, "name" | "bytes">[]): readonly SumEntry[] {
  const running = createHash("sha256");
  const entries: SumEntry[] = [];
  for (const { name, bytes } of files) {
    running.update(name);
    if (isIgnored(bytes)) continue;
    running.update(bytes);
    entries.push({ name, hash: running.copy().digest("base64") });
  }
  return entries;
}

/**
 * The text of `atlas.sum`.
 *
 * @throws {AtlasError} `E_DIRECTORY` for a name that would be read as another one.
 */
export function computeSum(files: readonly MigrationFile[]): string {
  const entries = sumEntries(files);
  for (const { name } of entries) {
    if (name === name.trim() && !/\n|h1:/.test(name)) continue;
    throw new AtlasError("E_DIRECTORY", `the name ${JSON.stringify(name)} cannot be listed in ${sumFile}`, {
      details: { file: name },
      hint: "Rename the file: letters, digits, dashes and underscores are good.",
    });
  }
  return `h1:${totalOf(entries)}\n${entries.map(({ name, hash }) => `${name} h1:${hash}\n`).join("")}`;
}

/**
 * Files and `atlas.sum` agree.
 *
 * @throws {AtlasError} `E_CHECKSUM`; `details` of a mismatch are `line` (of `atlas.sum`, from 1), `file` and `reason`
 *   (`added`, `edited`, `removed`), and none where `atlas.sum` disagrees with itself.
 */
export function assertChecksum(directory: Directory): void {
  const { files, sum } = directory;
  if (sum === undefined) {
    if (files.length === 0) return;
    throw new AtlasError("E_CHECKSUM", "checksum file not found", {
      hint: "Run 'atlas migrate hash' once the files are as they should be.",
    });
  }
  const stored = parseSum(sum);
  const computed = sumEntries(files);
  const difference = firstDifference(stored, computed);
  if (!difference) return;
  const edited = files.find(({ name }) => name === difference.file);
  if (edited) assertNoConflict(edited);
  throw mismatch({ ...difference });
}

/**
 * The entries of an `atlas.sum`.
 *
 * @throws {AtlasError} `E_CHECKSUM` for a malformed text, one with conflict markers, and one whose total is another.
 */
export function parseSum(text: string): readonly SumEntry[] {
  const conflict = conflictLine(text);
  if (conflict !== undefined)
    throw new AtlasError("E_CHECKSUM", `${sumFile} holds conflict markers of version control`, {
      details: { line: conflict, file: sumFile, reason: "conflict" },
      place: { file: sumFile, line: conflict, column: 1 },
      hint: "Keep the files of both sides, check that their order is right, then run 'atlas migrate hash'.",
    });
  const [first = "", ...rest] = text.split("\n");
  const entries = rest.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const at = line.indexOf("h1:");
    if (at < 0)
      throw new AtlasError("E_CHECKSUM", "checksum file format invalid", {
        place: { file: sumFile, line: index + 2, column: 1 },
        hint: "Run 'atlas migrate hash' once the files are as they should be.",
      });
    return [{ name: line.slice(0, at).trim(), hash: line.slice(at + 3).trim() }];
  });
  if (first.trim().replace(/^h1:/, "") !== totalOf(entries)) throw mismatch({});
  return entries;
}

function firstDifference(stored: readonly SumEntry[], computed: readonly SumEntry[]) {
  const names = new Set(computed.map(({ name }) => name));
  for (let at = 0; at < Math.max(stored.length, computed.length); at++) {
    const was = stored[at];
    const is = computed[at];
    if (was && is && was.name === is.name && was.hash === is.hash) continue;
    const line = at + 2;
    if (was && (!is || !names.has(was.name))) return { line, file: was.name, reason: "removed" };
    if (was?.name === is?.name) return { line, file: is?.name ?? "", reason: "edited" };
    return { line, file: is?.name ?? "", reason: "added" };
  }
  return undefined;
}

function mismatch(details: Readonly<Record<string, unknown>>): AtlasError {
  return new AtlasError("E_CHECKSUM", "checksum mismatch", {
    details,
    hint: "Check the files, then run 'atlas migrate hash'. A file that was applied somewhere must stay as it was.",
  });
}

function totalOf(entries: readonly SumEntry[]): string {
  const hash = createHash("sha256");
  for (const entry of entries) hash.update(entry.name + entry.hash);
  return hash.digest("base64");
}

function isIgnored(bytes: Uint8Array): boolean {
  const end = bytes.indexOf(10);
  // Longer than any directive; the rest of the line does not matter.
  const line = bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 4096));
  const found = directive(Buffer.from(line).toString("latin1"));
  return found?.name === "sum" && found.args === "ignore";
}
