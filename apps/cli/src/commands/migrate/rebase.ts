import { defineCommand } from "../../command.ts";
import { projectFlags } from "../../project/flags.ts";
import { atLeast } from "./operands.ts";
import { openFiles } from "./project-env.ts";
import { directoryFlags, openDirectory } from "./shared.ts";

const flags = { ...directoryFlags, ...projectFlags };

export const migrateRebase = defineCommand({
  name: "rebase",
  summary: "Move migration files to the end",
  description:
    "Gives files new versions behind all others, in the order in which they are named, and brings " +
    "atlas.sum up to date: for files of a branch that others overtook. What they hold stays as it is.",
  examples: [
    "atlas migrate rebase 20240101000000",
    "atlas migrate rebase 20240101000000 20240102000000_users.sql",
  ],
  flags,
  operands: "{name|version}…",
  run: async (values, context, operands) => {
    atLeast(1, operands);
    const open = await openFiles(values, context);
    const directory = await openDirectory(values, open, context, { checksum: true, anyVersions: true });
    const { findFile, namesAtEnd, renameFiles } = await import("@atlas/migrate");
    const moved = [...new Set(operands.map((word) => findFile(directory, word)))];
    await renameFiles(directory, namesAtEnd(directory, moved, new Date()));
    return 0;
  },
});
