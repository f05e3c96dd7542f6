import { type DraftStep, refKey, refOf, type StepsContext } from "@atlas/core";
import { ident } from "../../text.ts";
import { addColumn, type ColumnActions, dropColumn, modifyColumn } from "./alter-column.ts";
import { addPart, dropPart, modifyCheck, modifyForeignKey, modifyKey } from "./alter-parts.ts";
import {
  attributeClauses,
  clusterStep,
  replicaIdentityStep,
  rowSecuritySteps,
  tableCommentStep,
} from "./attributes.ts";
import type { ModifyColumn, PartChange } from "./changes.ts";
import { addConstraint } from "./constraints.ts";
import { equal } from "./equal.ts";
import { isSelfReference, referencedRefs } from "./foreign-keys.ts";
import { gentlenessOf } from "./gentle.ts";
import { adoptions } from "./keys-online.ts";
import { isHeldBelow } from "./lineage.ts";
import type { Table } from "./model.ts";
import { apart, gentleNotNull, leftOverCheck } from "./not-null-online.ts";
import { alterStep, type Clause, sourceOf } from "./step.ts";
import { noWork, type Tables, type Work } from "./work.ts";

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
  const work = noWork();
  const droppedColumns = new Set(
    changes.flatMap((change) =>
      change.kind === "drop_column" || isRebuild(change) ? [change.from.name] : [],
    ),
  );
  const isDetached = context.detach.has(refKey(refOf(to)));
  const tables = { from, to, droppedColumns, isDetached, context };
  const adopted = adoptions(changes, tables);
  for (const change of withoutUsedChecks(changes, from, context))
    collect(change, { ...tables, adopted }, work);
  const isSplit =
    isDetached ||
    work.indexKeys.length > 0 ||
    changes.some((change) => change.kind === "modify_foreign_key" && change.around);
  const awaitsKey = (clause: Clause): boolean =>
    work.indexKeys.length > 0 && changes.some((change) => freesColumn(change, clause));
  const clauses = work.clauses.filter((clause) => !awaitsKey(clause));
  const all = [...work.drops, ...work.computedDrops, ...clauses, ...work.computedAdds];
  // What lets go alone breaks a circle: what it lets go of is made again before the rest takes hold of it.
  const first = isDetached ? all.filter(letsGoOnly) : [];
  const main = all.filter((clause) => !first.includes(clause));
  const alter = (clauses: readonly Clause[]): readonly DraftStep[] =>
    alterStep(to, clauses).map((step) => ({
      ...step,
      releases: [...step.releases, ...work.released],
      undo: step.undo.length === 0 ? [] : [...step.undo, ...work.undoLater],
    }));
  const altered = isSplit
    ? [
        ...alterStep(to, work.keyDrops),
        ...alter(first),
        ...(first.length === 0 ? alter(main) : alterStep(to, main)),
        ...work.indexCreates,
        ...work.after,
        ...work.notNulls,
        ...work.keyIndexes,
        ...alterStep(to, [...work.indexKeys, ...work.clauses.filter(awaitsKey)]),
        ...alterStep(to, work.keyAdds),
      ]
    : [
        ...alter([...work.keyDrops, ...main, ...work.keyAdds]),
        ...work.indexCreates,
        ...work.after,
        ...work.notNulls,
      ];
  return [
    ...work.before,
    ...work.indexDrops,
    ...altered,
    ...work.validations.flatMap((clause) => apart(alterStep(to, [clause]))),
    ...replicaIdentity(from, to, changes, work),
    ...clusterMark(from, to, changes, work),
    ...work.comments,
  ];
}

/** Whether an action takes something away and brings nothing. */
function letsGoOnly({ creates = [], needs = [], drops = [], releases = [] }: Clause): boolean {
  return creates.length === 0 && needs.length === 0 && drops.length + releases.length > 0;
}

