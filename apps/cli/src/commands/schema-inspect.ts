import type { InspectResult } from "@atlas/workflows";
import { type CommandContext, defineCommand } from "../command.ts";
import { switchFlag, textFlag, type Values } from "../flags.ts";
import { projectFlags } from "../project/flags.ts";
import { commonDefaults, openProject, required, withDefaults } from "../project/open.ts";
import { leftOutText, unmanagedText } from "../render/notes.ts";
import { Progress } from "../render/progress.ts";
import type { Terminal } from "../terminal.ts";
import {
  assertCovered,
  devOf,
  devUrlFlag,
  selectionFlags,
  selectionOf,
  strictCoverageFlag,
} from "./shared.ts";

const flags = {
  url: textFlag("Database, schema file or folder to read", { short: "u", value: "url", required: true }),
  "dev-url": devUrlFlag,
  ...selectionFlags,
  "strict-coverage": strictCoverageFlag,
  format: textFlag("How to print it: a Go template, such as '{{ sql . }}' or '{{ mermaid . }}'", {
    value: "template",
  }),
  log: textFlag("Former name of --format", { value: "template", hidden: true }),
  web: switchFlag("Show it as a page for a browser of this machine", { short: "w" }),
  ...projectFlags,
};

export const schemaInspect = defineCommand({
  name: "inspect",
  summary: "Print the schema of a database or of schema files",
  description:
    "Reads a schema and prints it in HCL, or as a template says: as SQL statements\n" +
    "that would create it, as JSON, as a Mermaid diagram, or in a form of your own.",
  examples: [
    "atlas schema inspect -u 'postgres://localhost:5432/app?sslmode=disable'",
    "atlas schema inspect -u 'sqlite://app.db' --format '{{ sql . \"  \" }}'",
    "atlas schema inspect -u 'sqlite://app.db' --format '{{ json . \"  \" }}'",
    "atlas schema inspect -u file://schema.sql --dev-url docker://postgres/16/dev",
  ],
  flags,
  exclusive: [
    ["log", "format"],
    ["web", "format"],
  ],
  run: inspectSchemaCommand,
});

/** Once for each environment that is selected, one after the other. */
async function inspectSchemaCommand(values: Values<typeof flags>, context: CommandContext): Promise<number> {
  const { terminal, signal } = context;
  const given = values.format ?? values.log;
  const givenPrint = given === undefined ? undefined : await readInspectFormat(given, terminal);
  using progress = new Progress(terminal);
  const deps = await context.deps(progress.note);
  const { envs, ...opened } = await openProject(values, context, deps);
  const [{ inspectState }, { readSources }] = await Promise.all([
    import("@atlas/workflows"),
    import("../project/sources.ts"),
  ]);
  for (const env of envs) {
    const bound = withDefaults(values, commonDefaults(env));
    const template = env?.format["schema.inspect"];
    const print =
      givenPrint ?? (template === undefined ? printDefault : await readInspectFormat(template, terminal));
    const side = await readSources([required(bound.url, "url")], "url", { ...opened, env });
    const result = await inspectState(
      {
        ...side,
        ...devOf(bound, env),
        mode: env?.mode ?? {},
        ...selectionOf(bound),
      },
      deps,
      { signal, onEvent: progress.onEvent },
    );
    progress.stop();
    if (values.web) await showPage(result, context);
    else terminal.out(await print(result));
    terminal.err(unmanagedText(result.state.unmanaged) + leftOutText(result.leftOut));
    if (values["strict-coverage"]) assertCovered([...result.state.unmanaged, ...result.leftOut]);
  }
  return 0;
}

async function showPage(
  { dialect, state, redactedUrl }: InspectResult,
  context: CommandContext,
): Promise<void> {
  const [{ printStateObjects }, { inspectPage }, { servePage }] = await Promise.all([
    import("@atlas/workflows"),
    import("../web/inspect-page.ts"),
    import("../web/serve.ts"),
  ]);
  const page = inspectPage(state, printStateObjects(dialect, state, "  "), redactedUrl);
  await servePage(page, context.terminal, context.signal);
}

async function printDefault({ dialect, state }: InspectResult): Promise<string> {
  const { printHcl } = await import("@atlas/workflows");
  return printHcl(dialect, state);
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
