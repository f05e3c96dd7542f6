import { extname } from "node:path";
import { AtlasError, Secret } from "@atlas/core";
import type { StateSource } from "./requests.ts";
import { readFiles } from "./source-files.ts";
import { isFolder } from "./source-text.ts";

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
      hint: "Use file:// with HCL or SQL files, or a database URL.",
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
