import { defineCommand } from "../../command.ts";
import { switchFlag } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { atMost } from "./operands.ts";
import { openFiles } from "./project-env.ts";
import { directoryFlags, openDirectory } from "./shared.ts";

const flags = {
  ...directoryFlags,
  short: switchFlag("Versions alone", { short: "s" }),
  latest: switchFlag("The last file alone", { short: "l" }),
  ...projectFlags,
};

export const migrateLs = defineCommand({
  name: "ls",
  summary: "List migration files",
  description: "Prints the name of each file, one on a line, in the order in which they run.",
  examples: ["atlas migrate ls", "atlas migrate ls --latest --short"],
  flags,
  run: async (values, context, operands) => {
    atMost(0, operands);
    const open = await openFiles(values, context);
    const { files } = await openDirectory(values, open, context, { checksum: true, anyVersions: true });
    for (const { name, version } of values.latest ? files.slice(-1) : files)
      context.terminal.out(`${values.short ? version : name}\n`);
    return 0;
  },
});
