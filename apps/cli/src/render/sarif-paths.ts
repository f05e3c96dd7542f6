import { isAbsolute, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** Stands for the root of the repository, which only the host knows. */
export const rootId = "%SRCROOT%";

/** Where a file is, in the words of SARIF. */
export interface Artifact {
  readonly uri: string;
  readonly uriBaseId?: string;
}

/**
 * A file below a folder is told from there, as hosts want it; another one by its full path, as `..` leads out of any
 * repository.
 *
 * @param path - as users wrote it: relative to the folder, or absolute.
 * @param folder - an absolute path.
 */
export function artifactAt(path: string, folder: string): Artifact {
  const whole = resolve(folder, path);
  const below = relative(folder, whole);
  if (isAbsolute(below) || below === ".." || below.startsWith(`..${sep}`))
    return { uri: pathToFileURL(whole).href };
  return { uri: below.split(sep).map(encodeURIComponent).join("/"), uriBaseId: rootId };
}
