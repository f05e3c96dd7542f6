import { defineCommand } from "../command.ts";
import { requiredTextFlag, textFlag } from "../flags.ts";
import { defaultIndent, type Format, goJson, readFormat } from "../format.ts";
import { unmanagedText } from "../render/notes.ts";
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

export const schemaInspect = defineCommand({
  name: "inspect",
  summary: "Print the schema of a database or of schema files",
  description:
    "Reads a schema and prints it as SQL statements that would create it, or as JSON.\n" +
    "SQL is the default until this version learns to print HCL.",
  examples: [
    "atlas schema inspect -u 'postgres://localhost:5432/app?sslmode=disable'",
    "atlas schema inspect -u 'sqlite://app.db' --format '{{ json . \"  \" }}'",
    "atlas schema inspect -u file://schema.sql --dev-url docker://postgres/16/dev",
  ],
  flags: {
    url: requiredTextFlag("Database, schema file or folder to read", { short: "u", value: "url" }),
    "dev-url": devUrlFlag,
    ...selectionFlags,
    format: textFlag("How to print it: '{{ sql . }}' or '{{ json . }}', both with an optional indent", {
      value: "template",
    }),
    log: textFlag("Former name of --format", { value: "template", hidden: true }),
    ...projectFlags,
  },
  exclusive: [["log", "format"]],
  check: refuseProjectFlags,
  run: async (values, context) => {
    const template = values.format ?? values.log;
    const format: Format =
      template === undefined ? { type: "sql", indent: defaultIndent } : readFormat(template, ["sql", "json"]);
    const { inspectState, printState, resolveSources } = await import("@atlas/workflows");
    using progress = new Progress(context.terminal);
    const deps = await context.deps(progress.note);
    const sources = await resolveSources([values.url], "url");
    const result = await inspectState(
      { sources, devUrl: secretOf(values["dev-url"]), ...selectionOf(values) },
      deps,
      { signal: context.signal, onEvent: progress.onEvent },
    );
    progress.stop();
    if (format.type === "sql")
      context.terminal.out(sqlText(printState(result.dialect, result.state, format.indent)));
    else {
      const { stateJson } = await import("../render/state-json.ts");
      context.terminal.out(`${goJson(stateJson(result.state), format)}\n`);
    }
    context.terminal.err(unmanagedText(result.state.unmanaged));
    return 0;
  },
});
