import { defineCommand } from "../../command.ts";
import { switchFlag } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { atMost } from "./operands.ts";
import { openFiles } from "./project-env.ts";
import { directoryFlags, openDirectory } from "./shared.ts";

const flags = {
  ...directoryFlags,
  edit: switchFlag("Open the new file in the editor ($EDITOR)"),
  ...projectFlags,
};

export const migrateNew = defineCommand({
  name: "new",
  summary: "Add an empty migration file",
  description:
    "Adds an empty file behind all others, with the time in UTC as its version, and " +
    "brings atlas.sum up to date. The folder is made if it is not there.",
  examples: ["atlas migrate new add_users", "atlas migrate new --dir file://db/migrations --edit"],
  flags,
  operands: "[name]",
  run: async (values, context, operands) => {
    atMost(1, operands);
    const [name = ""] = operands;
    const open = await openFiles(values, context);
    const directory = await openDirectory(values, open, context, { checksum: true, mayBeMissing: true });
    const { newVersion, renderFiles, writeFiles } = await import("@atlas/migrate");
    const version = newVersion(directory, new Date());
    const [file, ...others] = renderFiles(directory.format, { version, name, changes: [] });
    if (!file) return 0;
    if (values.edit) {
      const { withEdited } = await import("../../editor.ts");
      await withEdited(file.text, file.name.replaceAll("/", "_"), context.editor, (text) =>
        writeFiles(directory, [{ ...file, text }, ...others]),
      );
    } else await writeFiles(directory, [file, ...others]);
    return 0;
  },
});
