import type { InspectResult } from "@atlas/workflows";
import { defineCommand } from "../command.ts";
import { requiredTextFlag, textFlag } from "../flags.ts";
import { defaultIndent } from "../indent.ts";
import { unmanagedText } from "../render/notes.ts";
import { sqlText } from "../render/plan.ts";
import { Progress } from "../render/progress.ts";
import type { Terminal } from "../terminal.ts";
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
    "Reads a schema and prints it as SQL statements that would create it, or as a\n" +
    "template says: as JSON, as a Mermaid diagram, or in a form of your own.\n" +
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
    format: textFlag("How to print it: a Go template, such as '{{ sql . }}' or '{{ mermaid . }}'", {
      value: "template",
    }),
    log: textFlag("Former name of --format", { value: "template", hidden: true }),
    ...projectFlags,
  },
  exclusive: [["log", "format"]],
  check: refuseProjectFlags,
  run: async (values, context) => {
    const template = values.format ?? values.log;
    const print = template === undefined ? printSql : await readInspectFormat(template, context.terminal);
    const { inspectState, resolveSources } = await import("@atlas/workflows");
    using progress = new Progress(context.terminal);
    const deps = await context.deps(progress.note);
    const sources = await resolveSources([values.url], "url");
    const result = await inspectState(
      { sources, devUrl: secretOf(values["dev-url"]), ...selectionOf(values) },
      deps,
      { signal: context.signal, onEvent: progress.onEvent },
    );
    progress.stop();
    context.terminal.out(await print(result));
    context.terminal.err(unmanagedText(result.state.unmanaged));
    return 0;
  },
});

async function printSql({ dialect, state }: InspectResult): Promise<string> {
  const { printState } = await import("@atlas/workflows");
  return sqlText(printState(dialect, state, defaultIndent));
}

async function readInspectFormat(
  template: string,
  terminal: Terminal,
): Promise<(result: InspectResult) => string> {
  const [{ readFormat }, { inspectFunctions, inspectRoot }] = await Promise.all([
    import("../format/format.ts"),
    import("../format/inspect-root.ts"),
  ]);
  const format = readFormat(template, inspectFunctions, terminal);
  return (result) => format.print(inspectRoot(result));
}
