import { readdir } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { AtlasError, type SourceText } from "@atlas/core";
import { isFolder, readText } from "./source-text.ts";

/** The file of a folder that names all others, where a schema was written in many files. */
const mainFile = "main.sql";

/**
 * SQL files with what they import: `-- atlas:import <path>` in the comment at their top names a file or folder,
 * relative to the file, that has to come before. Each file is there once.
 *
 * @throws {AtlasError} `E_SOURCE` for imports in a circle, with their place.
 */
export async function readSqlFiles(paths: readonly string[]): Promise<readonly SourceText[]> {
  const reading = new Imports();
  for (const path of paths) await reading.add(path, []);
  return reading.files;
}

/** The SQL files of a folder by name; only its `main.sql` where that one imports the others. */
export async function sqlFilesOf(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const files = names.filter((name) => extname(name) === ".sql").toSorted();
  if (!files.includes(mainFile) || files.length === 0) return files.map((name) => join(folder, name));
  const main = join(folder, mainFile);
  return importsOf(await readText(main)).length > 0 ? [main] : files.map((name) => join(folder, name));
}

interface Import {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

class Imports {
  readonly files: SourceText[] = [];
  readonly #seen = new Set<string>();

  /** @param chain - the files that led to this one. */
  async add(path: string, chain: readonly string[]): Promise<void> {
    const key = resolve(path);
    if (this.#seen.has(key)) return;
    const text = await readText(path);
    const through = [...chain, key];
    for (const { path: imported, line } of importsOf(text)) {
      const target = join(dirname(path), imported);
      const from = { file: path, line, column: 1 };
      for (const file of await filesAt(target, from)) {
        if (through.includes(resolve(file))) throw circle([...through, resolve(file)], from);
        await this.add(file, through);
      }
    }
    this.#seen.add(key);
    this.files.push({ name: path, text });
  }
}

async function filesAt(
  target: string,
  place: { readonly file: string; readonly line: number; readonly column: number },
): Promise<readonly string[]> {
  if (await isFolder(target)) {
    const files = (await readdir(target)).filter((name) => extname(name) === ".sql").toSorted();
    return files.map((name) => join(target, name));
  }
  try {
    await readText(target);
    return [target];
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    throw new AtlasError("E_SOURCE", error.message, {
      hint: "Correct the path of the import, which is relative to the file it stands in.",
      place,
      cause: error,
    });
  }
}

/** The imports in the comment lines at the top of a file. */
function importsOf(text: string): readonly Import[] {
  const imports: Import[] = [];
  for (const [at, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const comment = /^--(.*)$/.exec(line.trimEnd())?.[1];
    if (comment === undefined) break;
    const path = /^\s*atlas:import\s+(\S.*)$/.exec(comment)?.[1];
    if (path !== undefined) imports.push({ path: path.trim(), line: at + 1 });
  }
  return imports;
}

function circle(
  paths: readonly string[],
  place: { readonly file: string; readonly line: number; readonly column: number },
): AtlasError {
  const last = paths.at(-1) ?? "";
  const told = paths.slice(paths.indexOf(last)).map((path) => JSON.stringify(path));
  return new AtlasError("E_SOURCE", `files import each other in a circle: ${told.join(" -> ")}`, {
    hint: "Take one of the imports out.",
    place,
  });
}
