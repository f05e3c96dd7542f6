import type {
  Analyzer,
  AnalyzerOptions,
  Diagnostic,
  LintContext,
  LintFile,
  LintStatement,
} from "../analyzer.ts";
import type { ModelChange, TableChange, TableModification } from "../change.ts";
import { spansOf } from "../spans.ts";
import { isReplacedByView } from "../statements/views.ts";
import { interpolated, quoted } from "../text.ts";

type Found = Pick<Diagnostic, "code" | "text">;

/** Changes that break programs which still run while a migration does. */
export const incompatible: Analyzer = {
  name: "incompatible",
  codes: ["BC101", "BC102", "BC103", "BC104"],
  isError: false,
  analyze: (file, context) => {
    const diagnostics = file.statements.flatMap((statement) =>
      statement.changes
        .flatMap((change) => findingsOf(change, { statement, file, context }))
        .map((found): Diagnostic => ({ start: statement.start, fixes: [], ...found })),
    );
    return diagnostics.length === 0
      ? []
      : [{ text: "backward incompatible changes detected", diagnostics, fixes: [] }];
  },
};

function findingsOf(change: ModelChange, { statement, file, context }: At): readonly Found[] {
  const { options, syntax } = context;
  const spans = spansOf(file);
  if (change.type === "rename_table") {
    const { from, to } = change;
    if (spans.isNew(to) || spans.isNew(from)) return [];
    if (isReplacedByView(file.statements, statement.start, { from, to }, syntax)) return [];
    // One that only goes to another schema keeps its name.
    const nameOf = ({ schema, name }: typeof from): string =>
      quoted(from.name === to.name ? `${schema}.${name}` : name);
    return [{ code: "BC101", text: `Renaming table ${nameOf(from)} to ${nameOf(to)}` }];
  }
  if (change.type === "drop_table") {
    const { name, schema } = change.table;
    const isKept = spans.table(change.table) !== "temporary";
    const self = { name, "schema.name": schema };
    return isKept ? configured(options, "drop_table", "BC103", `Dropping table ${quoted(name)}`, self) : [];
  }
  if (change.type !== "modify_table" || spans.isNew(change.to)) return [];
  return change.changes.flatMap((inner) => columnFindings(inner, change, { statement, file, context }));
}

interface At {
  readonly statement: LintStatement;
  readonly file: LintFile;
  readonly context: LintContext;
}

function columnFindings(
  inner: TableChange,
  change: TableModification,
  { statement, file, context: { options } }: At,
): readonly Found[] {
  if (inner.type === "rename_column") {
    const { from, to } = inner;
    const isFresh = spansOf(file).column(change.to, to.name) === "added";
    if (isFresh || isAddedAgain(from.name, change.to, statement, file)) return [];
    return [{ code: "BC102", text: `Renaming column ${quoted(from.name)} to ${quoted(to.name)}` }];
  }
  if (inner.type !== "drop_column" || spansOf(file).column(change.to, inner.part.name) === "temporary")
    return [];
  const { name } = inner.part;
  const self = { name, "table.name": change.from.name, "schema.name": change.from.schema };
  return configured(options, "drop_column", "BC104", `Dropping column ${quoted(name)}`, self);
}

/** What is reported only where a `lint` block asks for it, in its words. */
function configured(
  { patterns }: AnalyzerOptions,
  type: string,
  code: string,
  text: string,
  self: Readonly<Record<string, string>>,
): readonly Found[] {
  const asked = patterns.find((pattern) => pattern.type === type);
  if (!asked) return [];
  return [{ code, text: asked.message === undefined ? text : interpolated(asked.message, self) }];
}

/** Whether the table gets a column of that name by the same statement or a later one. */
function isAddedAgain(
  name: string,
  table: { readonly schema: string; readonly name: string },
  { start }: LintStatement,
  file: LintFile,
): boolean {
  return file.statements.some(
    (statement) =>
      statement.start >= start &&
      statement.changes.some(
        (change) =>
          change.type === "modify_table" &&
          change.to.schema === table.schema &&
          change.to.name === table.name &&
          change.changes.some((inner) => inner.type === "add_column" && inner.part.name === name),
      ),
  );
}
