import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { projectFlags } from "../../project/flags.ts";
import { atMost } from "./operands.ts";
import { openFiles } from "./project-env.ts";
import { directoryFlags, openDirectory } from "./shared.ts";

const flags = { ...directoryFlags, ...projectFlags };

export const migrateRm = defineCommand({
  name: "rm",
  summary: "Remove a migration file",
  description:
    "Removes a file, the last one if none is named, and brings atlas.sum up to date. " +
    "Databases stay as they are: take back there with 'atlas migrate down' first.",
  examples: ["atlas migrate rm", "atlas migrate rm 20240101000000"],
  flags,
  operands: "[version|name]",
  run: async (values, context, operands) => {
    atMost(1, operands);
    const open = await openFiles(values, context);
    const directory = await openDirectory(values, open, context, { checksum: true, anyVersions: true });
    const { findFile, removeFiles } = await import("@atlas/migrate");
    const [word] = operands;
    const file = word === undefined ? directory.files.at(-1) : findFile(directory, word);
    if (!file)
      throw new AtlasError("E_DIRECTORY", `there is no migration file in "${directory.path}"`, {
        hint: "Name another folder with --dir.",
      });
    await removeFiles(directory, [file]);
    return 0;
  },
});
