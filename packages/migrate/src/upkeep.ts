import { nearest, AtlasError } from "@atlas/core";
import type { Directory, MigrationFile } from "./directory.ts";
import { newVersion } from "./read.ts";

/**
 * The file that a word names: its name, or its version.
 *
 * @throws {AtlasError} `E_DIRECTORY` if there is none, or several.
 */
export function findFile({ files, path }: Directory, word: string): MigrationFile {
  const named = files.find(({ name }) => name === word);
  if (named) return named;
  const [file, second] = files.filter(({ version }) => version !== "" && version === word);
  if (second)
    throw new AtlasError(
      "E_DIRECTORY",
      `several files have version "${word}": "${file?.name}" and "${second.name}"`,
      {
        hint: "Give the name of one of them.",
      },
    );
  if (file) return file;
  const near = nearest(
    word,
    files.flatMap(({ name, version }) => [name, version]),
  );
  throw new AtlasError("E_DIRECTORY", `no migration file "${word}" in "${path}"`, {
    hint: near === undefined ? "List the files with 'atlas migrate ls'." : `Did you mean "${near}"?`,
  });
}

/** A file with the name it is to get. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/**
 * Names that put files behind all others, in the order given, with the files that take them back.
 *
 * @throws {AtlasError} `E_DIRECTORY` for a file without a version, and where a time would not come last.
 */
export function namesAtEnd(
  directory: Directory,
  moved: readonly MigrationFile[],
  now: Date,
): readonly Rename[] {
  const kept = directory.files.filter((file) => !moved.includes(file));
  const files = kept.map(({ version, name }) => ({ version, name }));
  return moved.flatMap((file) => {
    const version = newVersion({ files }, now);
    files.push({ version, name: renamed(file.name, file, version) });
    return [file, ...(file.undo ? [file.undo] : [])].map(({ name }) => ({
      from: name,
      to: renamed(name, file, version),
    }));
  });
}

/** The version stands first in the name, or behind a letter of Flyway. */
function renamed(name: string, { version, name: own }: MigrationFile, to: string): string {
  const slash = name.lastIndexOf("/") + 1;
  const base = name.slice(slash);
  const plain = version.replace(/\.up$/, "");
  const at = base.indexOf(plain);
  if (version === "" || at < 0 || at > 1)
    throw new AtlasError("E_DIRECTORY", `"${own}" has no version that could be changed`, {
      hint: "Files that run again whenever they change are not in the order of versions.",
    });
  return `${name.slice(0, slash)}${base.slice(0, at)}${to}${base.slice(at + plain.length)}`;
}
