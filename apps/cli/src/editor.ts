import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AtlasError } from "@atlas/core";

/**
 * Lets a person edit a text.
 *
 * @param editor - a command of the shell that edits the file behind it and waits.
 * @returns the text as it was saved.
 * @throws {AtlasError} `E_INPUT` if the editor fails.
 */
export async function editText(text: string, fileName: string, editor: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "atlas-edit-"));
  const path = join(folder, fileName);
  try {
    await writeFile(path, text, { mode: 0o600 });
    await run(editor, path);
    return await readFile(path, "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
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
