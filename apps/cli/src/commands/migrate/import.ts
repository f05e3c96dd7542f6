import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { textFlag } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { atMost } from "./operands.ts";
import { openFiles } from "./project-env.ts";
import { checkSum, directoryFlags, openDirectory } from "./shared.ts";

const flags = {
  from: textFlag("Folder of the other tool's files, with its format (default file://migrations)", {
    value: "url",
  }),
  to: textFlag("Empty folder to write to (default file://migrations)", { value: "url" }),
  "dir-format": directoryFlags["dir-format"],
  ...projectFlags,
};

export const migrateImport = defineCommand({
  name: "import",
  summary: "Take over migration files of another tool",
  description:
    "Writes the files of golang-migrate, goose, Flyway, Liquibase or dbmate in the\n" +
    "layout of Atlas: statements and the comments right above them. Parts that take\n" +
    "back are left out, as are the tool's own words. For a database that has run them\n" +
    "already, say so with 'atlas migrate set' or 'atlas migrate apply --baseline'.",
  examples: [
    "atlas migrate import --from 'file://goose?format=goose' --to file://migrations",
    "atlas migrate import --from file://sql --dir-format flyway --to file://new",
  ],
  flags,
  run: async (values, context, operands) => {
    atMost(0, operands);
    const { terminal } = context;
    const open = await openFiles(values, context);
    const read = { checksum: false, anyVersions: true };
    const source = await openDirectory(
      { dir: values.from || "file://migrations", "dir-format": values["dir-format"] },
      open,
      context,
      read,
    );
    if (source.format === "atlas")
      throw new AtlasError("E_DIRECTORY", 'cannot import a migration directory already in "atlas" format', {
        hint: "Say which tool the files are of: --from 'file://migrations?format=goose'.",
      });
    // The other tool knows nothing of atlas.sum; where there is one, it holds.
    if (source.sum !== undefined) await checkSum(source, terminal);
    const target = await openDirectory(
      { dir: values.to || "file://migrations", "dir-format": "atlas" },
      open,
      context,
      { ...read, mayBeMissing: true },
    );
    if (target.format !== "atlas" || target.files.length > 0 || target.sum !== undefined)
      throw new AtlasError("E_DIRECTORY", "target migration directory must be empty", {
        hint: "Name another folder with --to; the folder of the other tool stays as it is.",
      });
    const { importFiles, otherMigrations, writeFiles } = await import("@atlas/migrate");
    const others = await otherMigrations(source);
    for (const { name, reason } of others) terminal.err(`not imported, as ${reason}: ${name}\n`);
    if (source.files.length === 0) {
      terminal.out("nothing to import\n");
      return 0;
    }
    const { files, notes } = importFiles(source);
    await writeFiles(target, files);
    for (const note of notes) terminal.err(`${note}\n`);
    return 0;
  },
});
