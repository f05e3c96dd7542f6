import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { switchFlag, textFlag, type Values } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { lockFlags } from "./lock-request.ts";
import { directoryFlags } from "./shared.ts";

const flags = {
  url: textFlag("Database to bring forward", { short: "u", value: "url" }),
  ...directoryFlags,
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}'", { value: "template" }),
  log: textFlag("Former name of --format", { value: "template", hidden: true }),
  "revisions-schema": textFlag("Schema of the revisions table", { value: "name" }),
  "dry-run": switchFlag("Print what would run, and run nothing but checks"),
  "drift-check": switchFlag("Refuse a database that is not what its revisions should have made"),
  ...lockFlags,
  baseline: textFlag("On a first run: the version that the database has already", { value: "version" }),
  "tx-mode": textFlag("Transactions: one for each file, for all of them, or none (default file)", {
    value: "file|all|none",
    choices: ["file", "all", "none"],
  }),
  "exec-order": textFlag(
    "Files added among those that ran: linear refuses, linear-skip leaves out, non-linear runs them (default linear)",
    { value: "order", choices: ["linear", "linear-skip", "non-linear"] },
  ),
  "allow-dirty": switchFlag("On a first run: the database may have something in it"),
  "to-version": textFlag("Run no file after this version", { value: "version" }),
  context: textFlag("What started the run, as JSON", { value: "json", hidden: true }),
  ...projectFlags,
};

export type MigrateApplyValues = Values<typeof flags>;

export const migrateApply = defineCommand({
  name: "apply",
  summary: "Run the migration files that a database does not have yet",
  description:
    "Runs the files of a migration directory that a database does not have yet, in\n" +
    "their order, and writes down in its revisions table what ran. A run that failed\n" +
    "or was cut off is gone on with by the next one. With an amount, that many files.",
  examples: [
    "atlas migrate apply -u 'postgres://localhost:5432/app?sslmode=disable'",
    "atlas migrate apply 1 -u sqlite://app.db --dry-run",
    "atlas migrate apply --env prod --to-version 20240101",
  ],
  flags,
  operands: "[amount]",
  exclusive: [["log", "format"]],
  run: async (values, context, operands) => {
    const { applyCommand } = await import("./run-apply.ts");
    return applyCommand(values, context, amountOf(operands));
  },
});

/**
 * How many files at most; `undefined`: all.
 *
 * @throws {AtlasError} `E_FLAG` in the words that scripts know.
 */
export function amountOf(
  operands: readonly string[],
  verb: "apply" | "revert" = "apply",
): number | undefined {
  const [text] = operands;
  if (operands.length > 1)
    throw new AtlasError("E_FLAG", `accepts at most 1 arg(s), received ${operands.length}`);
  if (text === undefined) return undefined;
  const reason = !/^[+-]?\d+$/.test(text)
    ? "invalid syntax"
    : Number.isSafeInteger(Number(text))
      ? undefined
      : "value out of range";
  if (reason !== undefined)
    throw new AtlasError(
      "E_FLAG",
      `invalid amount argument ${JSON.stringify(text)} (${reason}). Omit the argument or pass a valid integer instead`,
    );
  if (Number(text) < 1) throw new AtlasError("E_FLAG", `cannot ${verb} '${Number(text)}' migration files`);
  return Number(text);
}
