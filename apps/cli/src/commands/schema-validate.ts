import { defineCommand } from "../command.ts";
import { listFlag } from "../flags.ts";
import { Progress } from "../render/progress.ts";
import { devUrlFlag, projectFlags, refuseProjectFlags, secretOf, selectionFlags } from "./shared.ts";

export const schemaValidate = defineCommand({
  name: "validate",
  summary: "Check that schema files can be read",
  description:
    "Runs schema files on the dev database, as schema apply would, and says nothing\n" +
    "when they are right. What is wrong is told with its file, line and column.",
  examples: ["atlas schema validate -u file://schema.sql --dev-url docker://postgres/16/dev"],
  flags: {
    "dev-url": devUrlFlag,
    url: listFlag("Schema files, a folder or a database to read", { short: "u", value: "url" }),
    schema: selectionFlags.schema,
    ...projectFlags,
  },
  check: refuseProjectFlags,
  run: async (values, context) => {
    const { inspectState, resolveSources } = await import("@atlas/workflows");
    using progress = new Progress(context.terminal);
    const deps = await context.deps(progress.note);
    const sources = await resolveSources(values.url, "url");
    await inspectState(
      { sources, devUrl: secretOf(values["dev-url"]), schemas: values.schema, exclude: [] },
      deps,
      { signal: context.signal, onEvent: progress.onEvent },
    );
    return 0;
  },
});
