import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { projectFlags } from "../../project/flags.ts";
import { openFiles } from "./project-env.ts";
import { directoryFlags, openDirectory } from "./shared.ts";

const flags = { ...directoryFlags, ...projectFlags };

export const migrateEdit = defineCommand({
  name: "edit",
  summary: "Edit a migration file",
  description:
    "Opens a file in the editor ($EDITOR), and brings atlas.sum up to date with what was saved. " +
    "A file that was applied somewhere must stay as it was.",
  examples: [
    "atlas migrate edit 20240101000000",
    "EDITOR='code --wait' atlas migrate edit 20240101000000_users.sql",
  ],
  flags,
  operands: "{name|version}",
  run: async (values, context, operands) => {
    const [word = ""] = operands;
    if (operands.length !== 1)
      throw new AtlasError("E_FLAG", `accepts 1 arg(s), received ${operands.length}`);
    const open = await openFiles(values, context);
    const directory = await openDirectory(values, open, context, { checksum: true, anyVersions: true });
    const [{ findFile, replaceFile }, { withEdited }] = await Promise.all([
      import("@atlas/migrate"),
      import("../../editor.ts"),
    ]);
    const file = findFile(directory, word);
    const name = file.name.slice(file.name.lastIndexOf("/") + 1);
    const stored = await storedText(directory.path, file.name, file.text);
    await withEdited(stored, name, context.editor, async (text) => {
      if (text === stored) return;
      if ((await storedText(directory.path, file.name, file.text)) !== stored)
        throw new AtlasError("E_DIRECTORY", `"${file.name}" was changed by somebody else meanwhile`, {
          hint: "Nothing was written. Edit it again: it is then as they left it.",
        });
      await replaceFile(directory, file, text);
    });
    return 0;
  },
});

/** Of a template directory the template is edited, not what it was rendered to. */
async function storedText(path: string, name: string, text: string): Promise<string> {
  return readFile(join(path, name), "utf8").catch(() => text);
}
