import { readFile, stat } from "node:fs/promises";
import { AtlasError } from "@atlas/core";

/** @throws {AtlasError} `E_SOURCE` for a file that is not there, cannot be read or is not UTF-8. */
export async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AtlasError("E_SOURCE", `"${path}" is not UTF-8 text`, {
      hint: "Save the file as UTF-8.",
      cause: error,
    });
  }
}

/** @throws {AtlasError} `E_SOURCE` if nothing is there. */
export async function assertExists(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

function unreadable(path: string, error: unknown): AtlasError {
  return new AtlasError("E_SOURCE", `cannot read "${path}": ${reasonOf(error)}`, {
    hint: "Check the path, which is relative to the current folder, and its permissions.",
    cause: error,
  });
}

export async function isFolder(path: string): Promise<boolean> {
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
