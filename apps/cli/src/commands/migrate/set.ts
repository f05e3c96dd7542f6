import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { textFlag, type Values } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { directoryFlags } from "./shared.ts";

const flags = {
  url: textFlag("Database whose revisions table is changed", { short: "u", value: "url", required: true }),
  ...directoryFlags,
  "revisions-schema": textFlag("Schema of the revisions table", { value: "name" }),
  ...projectFlags,
};

export type MigrateSetValues = Values<typeof flags>;

export const migrateSet = defineCommand({
  name: "set",
  summary: "Say which version a database stands at, and run nothing",
  description:
    "Changes the revisions table alone: all files up to the version count as applied,\n" +
    "those behind it as not. So a file that failed and was finished by hand is\n" +
    "settled. Without a version: the last of the directory, or none if it is empty.",
  examples: ["atlas migrate set 20240101 -u sqlite://app.db", "atlas migrate set --env prod"],
  flags,
  operands: "[version]",
  run: async (values, context, operands) => {
    if (operands.length > 1)
      throw new AtlasError("E_FLAG", `accepts at most 1 arg(s), received ${operands.length}`);
    const { setCommand } = await import("./run-set.ts");
    return setCommand(values, context, operands[0]);
  },
});
