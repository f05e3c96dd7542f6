import { defineCommand } from "../../command.ts";
import { listFlag, switchFlag, textFlag, type Values } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { lockFlags } from "./lock-request.ts";
import { directoryFlags } from "./shared.ts";

const flags = {
  url: textFlag("Database to look at", { short: "u", value: "url" }),
  "dev-url": textFlag("Scratch database that the directory is replayed on (default: one of our own)", {
    value: "url",
  }),
  ...directoryFlags,
  exclude: listFlag("Leave out what matches these patterns, such as 'public.tmp_*'", { value: "patterns" }),
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}'", { value: "template" }),
  "no-cache": switchFlag("Replay the directory even where it is known what it leads to"),
  ...lockFlags,
  "revisions-schema": textFlag("Schema of the revisions table", { value: "name" }),
  ...projectFlags,
};

export type MigrateDriftValues = Values<typeof flags>;

export const migrateDrift = defineCommand({
  name: "drift",
  summary: "Compare a database with what its migration files should have made",
  description:
    "Compares a database with what the files that ran on it lead to, names what\n" +
    "differs, and prints statements that would put it right. Changes nothing. What is\n" +
    "excluded, belongs to an extension or holds the revisions does not count. Ends\n" +
    "with exit code 1 where something differs, or could not be compared.",
  examples: [
    "atlas migrate drift -u sqlite://app.db",
    "atlas migrate drift --env prod --exclude 'tmp_*' --format '{{ json . }}'",
  ],
  flags,
  run: async (values, context) => {
    const { driftCommand } = await import("./run-drift.ts");
    return driftCommand(values, context);
  },
});
