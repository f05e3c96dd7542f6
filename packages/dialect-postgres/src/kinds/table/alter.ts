import { type DraftStep, type Ref, refKey, refOf, type StepsContext } from "@atlas/core";
import { ident, qualified } from "../../text.ts";
import { addColumn, type ColumnActions, dropColumn, modifyColumn } from "./alter-column.ts";
import { attributeClauses, replicaIdentityStep, rowSecuritySteps, tableCommentStep } from "./attributes.ts";
import type { ModifyColumn, PartChange } from "./changes.ts";
import type { Constraint } from "./constraint-sql.ts";
import { addConstraint, dropConstraint } from "./constraints.ts";
import { equal } from "./equal.ts";
import { isSelfReference, referencedRefs } from "./foreign-keys.ts";
import { deferrableSql } from "./keys.ts";
import { createIndexStep, dropIndexStep, indexOptionSteps, restoreIndex } from "./index-steps.ts";
import { isHeldBelow } from "./lineage.ts";
import type { ForeignKey, Index, Key, Option, Table, TablePart } from "./model.ts";
import { partCommentSteps } from "./part-comments.ts";
import { completeIndexSteps, isOnlyIncomplete } from "./partition-indexes.ts";
import { alterStep, type Clause, smallStep, sourceOf } from "./step.ts";

/** Everything that the changes of one table ask for, by its place among the statements. */
interface Work {
  readonly before: DraftStep[];
  readonly indexDrops: DraftStep[];
  readonly keyDrops: Clause[];
  readonly drops: Clause[];
  /** Drops of generated columns, before the columns that they read. */
  readonly computedDrops: Clause[];
  readonly clauses: Clause[];
  /** Generated columns, after the columns that they read. */
  readonly computedAdds: Clause[];
  readonly keyAdds: Clause[];
  readonly indexCreates: DraftStep[];
  readonly after: DraftStep[];
  readonly comments: DraftStep[];
  /** Statements that bring back what went with a dropped column. */
  readonly undoLater: string[];
  /** What a foreign key that goes with its column no longer holds on to. */
  readonly released: Ref[];
  /** Names of indexes that were made anew. */
  readonly rebuilt: Set<string>;
}

/**
 * Index drops, one ALTER TABLE with constraint drops first, index creations, comments.
 *
 * Foreign keys get statements of their own around the ALTER when the table stands in a circle, or when a key
 * is only away while what it points to changes.
 */
export function alterTableSteps(
  from: Table,
  to: Table,
  changes: readonly PartChange[],
  context: StepsContext,
): readonly DraftStep[] {
  const work: Work = {
    before: [],
    indexDrops: [],
    keyDrops: [],
    drops: [],
    computedDrops: [],
    clauses: [],
    computedAdds: [],
    keyAdds: [],
    indexCreates: [],
    after: [],
    comments: [],
    undoLater: [],
    released: [],
    rebuilt: new Set(),
  };
  const droppedColumns = new Set(
    changes.flatMap((change) =>
      change.kind === "drop_column" || isRebuild(change) ? [change.from.name] : [],
    ),
  );
  const isDetached = context.detach.has(refKey(refOf(to)));
  for (const change of changes) collect(change, { from, to, droppedColumns, isDetached, context }, work);
  const isSplit =
    isDetached || changes.some((change) => change.kind === "modify_foreign_key" && change.around);
  const main = [...work.drops, ...work.computedDrops, ...work.clauses, ...work.computedAdds];
  const alter = (clauses: readonly Clause[]): readonly DraftStep[] =>
    alterStep(to, clauses).map((step) => ({
      ...step,
      releases: [...step.releases, ...work.released],
      undo: step.undo.length === 0 ? [] : [...step.undo, ...work.undoLater],
    }));
  const altered = isSplit
    ? [
        ...alterStep(to, work.keyDrops),
        ...alter(main),
        ...work.indexCreates,
        ...work.after,
        ...alterStep(to, work.keyAdds),
      ]
    : [...alter([...work.keyDrops, ...main, ...work.keyAdds]), ...work.indexCreates, ...work.after];
  return [
    ...work.before,
    ...work.indexDrops,
    ...altered,
    ...replicaIdentity(from, to, changes, work),
    ...work.comments,
  ];
}

function isRebuild(change: PartChange): change is ModifyColumn {
  return change.kind === "modify_column" && change.rebuild;
}

