import {
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  refKey,
  refOf,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { ident, qualified } from "../../text.ts";
import { columnCommentStep, notNullSteps, serialSteps } from "./alter-column.ts";
import { columnNeeds } from "./aspects.ts";
import { clusterStep, replicaIdentityStep, rowSecuritySteps, tableCommentStep } from "./attributes.ts";
import type { AddTable } from "./changes.ts";
import { checkSql } from "./checks.ts";
import { extraClauses, plainExtras } from "./column-extras.ts";
import { alterTableSteps } from "./alter.ts";
import { created } from "./carry.ts";
import { columnSql } from "./column-sql.ts";
import { compareColumns } from "./compare.ts";
import { columnPlan } from "./column-plan.ts";
import { creationFacts } from "./family-steps.ts";
import { linksOf, parentRefs, withDefaults } from "./family.ts";
import { partitionKeySql } from "./partition.ts";
import { newIndexSteps } from "./partition-indexes.ts";
import { partsOf } from "./parts.ts";
import { addConstraint } from "./constraints.ts";
import { exclusionSql } from "./exclusions.ts";
import { foreignKeySql, isSelfReference, referencedRefs } from "./foreign-keys.ts";
import { keySql } from "./keys.ts";
import { type Column, type ForeignKey, partRef, type Table } from "./model.ts";
import { optionsSql } from "./options.ts";
import { partCommentSteps } from "./part-comments.ts";
import { alterStep, sourceOf, uniqueRefs } from "./step.ts";
import { findMember, findTable, majorOf, tableRef } from "./states.ts";

/** The table, then each as its own statement: indexes, what CREATE cannot say, comments, row security. */
export function createTableSteps(change: AddTable, context: StepsContext): readonly DraftStep[] {
  const table = change.to;
  const source = sourceOf(change);
  const isDetached = context.detach.has(refKey(refOf(table)));
  const isInline = (key: ForeignKey): boolean =>
    !key.notValid && (isSelfReference(table, key) ? standsInline(table, key) : !isDetached);
  const later = table.foreignKeys.filter((key) => !isInline(key));
  const own = table.columns.filter((column) => column.inherited !== "only");
  return [
    createStep(table, table.foreignKeys.filter(isInline), source, context),
    ...table.indexes.flatMap((index) => newIndexSteps(table, index, source, context)),
    ...own.flatMap((column) => serialSteps(table, column, change)),
    ...own.flatMap((column) => notNullSteps(table, column, source)),
    ...inheritedColumnSteps(table, source, context),
    ...alterStep(
      table,
      own.flatMap((column) => extraClauses(column.name, plainExtras(column), column, source)),
    ),
    ...alterStep(
      table,
      table.checks.filter((check) => check.notValid).map((check) => addConstraint(table, check, source)),
    ),
    ...alterStep(
      table,
      later.map((key) =>
        addConstraint(table, key, { change: "add_foreign_key", subject: partRef(table, key) }),
      ),
    ),
    ...(table.comment === undefined ? [] : [tableCommentStep(undefined, table, source)]),
    ...own.flatMap((column) =>
      column.comment === undefined
        ? []
        : [columnCommentStep(table, column.name, undefined, column.comment, change)],
    ),
    ...partsOf(table).flatMap((part) => partCommentSteps(table, undefined, part, source)),
    ...(table.replicaIdentity.by === "default" ? [] : replicaIdentityStep({ by: "default" }, table, source)),
    ...(table.clusterOn === undefined ? [] : clusterStep(undefined, table, source)),
    ...rowSecuritySteps({ rowSecurity: false, forceRowSecurity: false }, table, source),
  ];
}

/** A key on the table itself needs its unique index in the same statement. */
function standsInline(table: Table, key: ForeignKey): boolean {
  return !table.indexes.some((index) => index.name === key.supportedBy);
}

function createStep(
  table: Table,
  foreignKeys: readonly ForeignKey[],
  source: StepSource,
  context: StepsContext,
): DraftStep {
  const others = foreignKeys.filter((key) => !isSelfReference(table, key));
  const { creates, needs, ...family } = creationFacts(table, context);
  // Adding a key stops writes to the table it points to for a moment.
  const blocks = others.some((key) => findTable(context.from, key.references)) ? "writes" : "nothing";
  return {
    ...harmless,
    ...noDependencies,
    sql: createTableSql(table, foreignKeys, context),
    comment: `create ${JSON.stringify(table.name)} table`,
    sources: [source],
    blocks,
    undo: [`DROP TABLE ${qualified(table)}`],
    creates: [tableRef(table), ...creates],
    needs: uniqueRefs([...tableNeeds(table), ...others.flatMap(referencedRefs), ...needs]),
    ...family,
  };
}

/** What the definition of a table needs besides what its foreign keys point to. */
export function tableNeeds(table: Table): readonly Ref[] {
  return uniqueRefs([
    ...(table.schema === "" ? [] : [{ kind: "schema", schema: "", name: table.schema }]),
    ...parentRefs(table),
    ...(table.fromParents ?? []).flatMap(({ part }) => ("uses" in part ? (part.uses ?? []) : [])),
    ...[table.primaryKey, ...table.uniques].flatMap((key) => key?.uses ?? []),
    ...(table.partitionKey?.uses ?? []),
    ...table.columns.flatMap(columnNeeds),
    ...table.checks.flatMap((check) => check.uses),
    ...table.exclusions.flatMap((exclusion) => exclusion.uses),
  ]);
}

function createTableSql(
  table: Table,
  foreignKeys: readonly ForeignKey[],
  { indent, policy }: StepsContext,
): string {
  const lines = [
    ...table.columns.filter(isDeclared).map((column) => columnSql(table, column)),
    ...(table.primaryKey ? [keySql(table, table.primaryKey)] : []),
    ...table.uniques.map((key) => keySql(table, key)),
    ...table.exclusions.map((exclusion) => exclusionSql(exclusion)),
    ...foreignKeys.map((key) => foreignKeySql(key, true)),
    ...table.checks.filter((check) => !check.notValid).map((check) => checkSql(check, true)),
  ];
  const body =
    indent === "" || lines.length === 0
      ? `(${lines.join(", ")})`
      : `(\n${lines.map((line) => `${indent}${line}`).join(",\n")}\n)`;
  const partition = table.partitionOf;
  return [
    [
      `CREATE ${table.unlogged ? "UNLOGGED " : ""}TABLE`,
      ...(policy?.addTable?.ifNotExists ? ["IF NOT EXISTS"] : []),
      qualified(table),
    ].join(" "),
    ...(partition ? [`PARTITION OF ${qualified(partition.parent)}`] : []),
    ...(partition && lines.length === 0 ? [] : [body]),
    ...(partition ? [partition.bound] : []),
    ...(table.inherits ? [`INHERITS (${table.inherits.map(qualified).join(", ")})`] : []),
    ...(table.partitionKey ? [partitionKeySql(table.partitionKey)] : []),
    ...(table.accessMethod === undefined ? [] : [`USING ${ident(table.accessMethod)}`]),
    ...(table.options.length > 0 ? [`WITH (${optionsSql(table.options)})`] : []),
  ].join(" ");
}

/** A column that the definition has to say; a parent says the others. */
function isDeclared(column: Column): boolean {
  return column.inherited !== "only";
}

/** Where a column of a parent is another in the new table: its default, a stricter NOT NULL, its storage, its comment. */
export function inheritedColumnSteps(
  table: Table,
  source: StepSource,
  context: StepsContext,
): readonly DraftStep[] {
  const whole = withDefaults(table, context.to);
  const parents = linksOf(table).flatMap(({ parent }) => {
    const found = findMember(context.to, parent);
    return found ? [withDefaults(found, context.to)] : [];
  });
  const pairs = whole.columns.flatMap((column) => {
    if (isDeclared(column)) return [];
    const parent = parents.find((one) => one.columns.some(({ name }) => name === column.name));
    const above = parent?.columns.find(({ name }) => name === column.name);
    return parent && above ? [{ before: created(parent, above), after: column }] : [];
  });
  if (pairs.length === 0) return [];
  const plain: Table = { ...whole, columns: pairs.map(({ before }) => before) };
  const wanted: Table = { ...whole, columns: pairs.map(({ after }) => after) };
  const changes = compareColumns(plain, wanted, columnPlan(plain, wanted, majorOf(context.to)));
  return alterTableSteps(plain, wanted, changes, context).map(({ table: _table, ...step }) => ({
    ...step,
    sources: [source],
    blocks: "nothing",
    scans: false,
  }));
}
