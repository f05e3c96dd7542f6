import type { Model } from "@atlas/core";
import { analyzeFile, type LintServer } from "../analyze.ts";
import type { AnalyzerOptions, LintFile, LintStatement } from "../analyzer.ts";
import { analyzers } from "../analyzers.ts";
import { namesOfTable, namingViolation } from "../analyzers/naming.ts";
import type { ModelChange } from "../change.ts";
import { stateFindings } from "../rules/findings.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import type { SubjectPath } from "../rules/subjects.ts";
import type { AnalysisSettings } from "../settings.ts";

/** What one rule or analyzer has against a state. */
export interface StateStep {
  readonly text: string;
  readonly description?: string;
  /** It fails the run. */
  readonly isError: boolean;
  readonly diagnostics: readonly StateDiagnostic[];
}

export interface StateDiagnostic {
  /** What it is about. */
  readonly subject: SubjectPath;
  readonly text: string;
  /** Empty: none. */
  readonly code: string;
}

/** Rules with how they count. */
export interface StateRules {
  readonly set: RuleSet;
  readonly isError: boolean;
}

/** Codes that speak of what is there, and not of what a change does. */
const staticCodes: ReadonlySet<string> = new Set(["SA101", "PG110"]);

/**
 * Looks at a state as it is: its names, what analyzers say of objects by themselves, and the rules of the project.
 *
 * @throws {AtlasError} `E_HCL` for a rule that cannot be computed.
 */
export function lintState(
  model: Model,
  rules: readonly StateRules[],
  settings: AnalysisSettings,
  server: LintServer,
): readonly StateStep[] {
  return [
    ...namingSteps(model, settings),
    ...staticSteps(model, settings, server),
    ...rules.flatMap(({ set, isError }) =>
      stateFindings(set, model).map(({ rule, findings }) => ({
        text: `rule violated: ${rule.name}`,
        description: rule.description,
        isError,
        diagnostics: findings.map((finding) => ({ ...finding, code: "" })),
      })),
    ),
  ];
}

function namingSteps(model: Model, settings: AnalysisSettings): readonly StateStep[] {
  const options: AnalyzerOptions | undefined = settings.analyzers["naming"];
  if (!options) return [];
  const schemas = model.schemas.map(({ name }) => ({
    subject: pathOf("schema", "", name),
    thing: { kind: "schema" as const, name },
  }));
  const tables = model.tables.flatMap((table) =>
    namesOfTable(table).map((thing) => ({
      subject:
        thing.kind === "table"
          ? pathOf("table", table.schema, table.name)
          : { kind: thing.kind, schema: table.schema, table: table.name, name: thing.name },
      thing,
    })),
  );
  const diagnostics = [...schemas, ...tables].flatMap(({ subject, thing }) => {
    const found = namingViolation(thing, options);
    return found && !settings.checks[found.code]?.skip ? [{ subject, ...found }] : [];
  });
  if (diagnostics.length === 0) return [];
  const ruled = diagnostics.map(({ code }) => settings.checks[code]?.error ?? options.error ?? false);
  return [{ text: "naming violations detected", isError: ruled.includes(true), diagnostics }];
}

/** Analyzers see the state as a file that makes each object by a statement of its own. */
function staticSteps(model: Model, settings: AnalysisSettings, server: LintServer): readonly StateStep[] {
  const empty: Model = { schemas: [], tables: [], others: [] };
  const made: readonly { readonly change: ModelChange; readonly subject: SubjectPath }[] = [
    ...model.tables.map((table) => ({
      change: { type: "add_table" as const, table },
      subject: pathOf("table", table.schema, table.name),
    })),
    ...model.others.map((object) => ({
      change: { type: "add_object" as const, object },
      subject: pathOf(object.kind, object.schema, object.name, object.table),
    })),
  ];
  const statements = made.map(({ change }, start): LintStatement => {
    return { start, text: "", changes: [change], from: empty, to: model };
  });
  const facts = { name: "", version: "", text: "", isPlain: false, checks: [] };
  const file: LintFile = { ...facts, statements, from: empty, to: model };
  return analyzers
    .filter(({ codes }) => codes.some((code) => staticCodes.has(code)))
    .flatMap((analyzer) => {
      const report = analyzeFile(file, [analyzer], settings, server);
      return (report?.reports ?? []).flatMap(({ text, diagnostics }): readonly StateStep[] => {
        const found = diagnostics.flatMap(({ start, text: said, code }) => {
          const subject = made[start]?.subject;
          return subject && staticCodes.has(code) ? [{ subject, text: said, code }] : [];
        });
        const isError = report?.error !== undefined;
        return found.length === 0 ? [] : [{ text, isError, diagnostics: found }];
      });
    });
}

function pathOf(kind: string, schema: string, name: string, table = ""): SubjectPath {
  return { kind, schema, table, name };
}
