import { AtlasError, type DraftStep, harmless, noDependencies, type Ref, type StepSource } from "@atlas/core";
import { quoteLiteral } from "@atlas/sql";
import { scan } from "../../scan.ts";
import { fold, ident, nameRef, partRef, sameExpression, tableRef, unquote } from "../../text.ts";
import type { PartChange } from "./change.ts";
import { affinity } from "./affinity.ts";
import { createIndexSql, createTableSql } from "./print.ts";
import type { Column, Table } from "./model.ts";
import { rowidCopy } from "./rowid.ts";

export interface Rebuild {
  readonly from: Table;
  readonly target: Table;
  readonly changes: readonly PartChange[];
  readonly sources: readonly StepSource[];
  /** Names that are taken, folded. */
  readonly taken: ReadonlySet<string>;
  readonly indent: string;
}

/**
 * Builds a table anew under another name, copies the rows, and puts it in the old one's place.
 *
 * Everything happens with foreign keys switched off (see `frame`), so that the old table can go although
 * others refer to it; their references are by name and hold again once the new one is in place.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` if something of the table was excluded: it would be lost with it.
 */
export function rebuildSteps(rebuild: Rebuild): readonly DraftStep[] {
  const { from, target, sources } = rebuild;
  refuseLoss(from);
  const temporary = freeName(`new_${target.name}`, rebuild.taken);
  const table = tableRef(from.name);
  const loses = lostValues(rebuild);
  const base = {
    ...harmless,
    ...noDependencies,
    sources,
    blocks: "everything",
    table,
  } as const;
  const rows = copiedColumns(from, target);
  const rowid = rows.length > 0 ? rowidCopy(from, target) : undefined;
  const copied = rowid ? [{ name: rowid.to, value: ident(rowid.from) }, ...rows] : rows;
  const steps: DraftStep[] = [
    {
      ...base,
      sql: createTableSql(renamed(target, temporary), rebuild.indent),
      comment: `create "${temporary}" table`,
      creates: [tableRef(temporary)],
    },
  ];
  if (from.primaryKey?.autoincrement && target.primaryKey?.autoincrement)
    steps.push({
      ...base,
      // Before the rows are copied, so that the numbers of deleted rows are not given out again.
      sql: `INSERT INTO ${ident("sqlite_sequence")} (${ident("name")}, ${ident("seq")}) SELECT ${quoteLiteral(temporary)}, ${ident("seq")} FROM ${ident("sqlite_sequence")} WHERE ${ident("name")} = ${quoteLiteral(from.name)}`,
      comment: `set sequence for "${temporary}" table`,
    });
  if (copied.length > 0) {
    // The conflict clauses of the new table must not drop rows silently while they are copied.
    const insert = dropsRows(target) ? "INSERT OR ABORT INTO" : "INSERT INTO";
    steps.push({
      ...base,
      sql: `${insert} ${ident(temporary)} (${copied.map((column) => ident(column.name)).join(", ")}) SELECT ${copied.map((column) => column.value).join(", ")} FROM ${ident(from.name)}`,
      comment: `copy rows from old table "${from.name}" to new temporary table "${temporary}"`,
      rewrites: true,
      scans: true,
    });
  }
  steps.push(
    {
      ...base,
      sql: `DROP TABLE ${ident(from.name)}`,
      comment:
        copied.length > 0
          ? `drop "${from.name}" table after copying rows`
          : `drop "${from.name}" table without copying rows (no columns)`,
      losesData: loses.length > 0,
      loses,
      drops: [table, ...droppedParts(rebuild), ...[from, ...from.indexes].map(({ name }) => nameRef(name))],
    },
    {
      ...base,
      sql: `ALTER TABLE ${ident(temporary)} RENAME TO ${ident(target.name)}`,
      comment: `rename temporary table "${temporary}" to "${target.name}"`,
      creates: [tableRef(target.name), nameRef(target.name)],
      drops: [tableRef(temporary)],
    },
    ...target.indexes.map((index): DraftStep => ({
      ...base,
      sql: createIndexSql(index, target.name),
      comment: `create index "${index.name}" to table: "${target.name}"`,
      scans: true,
      creates: [partRef("index", target.name, index.name), nameRef(index.name)],
    })),
  );
  return steps;
}

