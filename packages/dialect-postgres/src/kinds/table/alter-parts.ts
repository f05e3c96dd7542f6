import type { DraftStep, StepSource } from "@atlas/core";
import { ident, qualified } from "../../text.ts";
import type { PartChange } from "./changes.ts";
import { addConstraint, dropConstraint } from "./constraints.ts";
import { equal } from "./equal.ts";
import { canStandOnIndex, canWaitForValidation, gentlenessOf, looksAtRows } from "./gentle.ts";
import { addIndexSteps } from "./index-builds.ts";
import { dropIndexStep, indexOptionSteps, restoreIndex } from "./index-steps.ts";
import { deferrableSql } from "./keys.ts";
import { addKeyOnline, adoptIndex } from "./keys-online.ts";
import type { Check, ForeignKey, Index, Key, Option, Table, TablePart } from "./model.ts";
import { validation } from "./not-null-online.ts";
import { partCommentSteps } from "./part-comments.ts";
import { completeIndexSteps, isOnlyIncomplete } from "./partition-indexes.ts";
import { type Clause, smallStep, sourceOf } from "./step.ts";
import type { Tables, Work } from "./work.ts";

/**
 * All comments are set again.
 *
 * @param replaced - the key that goes in the same moment, where it is not dropped by itself before.
 */
export function addPart(
  part: TablePart,
  change: PartChange,
  tables: Tables,
  work: Work,
  replaced?: Key,
): void {
  const { to, context } = tables;
  const source = sourceOf(change);
  work.rebuilt.add(part.name);
  if (part.kind === "index") work.indexCreates.push(...addIndexSteps(to, part, source, context));
  else if (part.kind === "foreign_key") addForeignKey(part, source, tables, work);
  else if (part.kind === "check") work.clauses.push(...addCheck(part, source, tables, work));
  else if (part.kind === "exclusion") work.clauses.push(addConstraint(to, part, source));
  else return addKey(part, replaced, source, tables, work);
  work.comments.push(...partCommentSteps(to, undefined, part, source));
}

function addForeignKey(key: ForeignKey, source: StepSource, { to, context }: Tables, work: Work): void {
  const { online } = gentlenessOf(context.policy);
  const canWait = canWaitForValidation(to, key, context);
  if (online && canWait && looksAtRows(key)) {
    work.keyAdds.push(addConstraint(to, { ...key, notValid: true }, source));
    work.validations.push(validation(key.name, source));
    return;
  }
  const remark = `${JSON.stringify(key.name)} is checked while writes wait: before PostgreSQL 18 foreign keys of and to partitioned tables cannot be validated later`;
  work.keyAdds.push({
    ...addConstraint(to, key, source),
    ...(!online && canWait && { avoidedBy: ["online"] }),
    ...(online && !canWait && looksAtRows(key) && { remarks: [remark] }),
  });
}

function addCheck(check: Check, source: StepSource, { to, context }: Tables, work: Work): readonly Clause[] {
  const { online } = gentlenessOf(context.policy);
  // Without a name nobody can speak of it afterwards.
  if (!online || !looksAtRows(check) || check.name === "")
    return [{ ...addConstraint(to, check, source), avoidedBy: ["online"] }];
  work.validations.push(validation(check.name, source));
  return [addConstraint(to, { ...check, notValid: true }, source)];
}

function addKey(key: Key, replaced: Key | undefined, source: StepSource, tables: Tables, work: Work): void {
  const { to, context, adopted } = tables;
  const { online } = gentlenessOf(context.policy);
  const index = adopted.get(key.name);
  const canWait = canStandOnIndex(to, key);
  if (index) adoptIndex(key, index, replaced, source, tables, work);
  else if (online && canWait) addKeyOnline(key, replaced, source, tables, work);
  else {
    const remark = `the index of ${JSON.stringify(key.name)} is built while reads and writes wait: such a key cannot take over an index`;
    work.clauses.push({
      ...addConstraint(to, key, source),
      ...(canWait && { avoidedBy: ["online"] }),
      ...(online && { remarks: [remark] }),
    });
  }
  const previous = index && { ...key, comment: undefined, indexComment: index.comment };
  work.comments.push(...partCommentSteps(to, previous, key, source));
}

export function dropPart(
  part: TablePart,
  change: PartChange,
  { from, droppedColumns, adopted, context }: Tables,
  work: Work,
): void {
  const source = sourceOf(change);
  if (part.kind === "index" && [...adopted.values()].includes(part)) return;
  const concurrently = gentlenessOf(context.policy).dropIndexes && from.partitionKey === undefined;
  if (part.kind === "index") {
    // The index goes with its column.
    const columns = [...part.parts.flatMap((key) => key.column ?? []), ...part.include];
    if (columns.some((name) => droppedColumns.has(name)))
      work.undoLater.push(...restoreIndex(from, part, source));
    else work.indexDrops.push(dropIndexStep(from, part, source, { concurrently }));
  } else if (part.kind === "foreign_key") work.keyDrops.push(dropConstraint(from, part, source));
  else work.drops.push(dropConstraint(from, part, source));
}

