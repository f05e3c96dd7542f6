import { defineCommand } from "../command.ts";
import { listFlag, textFlag, type Values } from "../flags.ts";
import { projectFlags } from "../project/flags.ts";
import { devUrlFlag, selectionFlags } from "./shared.ts";

const flags = {
  url: listFlag("Schema files, a folder or a database to look at", { short: "u", value: "url" }),
  "dev-url": devUrlFlag,
  ...selectionFlags,
  format: textFlag("How to print it: a Go template, such as '{{ json . }}'", { value: "template" }),
  ...projectFlags,
};

export type SchemaLintValues = Values<typeof flags>;

export const schemaLint = defineCommand({
  name: "lint",
  summary: "Check a whole schema against naming policies and rules",
  description:
    "Looks at a schema as it is, not at a change of it: its names, what analyzers\n" +
    "say of single objects, and the rules of the project (lint.rule). Ends with 1\n" +
    "where a finding belongs to a rule or an analyzer whose error is true.",
  examples: [
    "atlas schema lint -u sqlite://app.db -c file://atlas.hcl",
    "atlas schema lint --env local --format '{{ json . }}'",
  ],
  flags,
  run: async (values, context) => {
    const { schemaLintCommand } = await import("./run-schema-lint.ts");
    return await schemaLintCommand(values, context);
  },
});
