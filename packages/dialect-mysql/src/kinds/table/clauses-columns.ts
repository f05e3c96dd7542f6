import { AtlasError, type StepSource } from "@atlas/core";
import { supports } from "../../flavour.ts";
import { ident } from "../../text.ts";
import type { ModifyColumn } from "./changes.ts";
import type { Clause, Work } from "./clause.ts";
import { isKeyColumn } from "./clauses-keys.ts";
import { columnSql } from "./column-sql.ts";
import { additionDeeds, dropDeeds, modifyDeeds } from "./deeds.ts";
import { fold, mentions, type Pair } from "./equal.ts";
import { fillingRemarks } from "./filling.ts";
import { losesValues } from "./losses.ts";
import { indexSql } from "./part-sql.ts";
import { type Column, type Index, partRef, type Table } from "./model.ts";

/** How people name a column that loses values. */
export function describeColumn({ schema, name }: Table, column: string): string {
  return `column "${[schema, name, column].filter((part) => part !== "").join(".")}"`;
}

/** Columns that count must be keys in the same statement, and those of system time go with the versioning. */
function glueOf(column: Column): Pick<Clause, "glue"> {
  if (column.autoIncrement) return { glue: "counting" };
  return column.rowPeriod === undefined ? {} : { glue: "system time" };
}

export function addColumn(column: Column, source: StepSource, { to, server, context }: Work): Clause {
  const optional = context.policy?.addColumn?.ifNotExists === true && server.flavour === "mariadb";
  const remarks = fillingRemarks(to, column, server);
  return {
    sql: `ADD COLUMN ${optional ? "IF NOT EXISTS " : ""}${columnSql(to, column, server)}`,
    undo: `DROP COLUMN ${ident(column.name)}`,
    source,
    stage: column.generated?.stored === false ? "add_virtual" : "change",
    deeds: additionDeeds(column),
    creates: [partRef(to, "column", column.name)],
    needs: column.uses,
    ...(remarks.length > 0 && { remarks }),
    ...glueOf(column),
    rank: 1,
  };
}

/** @param goesWith - indexes that go along, as all their columns are dropped, or lose a part. */
/** @throws {AtlasError} `E_UNSUPPORTED_CHANGE` if something excluded would change or go along. */
export function dropColumn(
  column: Column,
  goesWith: readonly Index[],
  source: StepSource,
  work: Work,
): Clause {
  const { from, server } = work;
  refuseLoss(column, from);
  const isVirtual = column.generated?.stored === false;
  return {
    sql: `DROP COLUMN ${ident(column.name)}`,
    undo: [
      `ADD COLUMN ${columnSql(from, column, server)}`,
      // Of an index over several columns that go the last one speaks.
      ...goesWith
        .filter(({ parts }) => fold(parts.at(-1)?.column ?? "") === fold(column.name))
        .map((index) => `ADD ${indexSql(index, server, from.engine)}`),
    ].join(", "),
    source,
    stage: isVirtual ? "drop_virtual" : "change",
    deeds: dropDeeds(column, goesWith.length > 0, work),
    ...(!column.generated && { loses: [describeColumn(from, column.name)] }),
    drops: [partRef(from, "column", column.name)],
    releases: column.uses,
    ...glueOf(column),
  };
}

function refuseLoss({ name }: Column, table: Table): void {
  const parts = (table.excluded ?? []).filter(
    ({ columns, expressions }) =>
      columns.some((column) => fold(column) === fold(name)) || expressions.some((sql) => mentions(sql, name)),
  );
  if (parts.length === 0) return;
  const titles = parts.map(({ title }) => title).toSorted();
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeColumn(table, name)} cannot be dropped, as what is excluded stands on it: ${titles.join(", ")}`,
    {
      details: { table: table.name, column: name, excluded: titles },
      hint: "Leave these out of --exclude, or drop them by hand first.",
    },
  );
}

export function modifyColumn(change: ModifyColumn, source: StepSource, work: Work): readonly Clause[] {
  const { from, to, way } = change;
  if (way === "recreate") return recreate(change, source, work);
  if (way === "keep_values") {
    const kept: Column = {
      ...from,
      ...(from.generated && { generated: { ...from.generated, stored: true } }),
    };
    return [
      ...recreate({ from, to: kept }, source, work),
      // The column is stored by then, in a statement before.
      { ...modify({ from: kept, to }, source, work), stage: "constraint", alone: true },
    ];
  }
  return [modify(change, source, work)];
}

/** It is computed again, so nothing is lost. */
function recreate({ from, to }: Pair<Column>, source: StepSource, work: Work): readonly Clause[] {
  const isVirtual = [from, to].every(({ generated }) => generated?.stored === false);
  const glue = "computed";
  const { loses: _loses, ...drop } = dropColumn(from, [], source, work);
  const stage = isVirtual ? "add_virtual" : "change";
  const add = addColumn(to, source, work);
  const goesAlong = from.generated?.stored === true && supports(work.server, "virtualBesideDrops");
  return [
    { ...drop, stage, glue },
    // A virtual column comes along with a stored one that goes.
    { ...add, stage, glue, ...(goesAlong && !to.generated?.stored && { deeds: [] }) },
  ];
}

function modify({ from, to }: Pair<Column>, source: StepSource, work: Work): Clause {
  const { server } = work;
  const deeds = modifyDeeds({ from, to }, work);
  const isRetyped = losesValues({ from: work.from, to: work.to }, { from, to });
  const becomesComputed = from.generated === undefined && to.generated !== undefined;
  const refs = [partRef(work.to, "column", to.name)];
  const counts = from.autoIncrement || to.autoIncrement;
  const sql = (before: Column, after: Column, table: Table): string =>
    before.name === after.name
      ? `MODIFY COLUMN ${columnSql(table, after, server)}`
      : `CHANGE COLUMN ${ident(before.name)} ${columnSql(table, after, server)}`;
  // What a foreign key that stands on it has to be away for.
  const touchesKey = deeds.some((deed) => /type|widen|append|collation|count/.test(deed));
  return {
    sql: sql(from, to, work.to),
    // MySQL makes a text of a foreign key longer, and never shorter again.
    ...(!(deeds.includes("widen_column") && isKeyColumn(from.name, work)) && {
      undo: sql(to, from, work.from),
    }),
    source,
    stage: "change",
    deeds,
    ...((isRetyped || becomesComputed) &&
      !from.generated && { loses: [describeColumn(work.from, from.name)] }),
    ...(deeds.includes("null_to_not_null") && { scans: true }),
    // MySQL refuses to copy a table for a column of a foreign key that stops taking NULL.
    ...(server.flavour === "mysql" &&
      deeds.length === 1 &&
      deeds[0] === "null_to_not_null" &&
      isKeyColumn(from.name, work) && { neverCopied: true as const }),
    ...(counts ? { glue: "counting" } : {}),
    ...(touchesKey && { creates: refs, drops: refs }),
    needs: to.uses,
    releases: from.uses,
  };
}

/** Whether dropping an index is left to its columns, which all go. */
export function goesWithColumns({ parts }: Index, dropped: ReadonlySet<string>): boolean {
  return parts.every(({ column }) => column !== undefined && dropped.has(fold(column)));
}