type AnyKey = Exclude<TablePart, ForeignKey | { kind: "check" }>;

/** Indexes and keys: name, storage parameters and comments change in place, the rest by a drop and an add. */
export function modifyKey(
  from: AnyKey,
  to: AnyKey,
  change: PartChange & { readonly rebuild: boolean },
  tables: Tables,
  work: Work,
): void {
  const source = sourceOf(change);
  if (from.kind === "index" && to.kind === "index" && tables.to.partitionKey && isOnlyIncomplete(from, to)) {
    const steps = completeIndexSteps(tables.to, to, source, tables.context);
    if (steps) {
      work.indexCreates.push(...steps);
      work.comments.push(...partCommentSteps(tables.to, from, to, source));
      return;
    }
  }
  if (change.rebuild) {
    if (isKey(from) && isKey(to) && replacesInPlace(from, to, tables))
      return addPart(to, change, tables, work, from);
    // Both parts of a statement stand together, as people read them.
    if (from.kind !== "index" && to.kind !== "index") {
      work.drops.push(dropConstraint(tables.from, from, source));
    } else dropPart(from, change, tables, work);
    return addPart(to, change, tables, work);
  }
  if (from.name !== to.name) work.before.push(renameConstraint(from.name, to.name, change, tables.to));
  work.after.push(...indexOptionSteps(tables.to, to.name, optionsOf(from), optionsOf(to), source));
  work.comments.push(...partCommentSteps(tables.to, from, to, source));
}

function isKey(part: AnyKey): part is Key {
  return part.kind === "primary_key" || part.kind === "unique";
}

/** Whether the old key can stay until its successor has an index: nothing that it stands on goes before. */
function replacesInPlace(from: Key, to: Key, { to: table, droppedColumns, context }: Tables): boolean {
  const { online } = gentlenessOf(context.policy);
  const columns = [...from.columns, ...from.include, ...to.columns, ...to.include];
  return online && canStandOnIndex(table, to) && !columns.some((name) => droppedColumns.has(name));
}

function optionsOf(part: Key | Index | Extract<TablePart, { kind: "exclusion" }>): readonly Option[] {
  return part.options;
}

function renameConstraint(from: string, to: string, change: PartChange, table: Table): DraftStep {
  const rename = (one: string, other: string): string =>
    `ALTER TABLE ${qualified(table)} RENAME CONSTRAINT ${ident(one)} TO ${ident(other)}`;
  return smallStep(table, sourceOf(change), {
    sql: rename(from, to),
    comment: `rename a constraint from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
    undo: [rename(to, from)],
    blocks: "everything",
  });
}

/** What only waits for its validation. By itself where nobody is to wait for it. */
function validate(name: string, source: StepSource, { context }: Tables, work: Work): void {
  const list = gentlenessOf(context.policy).online ? work.validations : work.clauses;
  list.push(validation(name, source));
}

export function modifyCheck(
  change: Extract<PartChange, { kind: "modify_check" }>,
  tables: Tables,
  work: Work,
): void {
  const { from, to } = change;
  const source = sourceOf(change);
  const isSame = !change.rebuild && equal(from, to, ["comment", "notValid"]);
  if (isSame && from.notValid === to.notValid) {
    work.comments.push(...partCommentSteps(tables.to, from, to, source));
  } else if (isSame && from.notValid) {
    validate(to.name, source, tables, work);
    work.comments.push(...partCommentSteps(tables.to, from, to, source));
  } else {
    // They stand side by side, and the drop runs first as it stands first.
    work.drops.push(dropConstraint(tables.from, from, source), ...addCheck(to, source, tables, work));
    work.comments.push(...partCommentSteps(tables.to, undefined, to, source));
  }
}

export function modifyForeignKey(
  change: Extract<PartChange, { kind: "modify_foreign_key" }>,
  tables: Tables,
  work: Work,
): void {
  const { from, to } = change;
  const source = sourceOf(change);
  if (change.rebuild) {
    work.keyDrops.push(dropConstraint(tables.from, from, source));
    addForeignKey(to, source, tables, work);
    work.comments.push(...partCommentSteps(tables.to, undefined, to, source));
    return;
  }
  if (from.deferrable !== to.deferrable) {
    const alter = (key: ForeignKey): string =>
      `ALTER CONSTRAINT ${ident(key.name)}${key.deferrable === undefined ? " NOT DEFERRABLE" : deferrableSql(key.deferrable)}`;
    work.clauses.push({ sql: alter(to), undo: alter(from), source, blocks: "everything" });
  }
  if (from.notValid && !to.notValid) validate(to.name, source, tables, work);
  work.comments.push(...partCommentSteps(tables.to, from, to, source));
}
