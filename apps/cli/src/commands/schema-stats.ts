import { Secret } from "@atlas/core";
import { defineCommand, type Group } from "../command.ts";
import { requiredTextFlag, textFlag } from "../flags.ts";
import { Progress } from "../render/progress.ts";
import { projectFlags, refuseProjectFlags, selectionFlags, selectionOf } from "./shared.ts";

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
    url: requiredTextFlag("Database to measure", { short: "u", value: "url" }),
    ...selectionFlags,
    format: textFlag("How to print it: a Go template, such as '{{ json .Realm }}'", { value: "template" }),
    ...projectFlags,
  },
  check: refuseProjectFlags,
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
    const result = await readStats({ url: new Secret(values.url), ...selectionOf(values) }, deps, {
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