interface Tables {
  readonly from: Table;
  readonly to: Table;
  readonly droppedColumns: ReadonlySet<string>;
  /** The table stands in a circle: its foreign keys go by themselves, before anything else. */
  readonly isDetached: boolean;
  readonly context: StepsContext;
}

function collect(change: PartChange, tables: Tables, work: Work): void {
  const { from, to } = tables;
  const source = sourceOf(change);
  switch (change.kind) {
    // Around all others, in the kind.
    case "attach_partition":
    case "detach_partition":
    case "add_inheritance":
    case "drop_inheritance":
      return;
    case "modify_table":
      work.clauses.push(...attributeClauses(from, to, source));
      work.comments.push(
        ...((from.comment ?? "") === (to.comment ?? "") ? [] : [tableCommentStep(from.comment, to, source)]),
      );
      work.after.push(...rowSecuritySteps(from, to, source));
      return;
    case "add_column":
      return collectAdded(addColumn(to, change), change.to.generated !== undefined, work);
    case "drop_column": {
      const { clauses } = dropColumn(from, change);
      if (isHeldBelow(from, change.from.name, tables.context)) {
        work.after.push(
          ...alterStep(to, clauses).map((step) => ({
            ...step,
            sql: step.sql.replace(/^ALTER TABLE /, "ALTER TABLE ONLY "),
          })),
        );
        return;
      }
      (change.from.generated ? work.computedDrops : work.clauses).push(...clauses);
      return;
    }
    case "modify_column": {
      const actions = modifyColumn(to, change, tables.context);
      if (!change.rebuild) return collectColumn(actions, work);
      const [drop, ...rest] = actions.clauses;
      if (drop) work.computedDrops.push(drop);
      return collectAdded({ ...actions, clauses: rest }, change.to.generated !== undefined, work);
    }
    case "add_primary_key":
    case "add_check":
      return addPart(change.to, undefined, change, tables, work);
    case "drop_primary_key":
    case "drop_check":
      return dropPart(change.from, change, tables, work);
    case "modify_primary_key":
      return modifyKey(change.from, change.to, change, tables, work);
    case "modify_check":
      return modifyCheck(change, tables, work);
    case "add_index":
      return addPart(change.to, undefined, change, tables, work);
    case "drop_index":
      return dropPart(change.from, change, tables, work);
    case "modify_index":
      return modifyKey(change.from, change.to, change, tables, work);
    case "add_foreign_key":
      return addPart(change.to, undefined, change, tables, work);
    case "drop_foreign_key":
      // The key goes with its column; one on its own table goes first, as the key it stands on may go too.
      if (
        !tables.isDetached &&
        !isSelfReference(from, change.from) &&
        change.from.columns.some((name) => tables.droppedColumns.has(name))
      ) {
        work.released.push(...referencedRefs(change.from));
        work.undoLater.push(
          ...alterStep(from, [addConstraint(from, change.from, source)]).map((step) => step.sql),
        );
        return;
      }
      return dropPart(change.from, change, tables, work);
    case "modify_foreign_key":
      return modifyForeignKey(change, tables, work);
  }
}

function collectColumn(actions: ColumnActions, work: Work): void {
  work.before.push(...actions.before);
  work.clauses.push(...actions.clauses);
  work.after.push(...actions.after.filter((step) => !step.sql.startsWith("COMMENT ON")));
  work.comments.push(...actions.after.filter((step) => step.sql.startsWith("COMMENT ON")));
}

function collectAdded(actions: ColumnActions, isGenerated: boolean, work: Work): void {
  if (isGenerated) work.computedAdds.push(...actions.clauses);
  collectColumn(isGenerated ? { ...actions, clauses: [] } : actions, work);
}

/** @param previous - what it was, when its comment survives; otherwise all comments are set again. */
function addPart(
  part: TablePart,
  previous: TablePart | undefined,
  change: PartChange,
  { to }: Tables,
  work: Work,
): void {
  const source = sourceOf(change);
  work.rebuilt.add(part.name);
  if (part.kind === "index") work.indexCreates.push(createIndexStep(to, part, source, "existing"));
  else if (part.kind === "foreign_key") work.keyAdds.push(addConstraint(to, part, source));
  else work.clauses.push(addConstraint(to, part, source));
  work.comments.push(...partCommentSteps(to, previous, part, source));
}

