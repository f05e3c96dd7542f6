import { defineCommand } from "../../command.ts";
import { projectFlags } from "../../project/flags.ts";
import { selectionFlags } from "../shared.ts";
import { oneOperand, planFlags } from "./diff.ts";
import { directoryFlags, scratchFlag } from "./shared.ts";
import type { Values } from "../../flags.ts";

const flags = {
  "dev-url": scratchFlag,
  ...directoryFlags,
  schema: selectionFlags.schema,
  ...planFlags,
  ...projectFlags,
};

export type MigrateCheckpointValues = Values<typeof flags>;

export const migrateCheckpoint = defineCommand({
  name: "checkpoint",
  summary: "Write a file that stands for all files before it",
  description:
    "Runs the files of a migration directory on the dev database and writes one file\n" +
    "that creates what they lead to. New databases start from it; those that have\n" +
    "run the others before leave it out. Rows that files write are not part of it.",
  examples: [
    "atlas migrate checkpoint --dev-url docker://postgres/16/dev",
    "atlas migrate checkpoint v1 --env local",
  ],
  flags,
  operands: "[tag]",
  run: async (values, context, operands) => {
    const { checkpointCommand } = await import("./run-checkpoint.ts");
    return checkpointCommand(values, context, oneOperand(operands) ?? "");
  },
});
