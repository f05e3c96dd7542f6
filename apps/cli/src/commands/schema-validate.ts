import { defineCommand } from "../command.ts";
import { listFlag } from "../flags.ts";
import { Progress } from "../render/progress.ts";
import { projectFlags } from "../project/flags.ts";
import { commonDefaults, openOne, withDefaults } from "../project/open.ts";
import { devOf, devUrlFlag, selectionFlags } from "./shared.ts";

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
  run: async (values, context) => {
    const [{ inspectState }, { readSources }] = await Promise.all([
      import("@atlas/workflows"),
      import("../project/sources.ts"),
    ]);
    using progress = new Progress(context.terminal);
    const deps = await context.deps(progress.note);
    const open = await openOne(values, context, deps);
    const { env } = open;
    const { url: _url, exclude: _exclude, ...defaults } = commonDefaults(env);
    const bound = withDefaults(values, { ...defaults, url: env?.src });
    const side = await readSources(bound.url, "url", open);
    await inspectState(
      {
        ...side,
        ...devOf(bound, env),
        schemas: bound.schema,
        exclude: [],
      },
      deps,
      { signal: context.signal, onEvent: progress.onEvent },
    );
    return 0;
  },
});
