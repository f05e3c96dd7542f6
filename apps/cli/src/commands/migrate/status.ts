import { defineCommand } from "../../command.ts";
import { textFlag, type Values } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { directoryFlags } from "./shared.ts";

const flags = {
  url: textFlag("Database to look at", { short: "u", value: "url", required: true }),
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}'", { value: "template" }),
  ...directoryFlags,
  "revisions-schema": textFlag("Schema of the revisions table", { value: "name" }),
  ...projectFlags,
};

export type MigrateStatusValues = Values<typeof flags>;

export const migrateStatus = defineCommand({
  name: "status",
  summary: "Show how far a database is with its migration files",
  description:
    "Compares the files of a migration directory with the revisions table of a\n" +
    "database: what ran last, what runs next, and what failed. Changes nothing.",
  examples: [
    "atlas migrate status -u sqlite://app.db",
    "atlas migrate status --env prod --format '{{ json . }}'",
  ],
  flags,
  run: async (values, context) => {
    const { statusCommand } = await import("./run-status.ts");
    return statusCommand(values, context);
  },
});
