import { lintSchema, type SchemaLintResult } from "@atlas/workflows";
import type { CommandContext } from "../command.ts";
import { analysisSettings, lintSettingsOf } from "../project/lint.ts";
import { readProjectRules } from "../project/lint-rules.ts";
import { commonDefaults, openOne, withDefaults } from "../project/open.ts";
import { readSources } from "../project/sources.ts";
import { tellUnusedLint } from "../project/unused-lint.ts";
import { Progress } from "../render/progress.ts";
import { schemaLintText } from "../render/schema-lint.ts";
import type { SchemaLintValues } from "./schema-lint.ts";
import { devOf, selectionOf } from "./shared.ts";

/** Runs `schema lint`. @returns the exit code. */
export async function schemaLintCommand(values: SchemaLintValues, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { format: template } = values;
  const formats =
    template === undefined
      ? undefined
      : await Promise.all([import("../format/format.ts"), import("../format/schema-lint-root.ts")]);
  const format =
    formats && template !== undefined ? formats[0].readFormat(template, [], terminal) : undefined;
  using progress = new Progress(terminal);
  const deps = await context.deps(progress.note);
  const open = await openOne(values, context, deps);
  const { env } = open;
  const settings = lintSettingsOf(open);
  tellUnusedLint(settings, progress.note);
  const { url: _url, ...defaults } = commonDefaults(env);
  const bound = withDefaults(values, { ...defaults, url: env?.src });
  const rules = await readProjectRules(settings);
  const side = await readSources(bound.url, "url", open);
  const result = await lintSchema(
    {
      ...side,
      ...devOf(bound, env),
      ...selectionOf(bound),
      settings: analysisSettings(settings),
      rules,
    },
    deps,
    { signal: context.signal, onEvent: progress.onEvent },
  );
  progress.stop();
  const count = rules.reduce(
    (sum, { set }) => sum + set.rules.filter((rule) => rule.targets.length > 0).length,
    0,
  );
  terminal.out(
    format && formats
      ? format.print(formats[1].schemaLintRoot(result))
      : schemaLintText(result, count, (style, text) => terminal.style("out", style, text)),
  );
  return failed(result) ? 1 : 0;
}

function failed({ steps }: SchemaLintResult): boolean {
  return steps.some(({ isError }) => isError);
}
