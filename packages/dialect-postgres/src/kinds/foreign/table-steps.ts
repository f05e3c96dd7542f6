import {
  alterStep,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refKey,
  refOf,
  schemaOf,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { columnRef, ident, qualified } from "../../text.ts";
import { accessStatements, restoreAccess } from "../relation-access.ts";
import { relationCommentSteps } from "../relation-comments.ts";
import { ownStep, type StandIn } from "../stand-in.ts";
import { columnNeeds, convertedRef } from "../table/aspects.ts";
import { checkSql } from "../table/checks.ts";
import { extraClauses, plainExtras } from "../table/column-extras.ts";
import { columnSql } from "../table/column-sql.ts";
import { inheritedColumnSteps } from "../table/create.ts";
import { creationFacts, dropFacts } from "../table/family-steps.ts";
import { linksOf, parentRefs } from "../table/family.ts";
import type { Table, TableName } from "../table/model.ts";
import { partCommentSteps } from "../table/part-comments.ts";
import { alterStep as alterTable } from "../table/step.ts";
import { asTable } from "./as-table.ts";
import { alterOptionsSql, optionsSql } from "./options.ts";
import type { ForeignTable } from "./table-model.ts";

export const localTable: StandIn<ForeignTable> = {
  tableOf: asTable,
  keyword: "FOREIGN TABLE",
  noun: "table",
};

/** There are no rows here that could be lost, read or written anew; those of a default partition may be. */
export function remotely(step: DraftStep): DraftStep {
  const isOwn = step.table?.kind !== "table";
  return { ...step, rewrites: false, scans: isOwn ? false : step.scans, losesData: false, loses: [] };
}

export function needsOf(table: ForeignTable): readonly Ref[] {
  return [
    ...schemaOf(table),
    { kind: "foreign_server", schema: "", name: table.server },
    ...table.columns.flatMap(columnNeeds),
    ...table.checks.flatMap((check) => check.uses),
    ...(table.fromParents ?? []).flatMap(({ part }) => ("uses" in part ? (part.uses ?? []) : [])),
    ...inheritedNeeds(asTable(table)),
  ];
}

/** Its parents, and the columns that it has from them: those that are converted are so while it is away. */
function inheritedNeeds(table: Table): readonly Ref[] {
  return [
    ...parentRefs(table),
    ...inherited(table).flatMap(([parent, name]) => [columnRef(parent, name), convertedRef(parent, name)]),
  ];
}

function inherited(table: Table): readonly (readonly [parent: TableName, column: string])[] {
  const columns = table.columns.filter((column) => column.inherited !== undefined);
  return linksOf(table).flatMap(({ parent }) => columns.map(({ name }) => [parent, name] as const));
}

/** What it goes for and comes back when that changes: a column of a parent only where it is converted. */
export function requirementsOf(table: ForeignTable): readonly Ref[] {
  const columns = new Set(inherited(asTable(table)).map(([parent, name]) => refKey(columnRef(parent, name))));
  return needsOf(table).filter((ref) => !columns.has(refKey(ref)));
}

export function createSteps(table: ForeignTable, context: StepsContext): readonly DraftStep[] {
  const { creates, needs, ...family } = creationFacts(asTable(table), context);
  const step = createStep(
    table,
    {
      sql: createSql(table, context.indent),
      comment: `create "${table.name}" foreign table`,
      undo: [`DROP FOREIGN TABLE ${qualified(table)}`],
    },
    [...needsOf(table), ...needs],
  );
  return [
    { ...step, ...family, creates: [...step.creates, ...creates] },
    ...detailSteps(table, context),
    ...restoreAccess(table, localTable, context),
  ];
}

function createSql(table: ForeignTable, indent: string): string {
  const own = table.columns.filter((column) => column.inherited !== "only");
  const lines = [
    ...own.map((column) => columnSql(asTable(table), column)),
    ...table.checks.filter((check) => !check.notValid).map((check) => checkSql(check, true)),
  ];
  const body =
    indent === "" || lines.length === 0
      ? `(${lines.join(", ")})`
      : `(\n${lines.map((line) => indent + line).join(",\n")}\n)`;
  const { partitionOf, inherits } = table;
  return [
    `CREATE FOREIGN TABLE ${qualified(table)}`,
    ...(partitionOf ? [`PARTITION OF ${qualified(partitionOf.parent)}`] : []),
    ...(partitionOf && lines.length === 0 ? [] : [body]),
    ...(partitionOf ? [partitionOf.bound] : []),
    ...(inherits ? [`INHERITS (${inherits.map(qualified).join(", ")})`] : []),
    `SERVER ${ident(table.server)}${optionsSql(table.options)}`,
  ].join(" ");
}

/** What CREATE does not say: options and settings of columns, checks that were never tried, comments. */
function detailSteps(table: ForeignTable, context: StepsContext): readonly DraftStep[] {
  const plain = asTable(table);
  const declared = table.columns.filter((column) => column.inherited !== "only");
  const ref = refOf(table);
  const source: StepSource = { change: "add_foreign_table", subject: ref };
  const own = (step: DraftStep): DraftStep => remotely(ownStep(localTable, step, table));
  const bare = { ...table, options: table.options, columnOptions: [] };
  return [
    ...alterTable(
      plain,
      declared.flatMap((column) => extraClauses(column.name, plainExtras(column), column, source)),
    ).map(own),
    ...inheritedColumnSteps(plain, source, context)
      // Comments on columns come with those on the table.
      .filter(({ sql }) => !sql.startsWith("COMMENT ON "))
      .map(own),
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

export function dropForeignTable(table: ForeignTable, { from, to }: StepsContext): DraftStep {
  const back = { from: to, to: from, indent: "", detach: new Set<string>() };
  const undo = [
    createSql(table, ""),
    ...detailSteps(table, back).map((step) => step.sql),
    ...accessStatements(table, localTable),
  ];
  const family = dropFacts(asTable(table));
  const step = dropStep(
    table,
    {
      sql: `DROP FOREIGN TABLE ${qualified(table)}`,
      comment: `drop "${table.name}" foreign table`,
      undo,
    },
    needsOf(table),
  );
  return {
    ...step,
    blocks: "everything",
    drops: [...step.drops, ...family.drops],
    releases: [...step.releases, ...family.releases],
  };
}
