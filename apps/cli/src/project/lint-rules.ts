import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AtlasError } from "@atlas/core";
import { type Analyzer, ownershipAnalyzer, readRules, rulesAnalyzer, type RuleSet } from "@atlas/lint";
import type { LintSettings, RuleSettings } from "@atlas/project";
import { actorOf, type ActorOptions } from "./actor.ts";

/** Rules that a project file names, with how they count. */
export interface ProjectRules {
  readonly name: string;
  readonly set: RuleSet;
  readonly isError: boolean;
}

/**
 * Reads the rule files of a project, in its order.
 *
 * @throws {AtlasError} `E_PROJECT` for a file that cannot be read, `E_HCL` with the place of what is not understood.
 */
export function readProjectRules({ rules }: Pick<LintSettings, "rules">): Promise<readonly ProjectRules[]> {
  return Promise.all(
    rules.map(async (rule) => {
      const sources = await Promise.all(rule.src.map((path) => readSource(path, rule)));
      return { name: rule.name, set: readRules(sources, rule.vars), isError: rule.error };
    }),
  );
}

/**
 * What a project adds to the analysis of migration files and plans: who may change what, and its rules.
 *
 * @throws {AtlasError} as `readProjectRules`, and `E_PROJECT` where GitHub does not tell the teams of a user.
 */
export async function projectAnalyzers(
  settings: Pick<LintSettings, "rules" | "ownership">,
  context: ActorOptions,
): Promise<readonly Analyzer[]> {
  const { ownership } = settings;
  const [actor, rules] = await Promise.all([
    ownership && actorOf(ownership, context),
    readProjectRules(settings),
  ]);
  return [
    ...(ownership ? [ownershipAnalyzer(ownership, actor)] : []),
    ...rules.map(({ set, name, isError }) => rulesAnalyzer(set, name, isError)),
  ];
}

async function readSource(given: string, { place }: RuleSettings) {
  const path = given.replace(/^file:\/\//, "");
  const name = path.startsWith("/") ? path : join(dirname(place.file), path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(name));
    return { name, text };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AtlasError("E_PROJECT", `cannot read the rule file ${JSON.stringify(name)}: ${reason}`, {
      place,
      hint: "Paths of rule files are taken from the folder of the project file.",
      cause: error,
    });
  }
}
