import { AtlasError } from "@atlas/core";

export interface DirectoryUrl {
  /** Without `file://`: `migrations`, `/srv/migrations`. */
  readonly path: string;
  readonly format: string | undefined;
  readonly version: string | undefined;
}

/**
 * Reads the URL of a migration directory: `file://path?format=goose&version=2`.
 *
 * @throws {AtlasError} `E_DIRECTORY`.
 */
export function parseDirectoryUrl(url: string): DirectoryUrl {
  const match = /^([A-Za-z][\w+.-]*):\/\/([^?]*)(?:\?(.*))?$/s.exec(url);
  if (!match)
    throw new AtlasError(
      "E_DIRECTORY",
      `missing scheme for dir url. Did you mean ${JSON.stringify(`file://${url}`)}?`,
      { hint: "Folders are written with file:// in front." },
    );
  const [, scheme = "", path = "", query = ""] = match;
  if (scheme === "atlas")
    throw new AtlasError("E_DIRECTORY", "directories of a registry are not supported by this version", {
      hint: "Use the folder of the migration files, such as file://migrations.",
    });
  if (scheme !== "file")
    throw new AtlasError("E_DIRECTORY", `unsupported driver ${JSON.stringify(scheme)}`, {
      hint: "Migration directories are folders, such as file://migrations.",
    });
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys())
    if (name !== "format" && name !== "version")
      throw new AtlasError("E_DIRECTORY", `unknown parameter ${JSON.stringify(name)} in the dir url`, {
        hint: "The parameters are format and version.",
      });
  return {
    path: path === "" ? "migrations" : decoded(path),
    format: parameters.get("format") || undefined,
    version: parameters.get("version") ?? undefined,
  };
}

function decoded(path: string): string {
  if (!/%[\da-fA-F]{2}/.test(path)) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
