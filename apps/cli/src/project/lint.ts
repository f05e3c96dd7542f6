import type { AnalysisSettings, AnalyzerOptions } from "@atlas/lint";
import type { LintSettings } from "@atlas/project";
import type { OpenEnv } from "./open.ts";

/** What the project file says of lint: for its environment, or for all. */
export function lintSettingsOf({ env, project }: Pick<OpenEnv, "env" | "project">): LintSettings {
  return env?.lint ?? project?.globals.lint ?? { analyzers: {}, checks: {}, rules: [] };
}

/** The part of it that analysis looks at. */
export function analysisSettings({ analyzers, checks }: LintSettings): AnalysisSettings {
  return {
    checks,
    analyzers: Object.fromEntries(
      Object.entries(analyzers).map(([name, settings]): [string, AnalyzerOptions] => [
        name,
        // Rules that allow and deny are told apart by their order in the file.
        { ...settings, patterns: settings.patterns.toSorted((a, b) => a.place.line - b.place.line) },
      ]),
    ),
  };
}
