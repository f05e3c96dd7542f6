import { defaultPolicy } from "@atlas/core";
import { defineCommand } from "../command.ts";
import { listFlag, textFlag } from "../flags.ts";
import { defaultIndent, goJson, readFormat } from "../format.ts";
import { lossText, skippedText, unplannedText } from "../render/notes.ts";
import { sqlText } from "../render/plan.ts";
import { Progress } from "../render/progress.ts";
import {
  devUrlFlag,
  projectFlags,
  refuseProjectFlags,
  secretOf,
  selectionFlags,
  selectionOf,
} from "./shared.ts";

export const schemaDiff = defineCommand({
  name: "diff",
  summary: "Print the statements that lead from one schema to another",
  description:
    "Compares two schemas, each a database, a schema file or a folder of them, and\n" +
    "prints the statements that lead from the first to the second. Changes nothing.",
  examples: [
    "atlas schema diff --from sqlite://old.db --to sqlite://new.db",
    "atlas schema diff --from file://old.sql --to file://new.sql \\\n  --dev-url docker://postgres/16/dev",
  ],
  flags: {
    from: listFlag("Schema to start from", { short: "f", value: "url", required: true }),
    to: listFlag("Schema to end in", { value: "url", required: true }),
    "dev-url": devUrlFlag,
    ...selectionFlags,
    format: textFlag("How to print it: '{{ sql . }}' or '{{ json . }}', both with an optional indent", {
      value: "template",
    }),
    ...projectFlags,
  },
  check: refuseProjectFlags,
  run: async (values, context) => {
    const { terminal, signal } = context;
    const format =
      values.format === undefined
        ? ({ type: "sql", indent: defaultIndent } as const)
        : readFormat(values.format, ["sql", "json"]);
    const { diffStates, resolveSources } = await import("@atlas/workflows");
    using progress = new Progress(terminal);
    const deps = await context.deps(progress.note);
    const { plan } = await diffStates(
      {
        from: await resolveSources(values.from, "from"),
        to: await resolveSources(values.to, "to"),
        devUrl: secretOf(values["dev-url"]),
        policy: defaultPolicy,
        indent: format.type === "sql" ? format.indent : defaultIndent,
        ...selectionOf(values),
      },
      deps,
      { signal, onEvent: progress.onEvent },
    );
    progress.stop();
    if (format.type === "json") terminal.out(`${goJson(plan, format)}\n`);
    else if (plan.steps.length === 0) terminal.out("Schemas are synced, no changes to be made.\n");
    else terminal.out(sqlText(plan.steps));
    terminal.err(lossText(plan.steps) + skippedText(plan.skipped) + unplannedText(plan.unmanaged));
    return 0;
  },
});
