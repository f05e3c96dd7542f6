import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { listFlag, optionalDurationFlag, switchFlag, textFlag, type Values } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { devUrlFlag, selectionFlags } from "../shared.ts";
import { directoryFlags } from "./shared.ts";

const { schema, exclude, include } = selectionFlags;

/** Flags of commands that write what they planned. */
export const planFlags = {
  "lock-timeout": optionalDurationFlag("How long to wait for another run on the dev database", {
    value: "duration",
    default: "10s",
  }),
  format: textFlag(
    "How statements are indented, such as '{{ sql . }}' for one line each; or a template of the file",
    { value: "template" },
  ),
  qualifier: textFlag("Schema to name before objects, where the plan is for one schema", { value: "name" }),
  edit: switchFlag("Change the file in an editor before it is written"),
};

const flags = {
  to: listFlag("Schema that the directory is to lead to", { value: "url" }),
  "dev-url": devUrlFlag,
  ...directoryFlags,
  schema,
  ...planFlags,
  "dry-run": switchFlag("Print the file, and write nothing"),
  exclude,
  include,
  ...projectFlags,
};

export type MigrateDiffValues = Values<typeof flags>;

export const migrateDiff = defineCommand({
  name: "diff",
  summary: "Write the migration file that leads to a desired schema",
  description:
    "Compares what the files of a migration directory lead to with a desired schema,\n" +
    "tries the plan that leads there on the dev database, and writes it as the next\n" +
    "file of the directory.",
  examples: [
    "atlas migrate diff add_users --to file://schema.hcl \\\n  --dev-url docker://postgres/16/dev",
    "atlas migrate diff --env local --dry-run",
  ],
  flags,
  operands: "[name]",
  run: async (values, context, operands) => {
    const { diffCommand } = await import("./run-diff.ts");
    return diffCommand(values, context, oneOperand(operands) ?? "");
  },
});

/** @throws {AtlasError} `E_FLAG` in the words that scripts know. */
export function oneOperand(operands: readonly string[]): string | undefined {
  if (operands.length > 1)
    throw new AtlasError("E_FLAG", `accepts at most 1 arg(s), received ${operands.length}`);
  return operands[0];
}
