import { readdir } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { AtlasError } from "@atlas/core";
import { assertChecksum, type Directory, readDirectory } from "@atlas/migrate";
import { readSqlFiles, sqlFilesOf } from "./imports.ts";
import type { StateSource } from "./requests.ts";
import { assertExists, isFolder, readText } from "./source-text.ts";

/** The project file, and suffixes of files that belong to other commands: never part of a schema. */
const projectFile = "atlas.hcl";
const otherSuffixes = [".test.hcl", ".plan.hcl"];

/**
 * The schema files that `file://` URLs name, in one language, or the one migration directory.
 *
 * @throws {AtlasError} `E_SOURCE`, `E_URL`; of a migration directory also `E_DIRECTORY`, and `E_CHECKSUM` where it does not
 *   agree with its atlas.sum.
 */
export async function readFiles(urls: readonly string[]): Promise<readonly StateSource[]> {
  const areMigrations = await Promise.all(urls.map(isMigrations));
  if (areMigrations.includes(true)) {
    if (urls.length > 1) throw severalPaths(urls.length);
    const directory = await readDirectory(urls[0] ?? "");
    assertSum(directory);
    return [{ type: "migrations", directory }];
  }
  const paths = urls.map(pathOf);
  const given = await Promise.all(paths.map(givenAt));
  const sql = given.flatMap((each) => each.sql);
  const hcl = given.flatMap((each) => each.hcl);
  if (sql.length > 0 && hcl.length > 0)
    throw new AtlasError(
      "E_SOURCE",
      `ambiguous schema: both SQL and HCL files found: ${[hcl[0], sql[0]].map((path) => JSON.stringify(basename(path ?? ""))).join(", ")}`,
      { hint: "Keep the schema in one language." },
    );
  if (hcl.length > 0) {
    // A path left out would drop what its files declare.
    const useless = given.find((each) => each.hcl.length === 0);
    if (useless) throw noFiles([useless]);
    const files = [...new Map(hcl.map((path) => [resolve(path), path])).values()];
    return Promise.all(
      files.map(async (name): Promise<StateSource> => ({
        type: "text",
        name,
        text: await readText(name),
        language: "hcl",
      })),
    );
  }
  if (sql.length === 0) throw noFiles(given);
  if (paths.length > 1) throw severalPaths(paths.length);
  return (await readSqlFiles(sql)).map((file): StateSource => ({ type: "text", ...file }));
}

/** What one path stands for. */
interface Given {
  readonly path: string;
  readonly isFolder: boolean;
  readonly sql: readonly string[];
  readonly hcl: readonly string[];
  /** There are HCL files, but none that a schema is read from. */
  readonly hasOtherHcl: boolean;
}

async function givenAt(path: string): Promise<Given> {
  if (await isFolder(path)) return givenIn(path);
  if (basename(path) === projectFile) throw isProjectFile(path);
  await assertExists(path);
  const isOther = isOtherFile(path);
  return {
    path,
    isFolder: false,
    sql: extname(path) === ".sql" ? [path] : [],
    hcl: extname(path) === ".hcl" && !isOther ? [path] : [],
    hasOtherHcl: isOther,
  };
}

async function givenIn(folder: string): Promise<Given> {
  const names = (await readdir(folder)).toSorted();
  const hcl = names.filter((name) => extname(name) === ".hcl" && name !== projectFile);
  const schemas = hcl.filter((name) => !isOtherFile(name));
  return {
    path: folder,
    isFolder: true,
    sql: await sqlFilesOf(folder, names),
    hcl: schemas.map((name) => join(folder, name)),
    hasOtherHcl: hcl.length > schemas.length,
  };
}

/** By its URL, by its name, or because it holds checksums: a folder of migration files, not of schema files. */
async function isMigrations(url: string): Promise<boolean> {
  const [path = "", query] = url.slice("file://".length).split("?");
  const parameters = new URLSearchParams(query);
  if (parameters.has("version") || parameters.has("format")) return true;
  if (!(await isFolder(path))) return false;
  const names = await readdir(path);
  if (names.includes("atlas.sum")) return true;
  return (
    basename(path) === "migrations" && !names.some((name) => extname(name) === ".hcl" && !isOtherFile(name))
  );
}

/** @throws {AtlasError} `E_CHECKSUM`; its `details.source` says that nobody has told what it is about. */
function assertSum(directory: Directory): void {
  try {
    assertChecksum(directory);
  } catch (error) {
    if (!(error instanceof AtlasError) || error.code !== "E_CHECKSUM") throw error;
    throw new AtlasError(error.code, error.message, {
      details: { ...error.details, source: directory.path },
      ...(error.hint !== undefined && { hint: error.hint }),
      ...(error.place && { place: error.place }),
      cause: error,
    });
  }
}

function severalPaths(count: number): AtlasError {
  return new AtlasError(
    "E_SOURCE",
    `the provided SQL state must be either a single schema file or a migration directory, but ${count} paths were found`,
    { hint: "Put the files into one folder and name the folder." },
  );
}

function isOtherFile(path: string): boolean {
  return otherSuffixes.some((suffix) => path.endsWith(suffix));
}

function pathOf(url: string): string {
  const [path = "", query] = url.slice("file://".length).split("?");
  const [unknown] = new URLSearchParams(query).keys();
  if (unknown !== undefined)
    throw new AtlasError("E_URL", `unknown parameter "${unknown}" in "file://${path}"`, {
      hint: "Write the path alone.",
    });
  if (path === "")
    throw new AtlasError("E_URL", 'missing path in "file://"', { hint: "Write it as file://schema.hcl." });
  return path;
}

function isProjectFile(path: string): AtlasError {
  return new AtlasError("E_SOURCE", `cannot parse project file ${JSON.stringify(path)} as a schema file`, {
    hint: "Name the files that hold the schema; the project file is given with --config.",
  });
}

function noFiles(given: readonly Given[]): AtlasError {
  const hint = "Name files that end in .hcl or .sql, or a folder of such files.";
  const [first] = given;
  if (given.some(({ hasOtherHcl }) => hasOtherHcl)) {
    const paths = given.map(({ path }) => path).join(" ");
    return new AtlasError("E_SOURCE", `no schema files found in: [${paths}]`, {
      hint: `Files that end in ${otherSuffixes.join(" or ")} are no schema files. ${hint}`,
    });
  }
  if (given.length > 1)
    return new AtlasError("E_SOURCE", "schema contains neither SQL nor HCL files", { hint });
  const path = first?.path ?? "";
  return first?.isFolder
    ? new AtlasError("E_SOURCE", `"${path}" contains neither SQL nor HCL files`, { hint })
    : new AtlasError("E_SOURCE", `unknown schema file: "${path}"`, { hint });
}
