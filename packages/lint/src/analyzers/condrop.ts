import type { Analyzer, Diagnostic, LintFile } from "../analyzer.ts";
import type { TableChange, TableModification } from "../change.ts";
import { spansOf } from "../spans.ts";
import { quoted } from "../text.ts";

/** Constraints that go while what they watch over stays. */
export const condrop: Analyzer = {
  name: "condrop",
  codes: ["CD101", "CD102", "CD103"],
  isError: false,
  analyze: (file) => {
    const diagnostics = file.statements.flatMap(({ start, changes }) =>
      changes.flatMap((change) => {
        if (change.type !== "modify_table") return [];
        return change.changes.flatMap((inner): readonly Diagnostic[] => {
          const found = findingOf(inner, change, file);
          return found ? [{ start, fixes: [], ...found }] : [];
        });
      }),
    );
    return diagnostics.length === 0 ? [] : [{ text: "constraint deletion detected", diagnostics, fixes: [] }];
  },
};

function findingOf(
  inner: TableChange,
  change: TableModification,
  file: LintFile,
): Pick<Diagnostic, "code" | "text"> | undefined {
  const spans = spansOf(file);
  const dropped = new Set(
    change.changes.flatMap((each) => (each.type === "drop_column" ? [each.part.name] : [])),
  );
  if (spans.isNew(change.to)) return undefined;
  switch (inner.type) {
    case "drop_foreign_key": {
      const { name, columns } = inner.part;
      if (spans.foreignKey(change.to, name) === "temporary" || columns.some((column) => dropped.has(column)))
        return undefined;
      return { code: "CD101", text: `Dropping foreign-key constraint ${quoted(name)}` };
    }
    case "drop_check": {
      const { name, expression } = inner.part;
      const isOfDropped = [...dropped].some((column) => mentions(expression, column));
      if (spans.check(change.to, name) === "temporary" || isOfDropped) return undefined;
      return { code: "CD102", text: `Dropping check constraint ${quoted(name)}` };
    }
    case "drop_primary_key":
      if (inner.part.parts.some(({ column }) => column !== undefined && dropped.has(column)))
        return undefined;
      return {
        code: "CD103",
        text: `Dropping primary-key constraint of table ${quoted(change.from.name)}`,
      };
    default:
      return undefined;
  }
}

function mentions(expression: string, column: string): boolean {
  return expression
    .toLowerCase()
    .split(/[^\w$\u0080-\uffff]+/)
    .includes(column.toLowerCase());
}
