import { type CompareContext, refOf } from "@atlas/core";
import { columnRef } from "../../text.ts";
import { convertedRef } from "./aspects.ts";
import { type AnyIndex, columnSubject, type ModifyColumn, type PartChange } from "./changes.ts";
import { type ColumnPlan, columnPlan } from "./column-plan.ts";
import { equal } from "./equal.ts";
import { descendantsOf, type Link } from "./family.ts";
import { isGone, refuseLostColumns } from "./former-expressions.ts";
import { canStandOnIndex } from "./gentle.ts";
import { servesKey } from "./keys-online.ts";
import { lineage } from "./lineage.ts";
import { assertSamePartitionKey } from "./partition.ts";
import { allIndexes } from "./parts.ts";
import { type Check, type Column, type ForeignKey, type Key, partRef, type Table } from "./model.ts";
import { withMovedTypes } from "./moved-types.ts";
import { findTable, majorOf } from "./states.ts";
import { typeChange } from "./type-change.ts";

/** Parts of a table that say nothing about the table itself. */
const partMembers = [
  "columns",
  "primaryKey",
  "uniques",
  "exclusions",
  "checks",
  "foreignKeys",
  "indexes",
  "kind",
  "schema",
  "name",
  "partitionKey",
  "partitionOf",
  "inherits",
  "fromParents",
];

/**
 * The changes inside a table: which parents it leaves; what the table says, checks, columns, primary key, indexes,
 * foreign keys, in each group what goes or changes in the current order, then what comes; which parents it joins.
 *
 * What changes along with the parents is none of them.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` where the partition key differs.
 */
export function compareTables(before: Table, after: Table, context: CompareContext): readonly PartChange[] {
  assertSamePartitionKey(before, after);
  refuseLostColumns(before, after, isGone(context), context);
  const { base, target: to, leaves, joins } = lineage(before, after, context);
  const from = withMovedTypes(base, to);
  const plan = columnPlan(from, to, majorOf(context.from));
  const attributes: readonly PartChange[] = equal(from, to, partMembers)
    ? []
    : [{ kind: "modify_table", object: refOf(to), subject: refOf(to), from, to }];
  const ends = { object: refOf(to), subject: refOf(to) };
  const isPartition = ({ bound }: Link): boolean => bound !== undefined;
  return [
    ...leaves.map((link) => ({
      kind: isPartition(link) ? ("detach_partition" as const) : ("drop_inheritance" as const),
      ...ends,
      link,
    })),
    ...attributes,
    ...compareChecks(from, to, plan),
    ...compareColumns(from, to, plan).map((change) => disturbingChildren(change, context)),
    ...comparePrimaryKeys(from, to, plan),
    ...compareIndexes(from, to, plan),
    ...compareForeignKeys(from, to, plan, context),
    ...joins.map((link) => ({
      kind: isPartition(link) ? ("attach_partition" as const) : ("add_inheritance" as const),
      ...ends,
      link,
    })),
  ];
}

/** A column that changes does so in all partitions and heirs, under views over them as well. */
function disturbingChildren(change: PartChange, { from }: CompareContext): PartChange {
  if (!change.disturbs) return change;
  const below = descendantsOf(from, change.object);
  const { name } = change.subject;
  const isConverted =
    change.kind === "modify_column" && typeChange(change.from, change.to).using !== undefined;
  return {
    ...change,
    disturbs: [
      ...change.disturbs,
      ...below.map((child) => columnRef(child, name)),
      ...(isConverted ? [change.object, ...below].map((table) => convertedRef(table, name)) : []),
    ],
  };
}

/** What is in both lists, only in the first, and only in the second; each in the order of its list. */
function match<T extends { readonly name: string }>(
  from: readonly T[],
  to: readonly T[],
): { readonly before: readonly (readonly [T, T | undefined])[]; readonly added: readonly T[] } {
  const after = new Map(to.map((item) => [item.name, item]));
  const names = new Set(from.map((item) => item.name));
  return {
    before: from.map((item) => [item, after.get(item.name)]),
    added: to.filter((item) => !names.has(item.name)),
  };
}

export function compareColumns(from: Table, to: Table, plan: ColumnPlan): readonly PartChange[] {
  const { before, added } = match(from.columns, to.columns);
  const changed = before.flatMap(([column, next]): readonly PartChange[] => {
    const subject = columnSubject(to, column.name);
    if (!next)
      return [{ kind: "drop_column", ...subject, from: column, disturbs: [columnRef(to, column.name)] }];
    const rebuild = plan.rebuilt.has(column.name);
    if (!rebuild && equal(column, next)) return [];
    return [modifyColumn(subject, column, next, rebuild, plan)];
  });
  return [
    ...changed,
    ...added.map((column) => ({
      kind: "add_column" as const,
      ...columnSubject(to, column.name),
      to: column,
    })),
  ];
}

function modifyColumn(
  subject: ReturnType<typeof columnSubject>,
  from: Column,
  to: Column,
  rebuild: boolean,
  plan: ColumnPlan,
): ModifyColumn {
  const expression = from.generated?.expression !== to.generated?.expression && to.generated !== undefined;
  const disturbs = rebuild || expression || plan.retyped.has(from.name);
  return {
    kind: "modify_column",
    ...subject,
    from,
    to,
    rebuild,
    ...(disturbs && { disturbs: [subject.subject] }),
  };
}

/** Whether a part falls with a column that is dropped and added. */
function falls(columns: readonly string[], plan: ColumnPlan): boolean {
  return plan.rebuilt.size > 0 && columns.some((name) => plan.rebuilt.has(name));
}

