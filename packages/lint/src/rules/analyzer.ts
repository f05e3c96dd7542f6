import { AtlasError } from "@atlas/core";
import type { Analyzer } from "../analyzer.ts";
import { fileFindings } from "./findings.ts";
import type { RuleSet } from "./rule-set.ts";

/**
 * The rules of a project as an analyzer; one report for each rule.
 *
 * @param name - of the rules, by which `nolint` silences them.
 * @param isError - what is against them fails the run.
 */
export function rulesAnalyzer(set: RuleSet, name: string, isError: boolean): Analyzer {
  return {
    name,
    // Rules of a project have no codes.
    codes: [],
    isError,
    analyze: (file) =>
      withPlaces(() =>
        fileFindings(set, file).map(({ rule, findings }) => ({
          text: `rule violated: ${rule.name}`,
          description: rule.description,
          diagnostics: findings.map(({ start, text }) => ({ start, text, code: "", fixes: [] })),
          fixes: [],
        })),
      ),
  };
}

/** A condition that cannot be computed is told with its place. */
function withPlaces<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AtlasError) || !error.place) throw error;
    const { file, line, column } = error.place;
    throw new Error(`${file}:${line}:${column}: ${error.message}`, { cause: error });
  }
}
