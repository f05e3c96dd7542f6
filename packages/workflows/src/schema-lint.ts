import type { Dialect, State } from "@atlas/core";
import {
  type AnalysisSettings,
  lintState,
  placesOf,
  type StateDiagnostic,
  type StateRules,
  type StateStep,
  type StateText,
  type TextRange,
} from "@atlas/lint";
import { inspectState } from "./inspect.ts";
import { lintModel } from "./lint-model.ts";
import type { CallContext, InspectRequest, WorkflowDeps } from "./requests.ts";

export interface SchemaLintRequest extends InspectRequest {
  readonly settings: AnalysisSettings;
  /** Rules of the project, in their order. */
  readonly rules: readonly StateRules[];
}

export interface SchemaLintResult {
  readonly steps: readonly SchemaLintStep[];
}

export interface SchemaLintStep extends Omit<StateStep, "diagnostics"> {
  /** Those of one place stand together, in the order of the texts. */
  readonly diagnostics: readonly PlacedDiagnostic[];
}

export interface PlacedDiagnostic extends StateDiagnostic {
  /** Absent: no text declares it by its name, such as an object of a database. */
  readonly range?: TextRange;
}

/** Looks at a state as it is declared, or as a database holds it. */
export async function lintSchema(
  request: SchemaLintRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<SchemaLintResult> {
  const { state, dialect } = await inspectState(request, deps, context);
  const steps = lintState(
    lintModel(state, dialect),
    request.rules,
    request.settings,
    serverOf(state, dialect),
  );
  if (steps.length === 0) return { steps: [] };
  const texts = request.sources.flatMap((source): readonly StateText[] =>
    source.type === "text" ? [{ ...source, language: source.language ?? "sql" }] : [],
  );
  const placeOf = placesOf(texts, dialect.syntax);
  return {
    steps: steps.map((step) => ({
      ...step,
      diagnostics: inOrder(
        step.diagnostics.map((diagnostic) => {
          const range = placeOf(diagnostic.subject);
          return range ? { ...diagnostic, range } : diagnostic;
        }),
        texts,
      ),
    })),
  };
}

function serverOf({ version }: State, dialect: Dialect) {
  const family = dialect.release?.(version).driver ?? dialect.name;
  return { dialect: dialect.name, family, version, syntax: dialect.syntax };
}

function inOrder(
  diagnostics: readonly PlacedDiagnostic[],
  texts: readonly StateText[],
): readonly PlacedDiagnostic[] {
  const rank = ({ range }: PlacedDiagnostic): number =>
    range ? texts.findIndex(({ name }) => name === range.file.name) : texts.length;
  return diagnostics.toSorted((a, b) => rank(a) - rank(b) || (a.range?.start ?? 0) - (b.range?.start ?? 0));
}