function compareChecks(from: Table, to: Table, plan: ColumnPlan): readonly PartChange[] {
  const { before, added } = match(from.checks, to.checks);
  const subject = (check: Check) => ({ object: refOf(to), subject: partRef(to, check) });
  return [
    ...before.flatMap(([check, next]): readonly PartChange[] => {
      if (!next) return [{ kind: "drop_check", ...subject(check), from: check }];
      const rebuild = falls(check.reads, plan);
      return !rebuild && equal(check, next)
        ? []
        : [{ kind: "modify_check", ...subject(check), from: check, to: next, rebuild }];
    }),
    ...added.map((check) => ({ kind: "add_check" as const, ...subject(check), to: check })),
  ];
}

function comparePrimaryKeys(from: Table, to: Table, plan: ColumnPlan): readonly PartChange[] {
  const before = from.primaryKey;
  const after = to.primaryKey;
  const subject = (key: Key) => ({ object: refOf(to), subject: partRef(to, key) });
  if (!before) return after ? [{ kind: "add_primary_key", ...subject(after), to: after }] : [];
  if (!after) return [{ kind: "drop_primary_key", ...subject(before), from: before }];
  const rebuild = keyMustRebuild(before, after, plan);
  if (!rebuild && equal(before, after)) return [];
  return [{ kind: "modify_primary_key", ...subject(before), from: before, to: after, rebuild }];
}

/** A key changes in place when only its name, comments or storage parameters do. */
function keyMustRebuild(from: Key, to: Key, plan: ColumnPlan): boolean {
  return (
    !equal(from, to, ["name", "comment", "indexComment", "options"]) ||
    falls([...from.columns, ...from.include], plan)
  );
}

export function indexColumns(index: AnyIndex): readonly string[] {
  if ("columns" in index) return [...index.columns, ...index.include];
  const parts: readonly { readonly column?: string }[] = index.parts;
  return [...parts.flatMap((part) => part.column ?? []), ...index.include, ...index.reads];
}

function compareIndexes(from: Table, to: Table, plan: ColumnPlan): readonly PartChange[] {
  const { before, added } = match(allIndexes(from), allIndexes(to));
  const subject = (index: AnyIndex) => ({ object: refOf(to), subject: partRef(to, index) });
  return [
    ...before.flatMap(([index, next]): readonly PartChange[] => {
      if (!next) return [{ kind: "drop_index", ...subject(index), from: index }];
      const rebuild = indexMustRebuild(index, next, plan);
      return !rebuild && equal(index, next)
        ? []
        : [{ kind: "modify_index", ...subject(index), from: index, to: next, rebuild }];
    }),
    ...added.map((index) => ({ kind: "add_index" as const, ...subject(index), to: index })),
  ];
}

function indexMustRebuild(from: AnyIndex, to: AnyIndex, plan: ColumnPlan): boolean {
  // An index of a partitioned table is invalid while a partition lacks its part of it.
  if (from.kind === "index" && from.invalid && (to.kind !== "index" || !to.invalid)) return true;
  return (
    !equal(from, to, ["comment", "indexComment", "options", "statistics", "invalid"]) ||
    falls(indexColumns(from), plan)
  );
}

function compareForeignKeys(
  from: Table,
  to: Table,
  plan: ColumnPlan,
  context: CompareContext,
): readonly PartChange[] {
  const { before, added } = match(from.foreignKeys, to.foreignKeys);
  const subject = (key: ForeignKey) => ({ object: refOf(to), subject: partRef(to, key) });
  return [
    ...before.flatMap(([key, next]): readonly PartChange[] => {
      if (!next) return [{ kind: "drop_foreign_key", ...subject(key), from: key }];
      const around = key.columns.some((name) => plan.shaken.has(name)) || losesFooting(key, context);
      const differs =
        !equal(key, next, ["comment", "deferrable", "notValid"]) || (!key.notValid && next.notValid);
      const change = { ...subject(key), from: key, to: next, rebuild: around || differs, around };
      return !around && equal(key, next) ? [] : [{ kind: "modify_foreign_key", ...change }];
    }),
    ...added.map((key) => ({ kind: "add_foreign_key" as const, ...subject(key), to: key })),
  ];
}

/** Whether the key that a foreign key stands on, or a column it points to, is away for a moment. */
function losesFooting(key: ForeignKey, context: CompareContext): boolean {
  const from = findTable(context.from, key.references);
  const to = findTable(context.to, key.references);
  if (!from || !to || from === to) return false;
  const plan = columnPlan(from, to, majorOf(context.from));
  if (key.references.columns.some((name) => plan.shaken.has(name))) return true;
  const before = supports(from).find((part) => part.name === key.supportedBy);
  if (!before || isTakenOver(before, to)) return false;
  if (before.kind === "primary_key") return !to.primaryKey || keyMustRebuild(before, to.primaryKey, plan);
  const after = supports(to).find((part) => part.name === key.supportedBy && part.kind === before.kind);
  return !after || indexMustRebuild(before, after, plan);
}

/** An index that a constraint takes over goes on supporting what it supports. */
function isTakenOver(index: AnyIndex, to: Table): boolean {
  if (index.kind !== "index") return false;
  const heir = [to.primaryKey, ...to.uniques].find((key) => key?.name === index.name);
  return heir !== undefined && canStandOnIndex(to, heir) && servesKey(index, heir);
}

function supports(table: Table): readonly AnyIndex[] {
  return [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques, ...table.indexes];
}
