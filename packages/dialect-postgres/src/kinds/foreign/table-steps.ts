import {
  alterStep,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  schemaOf,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { ident, qualified } from "../../text.ts";
import { accessStatements, restoreAccess } from "../relation-access.ts";
import { relationCommentSteps } from "../relation-comments.ts";
import { ownStep, plainTable, type StandIn } from "../stand-in.ts";
import { columnNeeds } from "../table/aspects.ts";
import { checkSql } from "../table/checks.ts";
import { extraClauses, plainExtras } from "../table/column-extras.ts";
import { columnSql } from "../table/column-sql.ts";
import type { Table } from "../table/model.ts";
import { partCommentSteps } from "../table/part-comments.ts";
import { alterStep as alterTable } from "../table/step.ts";
import { alterOptionsSql, optionsSql } from "./options.ts";
import type { ForeignTable } from "./table-model.ts";

/** A table of the same columns and checks: they are compared and changed alike. */
export function asTable(table: ForeignTable): Table {
  return plainTable(table, { checks: table.checks });
}

export const localTable: StandIn<ForeignTable> = {
  tableOf: asTable,
  keyword: "FOREIGN TABLE",
  noun: "table",
};

/** There are no rows here that could be lost, read or written anew. */
export function remotely(step: DraftStep): DraftStep {
  return { ...step, rewrites: false, scans: false, losesData: false, loses: [] };
}

export function needsOf(table: ForeignTable): readonly Ref[] {
  return [
    ...schemaOf(table),
    { kind: "foreign_server", schema: "", name: table.server },
    ...table.columns.flatMap(columnNeeds),
    ...table.checks.flatMap((check) => check.uses),
  ];
}

export function createSteps(table: ForeignTable, context: StepsContext): readonly DraftStep[] {
  return [
    createStep(
      table,
      {
        sql: createSql(table, context.indent),
        comment: `create "${table.name}" foreign table`,
        undo: [`DROP FOREIGN TABLE ${qualified(table)}`],
      },
      needsOf(table),
    ),
    ...detailSteps(table),
    ...restoreAccess(table, localTable, context),
  ];
}

function createSql(table: ForeignTable, indent: string): string {
  const lines = [
    ...table.columns.map((column) => columnSql(asTable(table), column)),
    ...table.checks.filter((check) => !check.notValid).map((check) => checkSql(check, true)),
  ];
  const body =
    indent === "" || lines.length === 0
      ? `(${lines.join(", ")})`
      : `(\n${lines.map((line) => indent + line).join(",\n")}\n)`;
  return `CREATE FOREIGN TABLE ${qualified(table)} ${body} SERVER ${ident(table.server)}${optionsSql(table.options)}`;
}

/** What CREATE does not say: options and settings of columns, checks that were never tried, comments. */
function detailSteps(table: ForeignTable): readonly DraftStep[] {
  const plain = asTable(table);
  const ref = refOf(table);
  const source: StepSource = { change: "add_foreign_table", subject: ref };
  const own = (step: DraftStep): DraftStep => remotely(ownStep(localTable, step, table));
  const bare = { ...table, options: table.options, columnOptions: [] };
  return [
    ...alterTable(
      plain,
      table.columns.flatMap((column) => extraClauses(column.name, plainExtras(column), column, source)),
    ).map(own),
    ...alterTable(
      plain,
      table.checks
        .filter((check) => check.notValid)
        .map((check) => ({ sql: `ADD ${checkSql(check)}`, source, blocks: "everything" as const })),
    ).map(own),
    ...optionSteps(bare, table).map((step) => ({ ...step, sources: [source] })),
    ...relationCommentSteps(undefined, table, localTable, source.change),
    ...table.checks.flatMap((check) => partCommentSteps(plain, undefined, check, source)).map(own),
  ];
}

/** What the wrapper is told of the table and its columns; those of a dropped column go with it. */
export function optionSteps(from: ForeignTable, to: ForeignTable): readonly DraftStep[] {
  const columns = new Set(to.columns.map(({ name }) => name));
  const of = (table: ForeignTable, name: string) =>
    table.columnOptions.find(({ column }) => column === name)?.options ?? [];
  const touched = [...new Set([...from.columnOptions, ...to.columnOptions].map(({ column }) => column))];
  const actions = (before: ForeignTable, after: ForeignTable): readonly string[] => {
    const own = alterOptionsSql(before.options, after.options);
    return [
      ...(own === undefined ? [] : [own]),
      ...touched
        .filter((name) => columns.has(name))
        .flatMap((name) => {
          const change = alterOptionsSql(of(before, name), of(after, name));
          return change === undefined ? [] : [`ALTER COLUMN ${ident(name)} ${change}`];
        }),
    ];
  };
  const sql = (list: readonly string[]): string => `ALTER FOREIGN TABLE ${qualified(to)} ${list.join(", ")}`;
  const [forth, back] = [actions(from, to), actions(to, from)];
  if (forth.length === 0) return [];
  return [
    alterStep(
      to,
      { sql: sql(forth), comment: `modify "${to.name}" table`, undo: [sql(back)] },
      { blocks: "everything" },
    ),
  ];
}

export function dropForeignTable(table: ForeignTable): DraftStep {
  const undo = [
    createSql(table, ""),
    ...detailSteps(table).map((step) => step.sql),
    ...accessStatements(table, localTable),
  ];
  return {
    ...dropStep(
      table,
      {
        sql: `DROP FOREIGN TABLE ${qualified(table)}`,
        comment: `drop "${table.name}" foreign table`,
        undo,
      },
      needsOf(table),
    ),
    blocks: "everything",
  };
}
