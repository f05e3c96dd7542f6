import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { AtlasError, Secret } from "@atlas/core";
import type { StateSource } from "./requests.ts";

/**
 * What the values of `--to`, `--from` or `--url` stand for; files and folders are read.
 *
 * @param flag - the name of the flag, for messages: `to`.
 * @throws {AtlasError} `E_SOURCE` in the words scripts know, or `E_URL`.
 */
export async function resolveSources(urls: readonly string[], flag: string): Promise<readonly StateSource[]> {
  if (urls.length === 0) throw new AtlasError("E_SOURCE", "at least one url is required");
  const schemes = await Promise.all(urls.map(schemeOf));
  const distinct = [...new Set(schemes)].toSorted();
  if (distinct.length > 1)
    throw new AtlasError(
      "E_SOURCE",
      `got mixed --${flag} url schemes: ${distinct.map((scheme) => `"${scheme}"`).join(" and ")}, the desired state must be provided from a single kind of source`,
    );
  const [scheme] = distinct;
  if (scheme === "file") return readFiles(urls);
  if (urls.length > 1)
    throw new AtlasError(
      "E_SOURCE",
      `got multiple --${flag} urls of scheme "${scheme}", only multiple 'file://' urls are supported`,
    );
  if (scheme === "env" || scheme === "atlas" || scheme === "ent")
    throw new AtlasError("E_SOURCE", `"${scheme}://" sources are not supported by this version`, {
      hint: "Use file:// with SQL files, or a database URL.",
    });
  return urls.map((url) => ({ type: "url", url: new Secret(url) }));
}

async function schemeOf(url: string): Promise<string> {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1];
  if (scheme !== undefined) return scheme.toLowerCase();
  const looksLikeFile = [".sql", ".hcl"].includes(extname(url)) || (await isFolder(url));
  throw new AtlasError(
    "E_URL",
    looksLikeFile
      ? `missing scheme. Did you mean file://${url}?`
      : "missing scheme. See: https://atlasgo.io/url",
    {
      hint: looksLikeFile
        ? "Files and folders are written with file:// in front."
        : "Write a database as driver://user:password@host:port/database, and a file as file://schema.sql.",
    },
  );
}

async function readFiles(urls: readonly string[]): Promise<readonly StateSource[]> {
  const paths = urls.map(pathOf);
  const folders = await Promise.all(paths.map(isFolder));
  const files = await Promise.all(
    paths.map(async (path, index) => (folders[index] ? filesIn(path) : [path])),
  );
  const all = files.flat();
  const sql = all.filter((path) => extname(path) === ".sql");
  const hcl = all.filter((path) => extname(path) === ".hcl");
  if (sql.length > 0 && hcl.length > 0)
    throw new AtlasError(
      "E_SOURCE",
      `ambiguous schema: both SQL and HCL files found: ${[hcl[0], sql[0]].map((path) => JSON.stringify(basename(path ?? ""))).join(", ")}`,
      { hint: "Keep the schema in one language." },
    );
  if (hcl.length > 0)
    throw new AtlasError("E_SOURCE", `HCL schemas are not supported by this version: "${hcl[0]}"`, {
      hint: "Declare the schema in SQL.",
    });
  if (sql.length === 0) throw noFiles(paths, folders);
  if (paths.length > 1)
    throw new AtlasError(
      "E_SOURCE",
      `the provided SQL state must be either a single schema file or a migration directory, but ${paths.length} paths were found`,
      { hint: "Put the files into one folder and name the folder." },
    );
  return Promise.all(sql.map(readText));
}

function pathOf(url: string): string {
  const [path = "", query] = url.slice("file://".length).split("?");
  const parameters = [...new URLSearchParams(query).keys()];
  if (parameters.some((name) => name === "version" || name === "format"))
    throw new AtlasError("E_SOURCE", `migration directories are not supported by this version: "${path}"`, {
      hint: "Use a folder of schema files, without ?version or ?format.",
    });
  const [unknown] = parameters;
  if (unknown !== undefined)
    throw new AtlasError("E_URL", `unknown parameter "${unknown}" in "file://${path}"`, {
      hint: "Write the path alone.",
    });
  if (path === "")
    throw new AtlasError("E_URL", 'missing path in "file://"', { hint: "Write it as file://schema.sql." });
  return path;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).toSorted();
  if (names.includes("atlas.sum") || basename(folder) === "migrations")
    throw new AtlasError("E_SOURCE", `migration directories are not supported by this version: "${folder}"`, {
      hint: "Use a folder of schema files, without atlas.sum.",
    });
  return names
    .filter((name) => [".sql", ".hcl"].includes(extname(name)) && name !== "atlas.hcl")
    .map((name) => join(folder, name));
}

async function readText(path: string): Promise<StateSource> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new AtlasError("E_SOURCE", `cannot read "${path}": ${reasonOf(error)}`, {
      hint: "Check the path, which is relative to the current folder, and its permissions.",
      cause: error,
    });
  }
  try {
    return { type: "text", name: path, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    throw new AtlasError("E_SOURCE", `"${path}" is not UTF-8 text`, {
      hint: "Save the file as UTF-8.",
      cause: error,
    });
  }
}

function noFiles(paths: readonly string[], folders: readonly boolean[]): AtlasError {
  const [path = ""] = paths;
  if (paths.length > 1) return new AtlasError("E_SOURCE", "schema contains neither SQL nor HCL files");
  return folders[0]
    ? new AtlasError("E_SOURCE", `"${path}" contains neither SQL nor HCL files`, {
        hint: "Put files that end in .sql into the folder, or name another one.",
      })
    : new AtlasError("E_SOURCE", `unknown schema file: "${path}"`, {
        hint: "Name a file that ends in .sql, or a folder of such files.",
      });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "no such file";
    case "EACCES":
      return "permission denied";
    case "EISDIR":
      return "it is a folder";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
