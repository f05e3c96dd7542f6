import type { Analyzer, Diagnostic, LintContext, LintFile, LintStatement } from "../analyzer.ts";
import type { TableChange, TableModification } from "../change.ts";
import { spansOf } from "../spans.ts";
import { addedColumn, addedNotNull, modifiedToNotNull } from "./data-depend-hooks.ts";
import { isFilledBefore } from "../statements/fills.ts";
import { isProvenNotNull } from "../statements/implied-not-null.ts";
import { uniqueIndexFinding } from "./unique-indexes.ts";

type Found = Pick<Diagnostic, "code" | "text">;

/** Changes that work or fail depending on the rows that are there. */
export const dataDepend: Analyzer = {
  name: "data_depend",
  codes: ["MF101", "MF102", "MF103", "MF104", "LT101", "MY101"],
  isError: false,
  analyze: (file, context) => {
    const diagnostics = file.statements.flatMap((statement) =>
      statement.changes.flatMap((change) => {
        if (change.type !== "modify_table" || spansOf(file).isNew(change.to)) return [];
        return change.changes.flatMap((inner): readonly Diagnostic[] => {
          const found = findingOf(inner, { change, statement, file, context });
          return found ? [{ start: statement.start, fixes: [], ...found }] : [];
        });
      }),
    );
    return diagnostics.length === 0
      ? []
      : [{ text: "data dependent changes detected", diagnostics, fixes: [] }];
  },
};

interface At {
  readonly change: TableModification;
  readonly statement: LintStatement;
  readonly file: LintFile;
  readonly context: LintContext;
}

function findingOf(inner: TableChange, at: At): Found | undefined {
  switch (inner.type) {
    case "add_column": {
      const column = inner.part;
      const isFilled = column.default !== undefined || column.generated || column.identity;
      if (column.nullable || isFilled || column.autoIncrement) return undefined;
      return (addedNotNull[at.context.dialect] ?? addedColumn)({ column, ...at });
    }
    case "modify_column": {
      const { from, to } = inner;
      if (!from.nullable || to.nullable || spansOf(at.file).column(at.change.to, to.name) === "added")
        return undefined;
      if (to.generated || holdsNoNull(to.name, at)) return undefined;
      return modifiedToNotNull({ column: to, ...at });
    }
    default:
      return uniqueIndexFinding(inner, at.change, at.file);
  }
}

/** A check says so, or the file has filled the column before. */
function holdsNoNull(column: string, { change, statement, file, context }: At): boolean {
  const { schema, name: table } = change.from;
  return (
    isProvenNotNull(change.from, column, context.syntax) ||
    isFilledBefore(file.statements, statement.start, { schema, table, column }, context.syntax)
  );
}
