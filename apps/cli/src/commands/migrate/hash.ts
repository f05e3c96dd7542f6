import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { switchFlag } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { atMost } from "./operands.ts";
import { openFiles } from "./project-env.ts";
import { directoryFlags, openDirectory } from "./shared.ts";

const flags = {
  ...directoryFlags,
  force: switchFlag("Deprecated: it does nothing", { hidden: true }),
  ...projectFlags,
};

export const migrateHash = defineCommand({
  name: "hash",
  summary: "Write atlas.sum anew from the files as they are",
  description:
    "Writes the checksums of all files to atlas.sum: after files were changed by hand, or " +
    "version control left a conflict in it. A file that was applied somewhere must stay as it was.",
  examples: ["atlas migrate hash", "atlas migrate hash --dir file://db/migrations"],
  flags,
  run: async (values, context, operands) => {
    atMost(0, operands);
    if (values.force) context.terminal.out("Flag --force has been deprecated, you can safely omit it.\n");
    const open = await openFiles(values, context);
    const directory = await openDirectory(values, open, context, { checksum: false, anyVersions: true });
    const { assertNoConflict, assertVersions, rehash } = await import("@atlas/migrate");
    for (const file of directory.files) assertNoConflict(file);
    await rehash(directory);
    try {
      assertVersions(directory);
    } catch (error) {
      // What puts versions in order works on a directory whose sum is right.
      if (!(error instanceof AtlasError)) throw error;
      context.terminal.err(`${error.message}\n${error.hint ?? ""}\n`);
    }
    return 0;
  },
});
