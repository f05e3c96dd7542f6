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

/** Those of the names, told from the folder of a directory, that are migrations: in the order in which they run. */
export function migrationNames(
  format: DirectoryFormatName,
  names: readonly string[],
): readonly Pick<MigrationFile, "name" | "version">[] {
  const layout = formatOf(format);
  return layout.list(
    names.filter((name) => name.endsWith(".sql") && (layout.isRecursive || !name.includes("/"))),
  );
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
 * Versions tell files apart, and in the layouts of other tools their order as text is the order in which files run.
 *
 * @throws {AtlasError} `E_DIRECTORY` naming two files.
 */
export function assertVersions({ files, path, format }: Pick<Directory, "files" | "path" | "format">): void {
  if (format === "atlas") assertNoWaysBack(files);
  const seen = new Map<string, string>();
  let last: MigrationFile | undefined;
  for (const file of files) {
    const { name, version } = file;
    // What runs whenever it changes has none.
    if (version === "") continue;
    const other = seen.get(version);
    if (other !== undefined)
      throw new AtlasError(
        "E_DIRECTORY",
        `two files in "${path}" have version "${version}": "${other}" and "${name}"`,
        {
          details: { version, files: [other, name] },
          hint:
            format === "atlas" && name.endsWith(".up.sql") && other.endsWith(".down.sql")
              ? "If they are files of golang-migrate, add --dir-format golang-migrate."
              : `Move one of them to the end with 'atlas migrate rebase ${name}', or rename it and run 'atlas migrate hash'.`,
        },
      );
    if (format !== "atlas" && last && !comesBefore(last.version, version))
      throw new AtlasError(
        "E_DIRECTORY",
        `versions in "${path}" do not sort as text in the order in which the files run: "${last.name}" and "${name}"`,
        {
          details: { files: [last.name, name] },
          hint: "Import the directory with 'atlas migrate import', which pads the numbers.",
        },
      );
    seen.set(version, name);
    last = file;
  }
}

/** @throws {AtlasError} `E_DIRECTORY` for a file of another tool that takes one of the others back. */
function assertNoWaysBack(files: readonly MigrationFile[]): void {
  const forward = new Map<string, string>();
  const back = new Map<string, MigrationFile>();
  for (const file of files) {
    const [, version, way] = /^(.+)\.(up|down)\.sql$/.exec(file.name) ?? [];
    const [, letter, number] = /^([VU])(\d[\d._]*?)__.*\.sql$/.exec(file.name) ?? [];
    const key = version ?? number?.replaceAll("_", ".");
    if (key === undefined) continue;
    if (way === "down" || letter === "U") back.set(key, file);
    else forward.set(key, way === undefined ? "flyway" : "golang-migrate");
  }
  for (const [key, { name }] of back) {
    const tool = forward.get(key);
    // Two of one version are told apart below.
    if (tool === undefined || (tool === "golang-migrate" && name.includes("_"))) continue;
    throw new AtlasError(
      "E_DIRECTORY",
      `"${name}" is written for ${tool}: it would run, although it takes another file back`,
      {
        details: { file: name },
        hint: `Read the directory with --dir-format ${tool}, or import it with 'atlas migrate import'.`,
      },
    );
  }
}

/** As text, and as the numbers that other tools compare. */
function comesBefore(version: string, next: string): boolean {
  const [number, nextNumber] = [version, next].map((each) => /^(\d{1,100})(?:\.up)?$/.exec(each)?.[1]);
  const isCounted = number === undefined || nextNumber === undefined || BigInt(number) < BigInt(nextNumber);
  return version < next && isCounted;
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

/**
 * A version for a new file, which sorts behind all others: the time in UTC, `20240131235959`.
 *
 * Behind a file of now or of the future it is the next second, behind `3`, which a time sorts before, it is `4`. So it is
 * `3` behind `2_users.sql`, too: `20240131235959` is the greater text, but `2_` comes behind `20`.
 *
 * @throws {AtlasError} `E_DIRECTORY` where neither sorts behind, as after `9`.
 */
export function newVersion(
  { files }: { readonly files: readonly (Pick<MigrationFile, "version"> & { readonly name?: string })[] },
  now: Date,
): string {
  const last = files
    .map(({ version }) => version.replace(/\.up$/, ""))
    .reduce((high, version) => (version > high ? version : high), "");
  const lastName = files.map(orderOf).reduce((high, name) => (name > high ? name : high), "");
  const version = [versionAt(laterThan(last, now)), successor(last)].find(
    (each) => each && each > last && each > lastName,
  );
  if (version !== undefined) return version;
  throw new AtlasError("E_DIRECTORY", `no time and no number sorts behind version "${last}"`, {
    details: { last },
    hint: "Name a file by hand so that it comes last, and run 'atlas migrate hash'.",
  });
}

/** What a file is sorted by: its name, or its version where that does not begin the name (Flyway). */
function orderOf({ name, version }: Pick<MigrationFile, "version"> & { readonly name?: string }): string {
  const base = name?.slice(name.lastIndexOf("/") + 1) ?? version;
  return version !== "" && base.startsWith(version) ? base : version;
}

/** Now, or the second behind the last version, if that is a time in the future. */
function laterThan(last: string, now: Date): Date {
  const digits = /^\d{14}/.exec(last)?.[0];
  if (digits === undefined) return now;
  const after = timeOf(digits).getTime() + 1000;
  return Number.isNaN(after) || after < now.getTime() ? now : new Date(after);
}

function timeOf(version: string): Date {
  return new Date(version.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d).*/, "$1-$2-$3T$4:$5:$6Z"));
}

/** The next number, if it is as wide: another one would not sort behind. */
function successor(version: string): string | undefined {
  const digits = /^\d+/.exec(version)?.[0];
  if (digits === undefined) return undefined;
  const next = (BigInt(digits) + 1n).toString().padStart(digits.length, "0");
  return next.length === digits.length ? next : undefined;
}

function versionAt(time: Date): string {
  return time.toISOString().replaceAll(/\D/g, "").slice(0, 14);
}
