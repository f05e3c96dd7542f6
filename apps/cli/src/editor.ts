import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asAtlasError, AtlasError } from "@atlas/core";

/**
 * Lets a person edit a text, and does something with it. What cannot be used is not lost: it stays in a file.
 *
 * @param editor - a command of the shell that edits the file behind it and waits.
 * @param use - gets the text as it was saved.
 * @throws {AtlasError} `E_INPUT` if the editor fails; whatever `use` throws, with a hint that says where the text is.
 */
export async function withEdited<T>(
  text: string,
  fileName: string,
  editor: string,
  use: (edited: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "atlas-edit-"));
  const path = join(folder, fileName);
  let isKept = false;
  try {
    await writeFile(path, text, { mode: 0o600 });
    await run(editor, path);
    const edited = await readFile(path, "utf8");
    try {
      return await use(edited);
    } catch (error) {
      if (edited === text || edited.trim() === "") throw error;
      isKept = true;
      throw withPlace(error, path);
    }
  } finally {
    if (!isKept) await rm(folder, { recursive: true });
  }
}

/** The same, where nothing is done with the text that can fail. */
export async function editText(text: string, fileName: string, editor: string): Promise<string> {
  return withEdited(text, fileName, editor, async (edited) => edited);
}

function withPlace(error: unknown, path: string): AtlasError {
  const { code, message, details, hint, place } = asAtlasError(error);
  const kept = `What you wrote is kept in ${path}.`;
  return new AtlasError(code, message, {
    details,
    hint: hint === undefined ? kept : `${hint}\n${kept}`,
    ...(place && { place }),
    cause: error,
  });
}

function run(editor: string, path: string): Promise<void> {
  const failed = (reason: string, cause?: unknown): AtlasError =>
    new AtlasError("E_INPUT", `the editor ${JSON.stringify(editor)} ${reason}`, {
      hint: "Nothing was changed. Set EDITOR to a program that edits a file and waits, such as vi or 'code --wait'.",
      cause,
    });
  return new Promise((resolve, reject) => {
    // The editor may have arguments of its own; the path is none of its words.
    const child = spawn("sh", ["-c", `${editor} "$1"`, "sh", path], { stdio: "inherit" });
    child.on("error", (error) => reject(failed("could not be started", error)));
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(failed(`ended with ${code ?? "a signal"}`)),
    );
  });
}
