import type { ModelTable } from "@atlas/core";
import type { Analyzer, Diagnostic, LintContext, LintFile, LintStatement } from "../../analyzer.ts";
import type { ModelChange } from "../../change.ts";
import { spansOf } from "../../spans.ts";
import { quoted } from "../../text.ts";
import { columnFinding } from "./blocking-columns.ts";
import { constraintFinding } from "./blocking-constraints.ts";
import { tableFindings } from "./blocking-tables.ts";
import { headOf, type StatementHead } from "./statement-head.ts";

/** One change of a table that was there before the file, and what surrounds it. */
export interface TableAt {
  readonly from: ModelTable;
  readonly to: ModelTable;
  readonly statement: LintStatement;
  readonly head: StatementHead;
  readonly file: LintFile;
  readonly context: LintContext;
}

export type Found = Omit<Diagnostic, "start">;

/** Changes of tables in use for which the server writes or reads all rows, or keeps others out. */
export const blockingChanges: Analyzer = {
  name: "",
  codes: [
    "PG301",
    "PG302",
    "PG303",
    "PG304",
    "PG305",
    "PG306",
    "PG307",
    "PG308",
    "PG309",
    "PG310",
    "PG311",
    "PG312",
    "PG314",
    "PG320",
  ],
  isError: false,
  dialects: ["postgres"],
  analyze: (file, context) => {
    const diagnostics = file.statements.flatMap((statement) => {
      const head = headOf(statement, context.syntax);
      if (head.isFamilyMatter) return [];
      return statement.changes
        .flatMap((change) => findings(change, { statement, head, file, context }))
        .map((found): Diagnostic => ({ start: statement.start, ...found }));
    });
    return diagnostics.length === 0
      ? []
      : [{ text: "blocking table changes detected", diagnostics, fixes: [] }];
  },
};

function findings(change: ModelChange, at: Omit<TableAt, "from" | "to">): readonly Found[] {
  if (change.type === "add_object") return newTrigger(change.object, at);
  if (change.type !== "modify_table" || spansOf(at.file).isNew(change.to)) return [];
  const table = { ...at, from: change.from, to: change.to };
  return change.changes.flatMap((inner): readonly Found[] => {
    if (inner.type === "modify_attributes") return tableFindings(inner.names, table);
    return (
      columnFinding(inner, table, change.changes) ?? constraintFinding(inner, table, change.changes) ?? []
    );
  });
}

/** PG308: CREATE TRIGGER waits until nobody writes, and nobody writes meanwhile. */
function newTrigger(
  {
    kind,
    schema,
    name,
    table = "",
    attributes,
  }: {
    readonly kind: string;
    readonly schema: string;
    readonly name: string;
    readonly table?: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  },
  { statement, file }: Omit<TableAt, "from" | "to">,
): readonly Found[] {
  if (kind !== "trigger" || attributes["relation"] === "view" || spansOf(file).isNew({ schema, name: table }))
    return [];
  // Not where the trigger came along with something else, such as a partition.
  if (!statement.from.tables.some((one) => one.schema === schema && one.name === table)) return [];
  return [
    {
      code: "PG308",
      text: `Creating trigger ${quoted(name)} acquires a SHARE ROW EXCLUSIVE lock on table ${quoted(table)}`,
      fixes: [],
    },
  ];
}
