import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { switchFlag, textFlag, type Values } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { amountOf } from "./apply.ts";
import { lockFlags } from "./lock-request.ts";
import { directoryFlags } from "./shared.ts";

const flags = {
  url: textFlag("Database to take back", { short: "u", value: "url" }),
  "to-version": textFlag("Take back every file after this version; 0: all", { value: "version" }),
  "to-tag": textFlag("Take back every file after this tag of the registry", { value: "tag" }),
  ...directoryFlags,
  "dev-url": textFlag(
    "Scratch database on which statements are computed and tried (default: one of our own, where one is needed)",
    { value: "url" },
  ),
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}'", { value: "template" }),
  "dry-run": switchFlag("Print what would run, and run nothing but checks"),
  "skip-checks": switchFlag("Do not look whether anything is in what goes: it is lost"),
  "revisions-schema": textFlag("Schema of the revisions table", { value: "name" }),
  ...lockFlags,
  context: textFlag("What started the run, as JSON", { value: "json", hidden: true }),
  ...projectFlags,
};

export type MigrateDownValues = Values<typeof flags>;

export const migrateDown = defineCommand({
  name: "down",
  summary: "Take back migration files that a database has",
  description:
    "Takes back the last migration file that a database has, or so many as the amount\n" +
    "says: by the file's own words (down.sql, *.down.sql, -- +goose Down), else by\n" +
    "statements computed from what the directory leads to without it. What would lose\n" +
    "something is looked at first. What the directory did not make stays.",
  examples: [
    "atlas migrate down -u sqlite://app.db --dry-run",
    "atlas migrate down 2 --env prod",
    "atlas migrate down --env local --to-version 20240101",
  ],
  flags,
  operands: "[amount]",
  exclusive: [["to-version", "to-tag"]],
  run: async (values, context, operands) => {
    const amount = amountOf(operands, "revert");
    for (const flag of ["to-version", "to-tag"] as const)
      if (amount !== undefined && values[flag] !== undefined && values[flag] !== "")
        throw new AtlasError("E_FLAG", `cannot use the amount argument together with --${flag}`, {
          hint: "Give one of them.",
        });
    if (values["to-tag"] !== undefined && values["to-tag"] !== "")
      throw new AtlasError("E_FLAG", "--to-tag needs the registry, which this version does not work with", {
        hint: "Name the version that the tag stands for with --to-version.",
      });
    const { downCommand } = await import("./run-down.ts");
    return downCommand(values, context, amount);
  },
});