function dropPart(part: TablePart, change: PartChange, { from, droppedColumns }: Tables, work: Work): void {
  const source = sourceOf(change);
  if (part.kind === "index") {
    // The index goes with its column.
    const columns = [...part.parts.flatMap((key) => key.column ?? []), ...part.include];
    if (columns.some((name) => droppedColumns.has(name)))
      work.undoLater.push(...restoreIndex(from, part, source));
    else work.indexDrops.push(dropIndexStep(from, part, source));
  } else if (part.kind === "foreign_key") work.keyDrops.push(dropConstraint(from, part, source));
  else work.drops.push(dropConstraint(from, part, source));
}

type AnyKey = Exclude<TablePart, ForeignKey | { kind: "check" }>;

/** Indexes and keys: name, storage parameters and comments change in place, the rest by a drop and an add. */
function modifyKey(
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
    // Both parts of a statement stand together, as people read them.
    if (from.kind !== "index" && to.kind !== "index") {
      work.drops.push(dropConstraint(tables.from, from, source));
    } else dropPart(from, change, tables, work);
    return addPart(to, undefined, change, tables, work);
  }
  if (from.name !== to.name) work.before.push(renameConstraint(from.name, to.name, change, tables.to));
  work.after.push(...indexOptionSteps(tables.to, to.name, optionsOf(from), optionsOf(to), source));
  work.comments.push(...partCommentSteps(tables.to, from, to, source));
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

/** Drop and add stand side by side, and the drop runs first as it stands first. */
function replace(from: Constraint, to: Constraint, change: PartChange, tables: Tables): readonly Clause[] {
  const source = sourceOf(change);
  return [dropConstraint(tables.from, from, source), addConstraint(tables.to, to, source)];
}

function validate(name: string, change: PartChange): Clause {
  // Needs no more than the lock of vacuum, and reads all rows under it.
  return { sql: `VALIDATE CONSTRAINT ${ident(name)}`, source: sourceOf(change), blocks: "ddl", scans: true };
}

function modifyCheck(
  change: Extract<PartChange, { kind: "modify_check" }>,
  tables: Tables,
  work: Work,
): void {
  const { from, to } = change;
  const isSame = !change.rebuild && equal(from, to, ["comment", "notValid"]);
  if (isSame && from.notValid === to.notValid) {
    work.comments.push(...partCommentSteps(tables.to, from, to, sourceOf(change)));
  } else if (isSame && from.notValid) {
    work.clauses.push(validate(to.name, change));
    work.comments.push(...partCommentSteps(tables.to, from, to, sourceOf(change)));
  } else {
    work.drops.push(...replace(from, to, change, tables));
    work.comments.push(...partCommentSteps(tables.to, undefined, to, sourceOf(change)));
  }
}

function modifyForeignKey(
  change: Extract<PartChange, { kind: "modify_foreign_key" }>,
  tables: Tables,
  work: Work,
): void {
  const { from, to } = change;
  const source = sourceOf(change);
  if (change.rebuild) {
    work.keyDrops.push(dropConstraint(tables.from, from, source));
    work.keyAdds.push(addConstraint(tables.to, to, source));
    work.comments.push(...partCommentSteps(tables.to, undefined, to, source));
    return;
  }
  if (from.deferrable !== to.deferrable) {
    const alter = (key: ForeignKey): string =>
      `ALTER CONSTRAINT ${ident(key.name)}${key.deferrable === undefined ? " NOT DEFERRABLE" : deferrableSql(key.deferrable)}`;
    work.clauses.push({ sql: alter(to), undo: alter(from), source, blocks: "everything" });
  }
  if (from.notValid && !to.notValid) work.clauses.push(validate(to.name, change));
  work.comments.push(...partCommentSteps(tables.to, from, to, source));
}

/** An index that was made anew is no longer the one that identifies rows: it is named again. */
function replicaIdentity(
  from: Table,
  to: Table,
  changes: readonly PartChange[],
  work: Work,
): readonly DraftStep[] {
  const identity = to.replicaIdentity;
  const cause = changes.find((change) => change.kind === "modify_table");
  const isChanged = cause !== undefined && !equal(from.replicaIdentity, identity);
  const lost = identity.by === "index" && work.rebuilt.has(identity.index) ? changes[0] : undefined;
  const source = isChanged ? cause : lost;
  return source
    ? replicaIdentityStep(lost ? { by: "nothing" } : from.replicaIdentity, to, sourceOf(source))
    : [];
}
