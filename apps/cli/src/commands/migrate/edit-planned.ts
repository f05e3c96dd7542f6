import { AtlasError } from "@atlas/core";
import { type Directory, directoryOf, type NewFile, writeFiles } from "@atlas/migrate";
import type { CommandContext } from "../../command.ts";
import { withEdited } from "../../editor.ts";

/**
 * Lets a person change the one file that is to be written, and writes it; what comes back must run behind the others.
 *
 * @param validate - runs a directory on the dev database.
 */
export async function writeEdited(
  directory: Directory,
  [file]: readonly NewFile[],
  context: CommandContext,
  validate: (directory: Directory) => Promise<void>,
): Promise<void> {
  if (!file) return;
  await withEdited(file.text, file.name, context.editor, async (text) => {
    if (text.trim() === "")
      throw new AtlasError("E_INPUT", "the edited file is empty", {
        hint: "Nothing was written. Leave the file as it is to write it so.",
      });
    const edited = { name: file.name, text };
    if (text !== file.text) {
      const { files } = directoryOf(directory.path, directory.format, [edited]);
      await validate({ ...directory, files: [...directory.files, ...files] });
    }
    await writeFiles(directory, [edited]);
  });
}
