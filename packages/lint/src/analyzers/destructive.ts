import type { ModelTable, SqlSyntax } from "@atlas/core";
import { significantTokens } from "@atlas/sql";
import type {
  Analyzer,
  AnalyzerOptions,
  Diagnostic,
  LintContext,
  LintFile,
  LintStatement,
} from "../analyzer.ts";
import type { ModelChange } from "../change.ts";
import { preCheckFix } from "../fixes.ts";
import { matches } from "../patterns.ts";
import { emptyCheck, isChecked } from "../pre-checks.ts";
import { spansOf } from "../spans.ts";
import { counted, quoted, quotedList } from "../text.ts";
import { droppedPartitions } from "./dropped-partitions.ts";

/** Drops of schemas, tables and columns whose rows are lost. */
export const destructive: Analyzer = {
  name: "destructive",
  codes: ["DS101", "DS102", "DS103"],
  isError: true,
  analyze: (file, context) => {
    const drops = file.statements.flatMap((statement) =>
      statement.changes.flatMap((change) => {
        const drop = dropOf(change, statement, file, context);
        const all = [...(drop ? [drop] : []), ...partitionDrops(change, statement, file, context)];
        return all.map((each) => ({ ...each, start: statement.start }));
      }),
    );
    if (drops.length === 0) return [];
    const checks = checksOf(drops);
    const fixOf = (drop: Drop) =>
      drop.fix === undefined ? [] : [preCheckFix(file, drop.fix, file.isPlain ? checks : [])];
    // One fix for all of the file belongs to the report.
    const [only] = drops.length === 1 && file.isPlain ? drops : [];
    return [
      {
        text: "destructive changes detected",
        diagnostics: drops.map((drop): Diagnostic => {
          const { start, code, text } = drop;
          return { start, code, text, fixes: only ? [] : fixOf(drop) };
        }),
        fixes: only ? fixOf(only) : [],
      },
    ];
  },
};

interface Drop {
  readonly code: string;
  readonly text: string;
  /** What would make it safe; absent: nothing. */
  readonly fix?: string;
  readonly checks: readonly string[];
}

function dropOf(
  change: ModelChange,
  statement: LintStatement,
  file: LintFile,
  { options, syntax }: LintContext,
): Drop | undefined {
  const spans = spansOf(file);
  if (change.type === "drop_schema") {
    const { schema, tables } = change;
    if (spans.schema(schema.name) === "temporary") return undefined;
    const name = quoted(schema.name);
    const text =
      tables.length === 0
        ? `Dropping schema ${name}`
        : `Dropping non-empty schema ${name} with ${counted(tables.length, "table")}`;
    return { code: "DS101", text, checks: [] };
  }
  if (change.type === "drop_table") {
    const { table } = change;
    if (spans.schema(table.schema) === "dropped" || spans.table(table) === "temporary") return undefined;
    if (isAllowed(options, "allow_table", table.name)) return undefined;
    if (isChecked(file, "DS102", table, undefined, syntax)) return undefined;
    const name = quoted(table.name);
    return {
      code: "DS102",
      text: `Dropping table ${name}`,
      fix: `Add a pre-migration check to ensure table ${name} is empty before dropping it`,
      checks: [emptyCheck(table, undefined, syntax, isQualified(statement, table, syntax))],
    };
  }
  if (change.type !== "modify_table") return undefined;
  const table = change.from;
  const names = change.changes.flatMap((inner) => {
    if (inner.type !== "drop_column") return [];
    const { name, generated } = inner.part;
    const isVirtual = generated !== undefined && !generated.stored;
    const isGone = isVirtual || spans.column(change.to, name) === "temporary" || spans.isNew(change.to);
    if (isGone || isAllowed(options, "allow_column", name)) return [];
    return isChecked(file, "DS103", table, name, syntax) ? [] : [name];
  });
  if (names.length === 0) return undefined;
  const list = quotedList(names);
  const isOne = names.length === 1;
  return {
    code: "DS103",
    text: `Dropping non-virtual column${isOne ? "" : "s"} ${list}`,
    fix: isOne
      ? `Add a pre-migration check to ensure column ${list} is NULL before dropping it`
      : `Add pre-migration checks to ensure columns ${list} are NULL before dropping them`,
    checks: names.map((name) => emptyCheck(table, name, syntax, isQualified(statement, table, syntax))),
  };
}

function partitionDrops(
  change: ModelChange,
  statement: LintStatement,
  file: LintFile,
  context: LintContext,
): readonly Drop[] {
  if (change.type !== "modify_table" || spansOf(file).isNew(change.to)) return [];
  const table = quoted(change.from.name);
  return droppedPartitions(change, statement, context).map((name) => ({
    code: "DS102",
    text: `Dropping partition ${quoted(name)} of table ${table}`,
    checks: [],
  }));
}

function isAllowed({ patterns }: AnalyzerOptions, type: string, name: string): boolean {
  return patterns.some(
    (pattern) => pattern.type === type && pattern.match !== undefined && matches(pattern.match, name),
  );
}

/** The lines of a check file: each statement under the code that it stands for. */
function checksOf(drops: readonly Drop[]): readonly string[] {
  return drops.flatMap(({ code, checks }) => checks.flatMap((check) => [`-- atlas:assert ${code}`, check]));
}

/** Whether the statement writes the schema before the table. */
function isQualified({ text }: LintStatement, { schema }: ModelTable, syntax: SqlSyntax): boolean {
  const tokens = significantTokens(text, syntax);
  return tokens.some(
    (token, index) =>
      tokens[index + 1]?.text === "." &&
      (token.text.toLowerCase() === schema.toLowerCase() || token.text.slice(1, -1) === schema),
  );
}
