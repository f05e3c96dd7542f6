import { basename } from "node:path";
import type { HistoryFile } from "@atlas/lint";
import { type Directory, migrationNames, type MigrationFile, sumEntries } from "@atlas/migrate";
import { changesSince, type GitBase, type GitChanges } from "./lint-git.ts";

/** How the files that are new are told from those that others have. */
export type Detector =
  /** The last files; more than there are: all of them. */
  | { readonly type: "latest"; readonly count: number }
  /** The first file that a branch does not have, and all after it. */
  | ({ readonly type: "git" } & GitBase)
  /** The first file that another directory does not have as it is, and all after it. */
  | { readonly type: "directory"; readonly files: readonly MigrationFile[] };

/** Which files of a directory are new. */
export interface Detected {
  /** Where they begin; the number of files: there are none. */
  readonly first: number;
  /** What the directory has and what others have. Absent: nobody says what others have. */
  readonly history?: { readonly local: readonly HistoryFile[]; readonly base: readonly HistoryFile[] };
}

/** @throws {AtlasError} `E_DIRECTORY` where git cannot tell. */
export async function detectNew(
  directory: Directory,
  detector: Detector,
  signal: AbortSignal,
): Promise<Detected> {
  const { files, path } = directory;
  switch (detector.type) {
    case "latest":
      return { first: detector.count < 0 ? 0 : Math.max(0, files.length - detector.count) };
    case "git": {
      const changes = await changesSince(detector, path, signal);
      const first = files.findIndex(({ name }) => changes.added.has(basename(name)));
      return { first: first < 0 ? files.length : first, history: gitHistory(directory, changes) };
    }
    case "directory": {
      const base = sumEntries(detector.files);
      const other = sumEntries(files).find(({ name, hash }, index) => {
        return base[index]?.name !== name || base[index].hash !== hash;
      });
      const first = other ? files.findIndex(({ name }) => name === other.name) : files.length;
      return { first, history: { local: historyOf(files), base: historyOf(detector.files) } };
    }
  }
}

/** Without files that `atlas.sum` takes no notice of. */
function historyOf(files: readonly MigrationFile[]): readonly HistoryFile[] {
  const listed = new Set(sumEntries(files).map(({ name }) => name));
  return files
    .filter(({ name }) => listed.has(name))
    .map(({ name, version, bytes }) => ({ name, version, content: Buffer.from(bytes).toString("latin1") }));
}

/** Contents are of two sorts: as the commit has it, and edited. */
function gitHistory(
  { files, format }: Directory,
  { added, edited, removed }: GitChanges,
): NonNullable<Detected["history"]> {
  const listed = new Set(sumEntries(files).map(({ name }) => name));
  const local = files
    .filter(({ name }) => listed.has(name))
    .map(({ name, version }) => ({ name, version, content: edited.has(basename(name)) ? "edited" : "" }));
  const gone = migrationNames(format, removed);
  const kept = local.filter(({ name }) => !added.has(basename(name)));
  const base = [...kept, ...gone].map(({ name, version }) => ({ name, version, content: "" }));
  return { local, base: base.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
}
