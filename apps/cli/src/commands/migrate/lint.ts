import { AtlasError } from "@atlas/core";
import { defineCommand } from "../../command.ts";
import { switchFlag, textFlag, type Values } from "../../flags.ts";
import { projectFlags } from "../../project/flags.ts";
import { directoryFlags, scratchFlag } from "./shared.ts";

const flags = {
  "dev-url": scratchFlag,
  ...directoryFlags,
  format: textFlag("How to print the result: a Go template, such as '{{ json . }}' or '{{ sarif . }}'", {
    value: "template",
  }),
  log: textFlag("Former name of --format", { value: "template", hidden: true }),
  latest: textFlag("How many of the last files are new", { value: "number" }),
  "git-base": textFlag("Branch that has the files which are not new", { value: "branch" }),
  "git-dir": textFlag("Folder of the repository for --git-base (default .)", { value: "path" }),
  base: textFlag("Directory that has the files which are not new", { value: "url", hidden: true }),
  web: switchFlag("Publish the report in a registry", { short: "w" }),
  context: textFlag("What started the run, as JSON", { value: "json", hidden: true }),
  url: textFlag("Live database: findings tell the sizes of its tables", { value: "url", hidden: true }),
  ...projectFlags,
};

export type MigrateLintValues = Values<typeof flags>;

export const migrateLint = defineCommand({
  name: "lint",
  summary: "Look for what new migration files would break, lose or block",
  description:
    "Runs the new files of a migration directory on a dev database, statement by\n" +
    "statement, and tells what each would destroy, break or block. Ends with 1 where\n" +
    "a finding is an error. What is new: the last files, or those a branch lacks.\n\n" +
    "Versions of extensions with known vulnerabilities are not looked for.",
  examples: [
    "atlas migrate lint --latest 1 --dev-url docker://postgres/16/dev",
    "atlas migrate lint --git-base main --dev-url 'sqlite://dev?mode=memory'",
    "atlas migrate lint --env ci --format '{{ sarif . }}' > lint.sarif",
  ],
  flags,
  exclusive: [["log", "format"]],
  check: ({ latest, "git-base": base, web }) => {
    latestOf(latest);
    if (latest !== undefined && latest !== "0" && base !== undefined)
      throw new AtlasError("E_FLAG", "--latest and --git-base are mutually exclusive");
    if (web)
      throw new AtlasError(
        "E_FLAG",
        "--web publishes reports in a registry, which this version does not have",
        {
          hint: "Print it with --format '{{ json . }}' or '{{ sarif . }}' and publish that.",
        },
      );
  },
  run: async (values, context) => {
    const { lintCommand } = await import("./run-lint.ts");
    return lintCommand(values, context);
  },
});

/** `--latest`; 0: not given; below it: all files. */
export function latestOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "0") return undefined;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new AtlasError(
    "E_FLAG",
    `invalid argument ${JSON.stringify(text)} for "--latest" flag: expected a whole number`,
  );
}