/** Checks of an interrupted run that prove NOT NULL in this one go when they have done so. */
function withoutUsedChecks(
  changes: readonly PartChange[],
  from: Table,
  context: StepsContext,
): readonly PartChange[] {
  const used = changes.flatMap((change) => {
    const gentle = change.kind === "modify_column" && gentleNotNull(from, from, change, context);
    return gentle ? (leftOverCheck(from, change.subject.name) ?? []) : [];
  });
  return used.length === 0
    ? changes
    : changes.filter((change) => change.kind !== "drop_check" || !used.includes(change.from));
}

/**
 * A NOT NULL that waits for its validation gets it before a primary key, which the server refuses otherwise; in a
 * transaction of its own where nobody is to wait.
 */
function withValidationsFirst(actions: ColumnActions, { to, context }: Tables, work: Work): ColumnActions {
  const isValidation = ({ sql }: Clause): boolean => sql.startsWith("VALIDATE CONSTRAINT ");
  const validations = alterStep(to, actions.clauses.filter(isValidation));
  if (gentlenessOf(context.policy).notNull) work.notNulls.push(...apart(validations));
  else work.before.push(...validations);
  return { ...actions, clauses: actions.clauses.filter((clause) => !isValidation(clause)) };
}

/** Whether a column can be NULL only after the primary key has gone over to other columns. */
function freesColumn(change: PartChange, { sql }: Clause): boolean {
  return (
    change.kind === "modify_primary_key" &&
    change.rebuild &&
    change.from.columns.some((name) => sql === `ALTER COLUMN ${ident(name)} DROP NOT NULL`)
  );
}

function isRebuild(change: PartChange): change is ModifyColumn {
  return change.kind === "modify_column" && change.rebuild;
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
      return collectAdded(
        addColumn(to, change, tables.context.policy?.addColumn),
        change.to.generated !== undefined,
        work,
      );
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
      const gentle = gentleNotNull(from, to, change, tables.context);
      if (gentle) {
        collectColumn(modifyColumn(to, gentle.rest, tables.context), work);
        work.clauses.push(...gentle.clauses);
        work.notNulls.push(...gentle.after);
        return;
      }
      const actions = withValidationsFirst(modifyColumn(to, change, tables.context), tables, work);
      if (!change.rebuild) return collectColumn(actions, work);
      const [drop, ...rest] = actions.clauses;
      if (drop) work.computedDrops.push(drop);
      return collectAdded({ ...actions, clauses: rest }, change.to.generated !== undefined, work);
    }
    case "add_primary_key":
    case "add_check":
      return addPart(change.to, change, tables, work);
    case "drop_primary_key":
    case "drop_check":
      return dropPart(change.from, change, tables, work);
    case "modify_primary_key":
      return modifyKey(change.from, change.to, change, tables, work);
    case "modify_check":
      return modifyCheck(change, tables, work);
    case "add_index":
      return addPart(change.to, change, tables, work);
    case "drop_index":
      return dropPart(change.from, change, tables, work);
    case "modify_index":
      return modifyKey(change.from, change.to, change, tables, work);
    case "add_foreign_key":
      return addPart(change.to, change, tables, work);
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

/** An index that is made anew is not marked any more. */
function clusterMark(
  from: Table,
  to: Table,
  changes: readonly PartChange[],
  work: Work,
): readonly DraftStep[] {
  const cause = changes.find((change) => change.kind === "modify_table") ?? changes[0];
  const isGone = from.clusterOn !== undefined && !indexNames(to).has(from.clusterOn);
  const isLost = isGone || (to.clusterOn !== undefined && work.rebuilt.has(to.clusterOn));
  const present = isLost ? undefined : from.clusterOn;
  return cause && present !== to.clusterOn ? clusterStep(present, to, sourceOf(cause)) : [];
}

function indexNames({
  primaryKey,
  uniques,
  exclusions,
  indexes,
  fromParents = [],
}: Table): ReadonlySet<string> {
  const own = [...(primaryKey ? [primaryKey] : []), ...uniques, ...exclusions, ...indexes];
  return new Set([...own, ...fromParents.map(({ part }) => part)].map(({ name }) => name));
}
