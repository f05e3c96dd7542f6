import {
  AtlasError,
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  refKey,
  refOf,
  schemaOf,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { holdsSemicolons } from "../steps.ts";
import { doubleQuoted, qualified } from "../../text.ts";
import { alterSteps } from "./alter-clauses.ts";
import type { AddTable } from "./changes.ts";
import { addForeignKey } from "./clauses-keys.ts";
import { columnSql } from "./column-sql.ts";
import { isSelfReference, referencedRefs } from "./foreign-key-peers.ts";
import { type ForeignKey, partRef, type Table } from "./model.ts";
import { checkSql, foreignKeySql, indexSql, partitionBySql, periodSql, primaryKeySql } from "./part-sql.ts";
import { serverOfState } from "./states.ts";
import { constraintNames, uniqueRefs } from "./refs.ts";

/** One CREATE TABLE; in a circle of tables the foreign keys to others follow by themselves. */
export function createTableSteps(change: AddTable, context: StepsContext): readonly DraftStep[] {
  const table = change.to;
  const isDetached = context.detach.has(refKey(refOf(table)));
  const later = isDetached ? table.foreignKeys.filter((key) => !isSelfReference(table, key)) : [];
  const inline = table.foreignKeys.filter((key) => !later.includes(key));
  const outward = inline.filter((key) => !isSelfReference(table, key));
  const source: StepSource = { change: change.kind, subject: change.subject };
  const sql = createTableSql(table, inline, context);
  const step: DraftStep = {
    ...harmless,
    ...noDependencies,
    sql,
    comment: `create ${JSON.stringify(table.name)} table`,
    sources: [source],
    transactional: false,
    ...(holdsSemicolons(sql) && { compound: true }),
    undo: [`DROP TABLE ${qualified(table)}`],
    creates: [refOf(table), ...constraintNames({ ...table, foreignKeys: inline }, serverOfState(context.to))],
    needs: uniqueRefs([
      ...schemaOf(table),
      ...tableUses(table),
      ...outward.flatMap((key) => referencedRefs(key, context.to)),
    ]),
  };
  const work = { from: table, to: table, server: serverOfState(context.to), context };
  return [
    step,
    ...alterSteps(
      later.map((key) =>
        addForeignKey(
          key,
          { change: "add_foreign_key", subject: partRef(table, "foreign_key", key.name) },
          work,
        ),
      ),
      work,
    ),
  ];
}

/** What defaults depend on outside of the table. */
export function tableUses(table: Table): readonly Ref[] {
  return table.columns.flatMap(({ uses }) => uses);
}

/** @throws {AtlasError} `E_INPUT` for a table without columns. */
export function createTableSql(
  table: Table,
  foreignKeys: readonly ForeignKey[],
  { to, indent, policy }: Pick<StepsContext, "to" | "indent" | "policy">,
): string {
  if (table.columns.length === 0)
    throw new AtlasError("E_INPUT", `table "${table.name}" has no columns`, {
      details: { table: table.name },
      hint: "Give it a column.",
    });
  const server = serverOfState(to);
  const lines = [
    ...table.columns.map((column) => columnSql(table, column, server)),
    ...(table.primaryKey ? [primaryKeySql(table.primaryKey, table.engine)] : []),
    ...table.indexes.map((index) => indexSql(index, server, table.engine)),
    ...systemPeriod(table),
    ...table.periods.map(periodSql),
    ...foreignKeys.map((key) => foreignKeySql(key, table.columns)),
    ...table.checks.filter(({ column }) => column === undefined).map((check) => checkSql(check, server)),
  ];
  const body =
    indent === "" ? `(${lines.join(", ")})` : `(\n${lines.map((line) => `${indent}${line}`).join(",\n")}\n)`;
  return [
    `CREATE TABLE ${policy?.addTable?.ifNotExists ? "IF NOT EXISTS " : ""}${qualified(table)} ${body}`,
    ...tableOptionsSql(table),
    ...(table.partitioning ? [partitionBySql(table.partitioning)] : []),
  ].join(" ");
}

/** The period of system time, where columns of the table's own hold it. */
export function systemPeriod({ columns, periods }: Table): readonly string[] {
  if (periods.some(({ name }) => name.toLowerCase() === "system_time")) return [];
  const find = (end: "START" | "END") => columns.find(({ rowPeriod }) => rowPeriod === end);
  const [start, end] = [find("START"), find("END")];
  return start && end ? [periodSql({ name: "SYSTEM_TIME", from: start.name, to: end.name })] : [];
}

function tableOptionsSql(table: Table): readonly string[] {
  const { charset, collation, comment = "", engine, autoIncrement = "0", options, systemVersioned } = table;
  return [
    ...(charset === undefined ? [] : [`CHARSET ${charset}`]),
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ...(comment === "" ? [] : [`COMMENT ${doubleQuoted(comment)}`]),
    ...options.map(({ name, value }) => `${name}=${value}`),
    ...(engine === undefined ? [] : [`ENGINE ${engine}`]),
    ...(BigInt(autoIncrement) > 1n ? [`AUTO_INCREMENT ${autoIncrement}`] : []),
    ...(systemVersioned ? ["WITH SYSTEM VERSIONING"] : []),
  ];
}
