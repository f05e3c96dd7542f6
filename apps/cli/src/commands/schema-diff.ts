import type { DiffResult } from "@atlas/workflows";
import { defineCommand } from "../command.ts";
import { listFlag, textFlag } from "../flags.ts";
import { defaultIndent } from "../indent.ts";
import { projectFlags } from "../project/flags.ts";
import { commonDefaults, openOne, withDefaults } from "../project/open.ts";
import { lossText, remarksText, skippedText, unplannedText } from "../render/notes.ts";
import { sqlText } from "../render/plan.ts";
import { syncedText } from "../render/synced.ts";
import { renameQuestions } from "../rename-question.ts";
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
    "strict-coverage": strictCoverageFlag,
    format: textFlag("How to print it: a Go template, such as '{{ sql . }}' or '{{ json . }}'", {
      value: "template",
    }),
    ...projectFlags,
  },
  run: async (values, context) => {
    const { terminal, signal } = context;
    const given = values.format === undefined ? undefined : await readDiffFormat(values.format, terminal);
    using progress = new Progress(terminal);
    const deps = await context.deps(progress.note);
    const open = await openOne(values, context, deps);
    const { env } = open;
    const { url: _url, ...defaults } = commonDefaults(env);
    const bound = withDefaults(values, defaults);
    const template = env?.format["schema.diff"];
    const print = given ?? (template === undefined ? printSql : await readDiffFormat(template, terminal));
    const [{ diffStates }, { readSources }, { policyOf, tellUnused }] = await Promise.all([
      import("@atlas/workflows"),
      import("../project/sources.ts"),
      import("../project/policy.ts"),
    ]);
    tellUnused(open, progress.note);
    const from = await readSources(bound.from, "from", open);
    const to = await readSources(bound.to, "to", open);
    const result = await diffStates(
      {
        from: from.sources,
        to: to.sources,
        variables: { ...from.variables, ...to.variables },
        ...devOf(bound, env),
        mode: env?.mode ?? {},
        policy: policyOf(open),
        indent: defaultIndent,
        ...selectionOf(bound),
      },
      deps,
      { signal, onEvent: progress.onEvent, ...renameQuestions(context, progress, { isApproved: false }) },
    );
    progress.stop();
    terminal.out(print(result));
    const { plan } = result;
    terminal.err(
      lossText(plan.steps) +
        remarksText(plan.steps) +
        skippedText(plan.skipped) +
        unplannedText(plan.unmanaged),
    );
    if (values["strict-coverage"]) assertCovered(plan.unmanaged);
    return 0;
  },
});

function printSql({ plan, dialect }: DiffResult): string {
  return plan.steps.length === 0 ? syncedText : sqlText(plan.steps, dialect);
}

async function readDiffFormat(template: string, terminal: Terminal): Promise<(result: DiffResult) => string> {
  const [{ readFormat }, { diffFunctions, diffRoot }] = await Promise.all([
    import("../format/format.ts"),
    import("../format/diff-root.ts"),
  ]);
  const format = readFormat(template, diffFunctions, terminal);
  return (result) => format.print(diffRoot(result));
}