function refuseLoss({ name, excluded = [] }: Table): void {
  if (excluded.length === 0) return;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `table "${name}" has to be built anew, and what is excluded would be lost with it: ${excluded.join(", ")}`,
    {
      details: { table: name, excluded },
      hint: "Leave the parts of this table out of --exclude, and declare them; or make the change by hand.",
    },
  );
}

function droppedParts({ changes, from }: Rebuild): readonly Ref[] {
  return changes
    .filter((change) => change.kind === "drop_column")
    .map((change) => partRef("column", from.name, change.from.name));
}

/** The table under another name. Its own expressions may carry the table's name; SQLite renames them back with it. */
function renamed(table: Table, name: string): Table {
  const adapted = (sql: string): string => requalified(sql, table.name, name);
  return {
    ...table,
    name,
    checks: table.checks.map((check) => ({ ...check, expression: adapted(check.expression) })),
    columns: table.columns.map((column) =>
      column.generated
        ? { ...column, generated: { ...column.generated, expression: adapted(column.generated.expression) } }
        : column,
    ),
  };
}

/** `t.a > 0` becomes `new_t.a > 0`. */
function requalified(sql: string, from: string, to: string): string {
  const tokens = scan(sql);
  return tokens.reduceRight((text, token, index) => {
    const isName = token.kind === "word" || token.kind === "identifier";
    const qualifies = isName && tokens[index + 1]?.text === "." && fold(unquote(token)) === fold(from);
    return qualifies ? text.slice(0, token.start) + ident(to) + text.slice(token.end) : text;
  }, sql);
}

/** A name nobody has: the wanted one, or with a number behind it. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(fold(name)); number++) name = `${wanted}_${number}`;
  return name;
}

interface CopiedColumn {
  readonly name: string;
  /** What is selected from the old table. */
  readonly value: string;
}

function copiedColumns(from: Table, target: Table): readonly CopiedColumn[] {
  const before = new Map(from.columns.map((column) => [fold(column.name), column]));
  return target.columns.flatMap((column): readonly CopiedColumn[] => {
    const old = before.get(fold(column.name));
    if (!old || column.generated) return [];
    const name = ident(old.name);
    const filled =
      column.notNull &&
      column.default !== undefined &&
      (!old.notNull || !sameExpression(old.default, column.default)) &&
      column.default.toLowerCase() !== "null";
    return [{ name: column.name, value: filled ? `IFNULL(${name}, ${column.default}) AS ${name}` : name }];
  });
}

function dropsRows(table: Table): boolean {
  const conflicts = [
    table.primaryKey?.conflict,
    ...table.uniques.map((key) => key.conflict),
    ...table.checks.map((check) => check.conflict),
    ...table.columns.map((column) => column.notNullConflict),
  ];
  return conflicts.includes("IGNORE") || conflicts.includes("REPLACE");
}

/** Columns whose values no undo brings back, for people. */
function lostValues({ from, changes, target }: Rebuild): readonly string[] {
  return changes.flatMap((change): readonly string[] => {
    if (change.kind === "drop_column")
      return change.from.generated && !change.from.generated.stored
        ? []
        : [`column "${from.name}.${change.from.name}"`];
    if (change.kind !== "modify_column") return [];
    if (!change.from.generated && change.to.generated)
      return [`values of column "${from.name}.${change.from.name}"`];
    const converts = convertsValues(change.from, change.to, target.strict);
    return converts
      ? [
          `exact values of column "${from.name}.${change.from.name}", which are converted to ${change.to.type || "another type"}`,
        ]
      : [];
  });
}

/** Whether copying may change what is stored: `007` becomes 7 in a numeric column. A strict table refuses instead. */
function convertsValues(from: Column, to: Column, strict: boolean): boolean {
  if (strict || to.generated || fold(from.type) === fold(to.type)) return false;
  const before = affinity(from.type);
  const after = affinity(to.type);
  if (before === after || after === "BLOB" || after === "TEXT") return false;
  if (before === "INTEGER") return after === "REAL";
  if (before === "NUMERIC") return after === "REAL";
  return before === "TEXT" || before === "BLOB";
}
