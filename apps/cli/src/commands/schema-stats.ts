import { Secret } from "@atlas/core";
import { defineCommand, type Group } from "../command.ts";
import { textFlag } from "../flags.ts";
import { Progress } from "../render/progress.ts";
import { projectFlags } from "../project/flags.ts";
import { commonDefaults, openOne, required, withDefaults } from "../project/open.ts";
import { selectionFlags, selectionOf } from "./shared.ts";

const inspect = defineCommand({
  name: "inspect",
  summary: "Print the sizes of tables as OpenMetrics text",
  description:
    "Prints how many bytes each table takes, with its indexes, and how many rows\n" +
    "the server believes it has, for Prometheus and the like.",
  examples: [
    "atlas schema stats inspect -u 'postgres://localhost:5432/app?sslmode=disable'",
    "atlas schema stats inspect -u sqlite://app.db --format '{{ json . }}'",
  ],
  flags: {
    url: textFlag("Database to measure", { short: "u", value: "url", required: true }),
    ...selectionFlags,
    format: textFlag("How to print it: a Go template, such as '{{ json .Realm }}'", { value: "template" }),
    ...projectFlags,
  },
  run: async (values, context) => {
    const template = values.format;
    const [{ readStats }, { openMetrics }] = await Promise.all([
      import("@atlas/workflows"),
      import("../render/open-metrics.ts"),
    ]);
    const formats =
      template === undefined
        ? undefined
        : await Promise.all([import("../format/format.ts"), import("../format/stats-root.ts")]);
    const format =
      formats && template !== undefined ? formats[0].readFormat(template, [], context.terminal) : undefined;
    using progress = new Progress(context.terminal);
    const deps = await context.deps(progress.note);
    const { env } = await openOne(values, context, deps);
    const { "dev-url": _devUrl, ...defaults } = commonDefaults(env);
    const bound = withDefaults(values, defaults);
    const url = new Secret(required(bound.url, "url"));
    const result = await readStats({ url, ...selectionOf(bound) }, deps, {
      signal: context.signal,
      onEvent: progress.onEvent,
    });
    progress.stop();
    const boundSchema = result.state.scope.bound ?? "";
    context.terminal.out(
      format && formats ? format.print(formats[1].statsRoot(result)) : openMetrics(result.sizes, boundSchema),
    );
    return 0;
  },
});

export const schemaStats: Group = {
  type: "group",
  name: "stats",
  summary: "Measure the tables of a database",
  description: "Measures the tables of a database.",
  examples: [],
  children: [inspect],
  later: [],
};
