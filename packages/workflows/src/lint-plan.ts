import type { Dialect, Model, Plan, State, Step, TableSize } from "@atlas/core";
import {
  type AnalysisSettings,
  analyzeFile,
  type Analyzer,
  analyzers,
  changesOf,
  type FileReport,
  type LintFile,
  type LintStatement,
  markConcurrent,
  type ModelChange,
  type TableChange,
  withRenamesOf,
} from "@atlas/lint";
import { lintModel } from "./lint-model.ts";
import { planScript } from "./plan-script.ts";
import { withRespelled } from "./respelled-columns.ts";
import { withoutSkipped } from "./skipped-changes.ts";

export interface PlanLintOptions {
  readonly settings: AnalysisSettings;
  /** Further analyzers, such as rules of the project. Default: none. */
  readonly extra?: readonly Analyzer[];
  /** Sizes of the tables of the database. Default: unknown. */
  readonly sizes?: readonly TableSize[];
}

/**
 * What analysis finds in a plan: its statements are taken for one file. Nothing is run: each difference between the
 * states goes to the step that makes it; what a policy leaves out of the plan is no part of it.
 *
 * @returns `undefined` where the family has no analysis.
 */
export function analyzePlan(
  plan: Plan,
  from: State,
  to: State,
  dialect: Dialect,
  { settings, extra = [], sizes }: PlanLintOptions,
): FileReport | undefined {
  if (!dialect.model) return undefined;
  const present = dialect.leaveAlone?.(from, to) ?? from;
  const file = fileOf(plan, lintModel(present, dialect), lintModel(to, dialect), dialect);
  return analyzeFile(file, [...analyzers, ...extra], settings, {
    dialect: dialect.name,
    family: dialect.release?.(from.version).driver ?? dialect.name,
    version: from.version,
    syntax: dialect.syntax,
    natureOf: (statement) => dialect.migrations?.natureOf(statement) ?? "transactional",
    ...(sizes && { sizes }),
  });
}

function fileOf({ steps, skipped }: Plan, from: Model, to: Model, { syntax }: Dialect): LintFile {
  const { text, starts } = planScript(steps);
  const all = steps.reduce<readonly ModelChange[]>(
    (changes, { sql }) => withRenamesOf(changes, sql, syntax),
    changesOf(from, to, "", syntax),
  );
  const byStep = attributed(withRespelled(withoutSkipped(all, skipped), steps), steps);
  const statements = steps.map(({ sql }, index): LintStatement => {
    // Of one index only: others may come and go in another way.
    const changes = markConcurrent(byStep[index] ?? [], sql, syntax);
    return { start: starts[index] ?? 0, text: `${sql};`, changes, from, to };
  });
  return {
    name: "",
    version: "",
    text,
    // Steps run in transactions of their own where they have to.
    txMode: "none",
    isPlain: false,
    statements,
    checks: [],
    from,
    to,
  };
}

/** The changes of each step. What no step names goes to the first that touches its table, or to the first of all. */
function attributed(changes: readonly ModelChange[], steps: readonly Step[]): readonly ModelChange[][] {
  const byStep: ModelChange[][] = steps.map(() => []);
  for (const change of changes)
    if (change.type === "modify_table") {
      const parts = Map.groupBy(change.changes, (inner) => stepOfPart(inner, change.from, steps));
      for (const [step, inner] of parts) byStep[step]?.push({ ...change, changes: inner });
    } else byStep[stepOf(change, steps)]?.push(change);
  return byStep;
}

interface Named {
  readonly schema: string;
  readonly name: string;
}

type WholeChange = Exclude<ModelChange, { readonly type: "modify_table" }>;

function stepOf(change: WholeChange, steps: readonly Step[]): number {
  const [kind, object] = subjectOf(change);
  const at = steps.findIndex(({ sources }) =>
    sources.some(
      ({ change: word, subject }) =>
        subject.name === object.name &&
        subject.schema === object.schema &&
        (subject.kind === kind || word.endsWith(`_${kind}`)),
    ),
  );
  return at < 0 ? stepOfTable(object, steps) : at;
}

function subjectOf(change: WholeChange): readonly [string, Named] {
  switch (change.type) {
    case "add_schema":
    case "drop_schema":
      return ["schema", { schema: "", name: change.schema.name }];
    case "modify_schema":
      return ["schema", { schema: "", name: change.to.name }];
    case "add_table":
    case "drop_table":
      return ["table", change.table];
    case "rename_table":
      return ["table", change.from];
    case "add_object":
    case "drop_object":
      return [change.object.kind, change.object];
    case "modify_object":
      return [change.to.kind, change.to];
  }
}

function stepOfPart(inner: TableChange, table: Named, steps: readonly Step[]): number {
  const name = "part" in inner ? inner.part.name : "from" in inner ? inner.from.name : undefined;
  const verb = inner.type.split("_", 1)[0] ?? "";
  const at = steps.findIndex(({ sources }) =>
    sources.some(
      ({ change, subject }) =>
        subject.name === name &&
        subject.schema === table.schema &&
        (subject.table === undefined || subject.table === table.name) &&
        (change.startsWith(verb) || subject.kind === inner.type.slice(verb.length + 1)),
    ),
  );
  return at < 0 ? stepOfTable(table, steps) : at;
}

function stepOfTable({ schema, name }: Named, steps: readonly Step[]): number {
  const at = steps.findIndex(({ sources, table }) =>
    [...sources.map(({ subject }) => subject), ...(table ? [table] : [])].some(
      (ref) => ref.schema === schema && (ref.table ?? ref.name) === name,
    ),
  );
  return Math.max(at, 0);
}
