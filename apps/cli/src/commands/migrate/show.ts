import { defineCommand } from "../../command.ts";
import { projectFlags } from "../../project/flags.ts";
import { atLeast } from "./operands.ts";
import { openFiles } from "./project-env.ts";
import { directoryFlags, openDirectory } from "./shared.ts";

const flags = { ...directoryFlags, ...projectFlags };

export const migrateShow = defineCommand({
  name: "show",
  summary: "Print migration files",
  description: "Prints the text of each file that is named, by its name or version.",
  examples: ["atlas migrate show 20240101000000", "atlas migrate show 20240101000000_users.sql"],
  flags,
  operands: "{name|version}…",
  run: async (values, context, operands) => {
    atLeast(1, operands);
    const open = await openFiles(values, context);
    const directory = await openDirectory(values, open, context, { checksum: true, anyVersions: true });
    const { findFile } = await import("@atlas/migrate");
    // All are looked for before the first is printed.
    const files = operands.map((word) => findFile(directory, word));
    for (const { text } of files) context.terminal.out(text);
    return 0;
  },
});
