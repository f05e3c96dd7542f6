import { AtlasError, type ScanOptions } from "@atlas/core";
import { assertNoConflict } from "./conflicts.ts";
import type { Directory, DirectoryFormatName, MigrationFile, ParsedFile } from "./directory.ts";
import { LoadedFile } from "./file.ts";
import type { FilePlan, ListedFile, NewFile } from "./formats/format.ts";
import { formatOf } from "./formats/index.ts";
import { computeSum } from "./sum.ts";

/**
 * A directory in memory, with the sum of its files.
 *
 * @param path - the folder that new files are written to.
 */
export function directoryOf(
  path: string,
  format: DirectoryFormatName,
  files: readonly { readonly name: string; readonly text: string }[],
): Directory {
  const texts = new Map(files.map(({ name, text }) => [name, Buffer.from(text)]));
  const listed = formatOf(format).list([...texts.keys()]);
  const read = loadedFiles(listed, texts);
  const directory: Directory = { path, format, files: read, sum: computeSum(read) };
  assertVersions(directory);
  return directory;
}

/** Files with their bytes, in the order in which they were listed. */
export function loadedFiles(
  listed: readonly ListedFile[],
  bytes: ReadonlyMap<string, Uint8Array>,
): readonly MigrationFile[] {
  const bytesOf = (name: string): Uint8Array => bytes.get(name) ?? new Uint8Array();
  return listed.map(({ undo, ...named }) => {
    const back =
      undo === undefined
        ? undefined
        : new LoadedFile(
            { name: undo, version: named.version, description: named.description },
            bytesOf(undo),
          );
    return new LoadedFile(named, bytesOf(named.name), back);
  });
}

/**
 * The statements of a file, its checks and what it says about itself.
 *
 * Files of our own layout are read as the database reads them; those of other tools by their own rules.
 *
 * @throws {AtlasError} `E_SOURCE` with the place of what cannot be read, `E_DIRECTORY` for wrong directives.
 */
export function parseFile(format: DirectoryFormatName, file: MigrationFile, scan: ScanOptions): ParsedFile {
  assertNoConflict(file);
  return formatOf(format).parse(file, scan);
}

/** The files that a plan becomes, in the layout of a format. Nothing is written. */
export function renderFiles(format: DirectoryFormatName, plan: FilePlan): readonly NewFile[] {
  return formatOf(format).render(plan);
}

/**
 * Versions tell files apart, and their order as text is the order in which files run.
 *
 * @throws {AtlasError} `E_DIRECTORY` naming two files.
 */
export function assertVersions({ files, path, format }: Pick<Directory, "files" | "path" | "format">): void {
  const seen = new Map<string, string>();
  let last: MigrationFile | undefined;
  for (const file of files) {
    if (file.version === "") continue;
    const other = seen.get(file.version);
    const names = `${JSON.stringify(other ?? last?.name)} and ${JSON.stringify(file.name)}`;
    if (other !== undefined)
      throw new AtlasError("E_DIRECTORY", `two files in "${path}" have version "${file.version}": ${names}`, {
        details: { version: file.version, files: [other, file.name] },
        hint: `Move one of them to the end with 'atlas migrate rebase ${file.name}', or rename it and run 'atlas migrate hash'.`,
      });
    if (format !== "atlas" && last && file.version < last.version)
      throw new AtlasError(
        "E_DIRECTORY",
        `versions in "${path}" do not sort as text in the order in which the files run: ${names}`,
        {
          details: { files: [last.name, file.name] },
          hint: "Import the directory with 'atlas migrate import', which pads the numbers.",
        },
      );
    seen.set(file.version, file.name);
    last = file;
  }
  if (format === "atlas") return;
  const numbers = files.filter(({ version }) => /^\d+(?:\.up)?$/.test(version));
  for (const [at, file] of numbers.entries()) {
    const next = numbers[at + 1];
    if (!next || BigInt(file.version.replace(".up", "")) <= BigInt(next.version.replace(".up", ""))) continue;
    throw new AtlasError(
      "E_DIRECTORY",
      `"${file.name}" would run before "${next.name}" in "${path}", as versions are compared as text`,
      {
        details: { files: [file.name, next.name] },
        hint: "Import the directory with 'atlas migrate import', which pads the numbers.",
      },
    );
  }
}

/**
 * The files up to a version, that one included.
 *
 * @throws {AtlasError} `E_DIRECTORY` if no file has it.
 */
export function filesUpTo({ files }: Directory, version: string): readonly MigrationFile[] {
  if (!files.some((file) => file.version === version))
    throw new AtlasError(
      "E_DIRECTORY",
      `sql/migrate: migration with version ${JSON.stringify(version)} not found`,
      {
        hint: "List the files with 'atlas migrate ls'.",
      },
    );
  return files.filter((file) => file.version <= version);
}

/** A version for a new file: the time in UTC, `20240131235959`, and the next second that is free. */
export function newVersion({ files }: Pick<Directory, "files">, now: Date): string {
  const taken = new Set(files.map(({ version }) => version.replace(/\.up$/, "")));
  for (let time = now.getTime(); ; time += 1000) {
    const version = versionAt(new Date(time));
    if (!taken.has(version)) return version;
  }
}

function versionAt(time: Date): string {
  return time.toISOString().replaceAll(/\D/g, "").slice(0, 14);
}
