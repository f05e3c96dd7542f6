import { dirname, resolve } from "node:path";
import { AtlasError } from "@atlas/core";
import { type ProjectHost, reasonOf } from "./host.ts";

/** A project file that was read. */
export interface ProjectText {
  /** As the user wrote it, for messages. */
  readonly name: string;
  readonly folder: string;
  readonly text: string;
}

/**
 * Reads the project file that `--config` names.
 *
 * @param url - default `file://atlas.hcl`.
 * @throws {AtlasError} `E_PROJECT` in the words that scripts know.
 */
export function readProjectText(url: string | undefined, host: ProjectHost): ProjectText {
  const name = pathOf(url ?? "file://atlas.hcl");
  const path = resolve(host.cwd, name);
  try {
    return { name, folder: dirname(path), text: host.readText(path) };
  } catch (error) {
    throw new AtlasError(
      "E_PROJECT",
      `config file "${name}" was not found: open ${name}: ${reasonOf(error)}`,
      {
        hint: "Check the path, which is relative to the current folder, or name the file with --config file://path.",
        cause: error,
      },
    );
  }
}

function pathOf(url: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1];
  const hint = "Write it like --config file://atlas.hcl.";
  if (scheme === undefined)
    throw new AtlasError("E_PROJECT", `missing scheme for config file. Did you mean file://${url}?`, {
      hint,
    });
  if (scheme !== "file")
    throw new AtlasError("E_PROJECT", `unsupported config file driver "${scheme}"`, { hint });
  return url.slice("file://".length);
}
